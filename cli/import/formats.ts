import type { ImportSpec } from './import-spec';
import { generateGo } from './go-format';
import { generateJava } from './java-format';
import { generatePython } from './python-format';
import { generateJson, generateYaml } from './template-format';
import { generateTypeScript } from './typescript-format';

/** The CDK languages and the template formats. The first one is the default. */
export const FORMATS = ['ts', 'python', 'java', 'go', 'yaml', 'json'] as const;

export type Format = (typeof FORMATS)[number];

const GENERATORS: Readonly<Record<Format, (spec: ImportSpec) => string>> = {
  ts: generateTypeScript,
  python: generatePython,
  java: generateJava,
  go: generateGo,
  yaml: generateYaml,
  json: generateJson,
};

/** Generates a complete file, which can be compiled or deployed unchanged. */
export function generateCode(spec: ImportSpec, format: Format): string {
  return GENERATORS[format](spec);
}
