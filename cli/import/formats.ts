import type { ImportSpec } from './import-spec';
import { generateGo } from './go-format';
import { generateJava } from './java-format';
import { generatePython } from './python-format';
import { generateJson, generateYaml } from './template-format';
import { toSingleStack, type AppStackSpec, type CodeSpec } from './stack-spec';
import { generateTypeScript } from './typescript-format';

/** The CDK languages and the template formats. The first one is the default. */
export const FORMATS = ['ts', 'python', 'java', 'go', 'yaml', 'json'] as const;

export type Format = (typeof FORMATS)[number];

const GENERATORS: Readonly<Record<Format, (code: CodeSpec) => string>> = {
  ts: generateTypeScript,
  python: generatePython,
  java: generateJava,
  go: generateGo,
  yaml: generateYaml,
  json: generateJson,
};

/** The formats that cannot have more than one stack in a file. */
export const TEMPLATE_FORMATS: readonly Format[] = ['yaml', 'json'];

/** Generates a complete file with one stack, which can be compiled or deployed unchanged. */
export function generateCode(spec: ImportSpec, format: Format): string {
  return GENERATORS[format]({ kind: 'stack', stacks: [toSingleStack(spec)] });
}

/** Generates a complete app, or in a template format the template of the only stack. */
export function generateApp(stacks: readonly AppStackSpec[], format: Format): string {
  return GENERATORS[format]({ kind: 'app', stacks });
}
