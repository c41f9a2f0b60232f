import type { Draft } from './import-spec';
import { writeGo } from './go-format';
import { writeJava } from './java-format';
import { writePython } from './python-format';
import { writeJson, writeYaml } from './template-format';
import { writeTypeScript } from './typescript-format';

/** The CDK languages and the template formats. The first one is the default. */
export const FORMATS = ['ts', 'python', 'java', 'go', 'yaml', 'json'] as const;

export type Format = (typeof FORMATS)[number];

const WRITERS: Readonly<Record<Format, (draft: Draft) => string>> = {
  ts: writeTypeScript,
  python: writePython,
  java: writeJava,
  go: writeGo,
  yaml: writeYaml,
  json: writeJson,
};

/** Generates a complete file, which can be compiled or deployed unchanged. */
export function writeDraft(draft: Draft, format: Format): string {
  return WRITERS[format](draft);
}
