import type { Draft } from './import-spec';
import { writeGo } from './go-format';
import { writeJava } from './java-format';
import { writePython } from './python-format';
import { writeJson, writeYaml } from './template-format';
import { writeTypeScript } from './typescript-format';

/** The languages of the CDK, and the two of templates; the first is the default. */
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

/** The draft as the text of a whole file, which compiles, or deploys, as it is. */
export function writeDraft(draft: Draft, format: Format): string {
  return WRITERS[format](draft);
}
