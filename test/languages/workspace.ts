import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

export const LANGUAGES = ['typescript', 'python', 'java', 'go'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The variables in which `npm run test:languages` passes the workspace and the available languages. */
const FOLDER_VARIABLE = 'LANGUAGES_WORKSPACE';
const AVAILABLE_VARIABLE = 'LANGUAGES_AVAILABLE';

/** The workspace: a folder laid out like a checkout, with `dist` and without `node_modules`. */
export function findWorkspace(): string {
  const folder = process.env[FOLDER_VARIABLE] ?? '';
  if (existsSync(join(folder, 'dist'))) return folder;
  throw new Error(
    `${FOLDER_VARIABLE} is "${folder}": expected a folder with the packages in dist. "npm run test:languages" creates one, ` +
      'sets the variable, and runs these tests.',
  );
}

/** Whether the tools of the language are installed. The end of the run lists the missing ones. */
export function isAvailable(language: Language): boolean {
  return (process.env[AVAILABLE_VARIABLE] ?? '').split(',').includes(language);
}

/** Creates a folder in the workspace with a copy of the example's files. Default: all files. */
export function createAppFolder(name: string, language: Language, files?: readonly string[]): string {
  const example = join(ROOT, 'examples', language === 'typescript' ? 'typescript/stream-archive' : language);
  // As deep as the examples, which refer to dist by a relative path.
  const folder = join(findWorkspace(), name, language);
  mkdirSync(folder, { recursive: true });
  if (files === undefined) cpSync(example, folder, { recursive: true });
  for (const file of files ?? []) cpSync(join(example, file), join(folder, file));
  return folder;
}

/** Runs a slow action once for all test files, which share the workspace. */
export async function doOnce(title: string, action: () => Promise<void>): Promise<void> {
  const mark = join(findWorkspace(), `${title}.done`);
  if (existsSync(mark)) return;
  await action();
  writeFileSync(mark, '');
}
