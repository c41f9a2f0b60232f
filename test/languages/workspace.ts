import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

export const LANGUAGES = ['typescript', 'python', 'java', 'go'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Where `npm run test:languages` says that the packages may be used, and in which languages. */
const FOLDER_VARIABLE = 'LANGUAGES_WORKSPACE';
const AVAILABLE_VARIABLE = 'LANGUAGES_AVAILABLE';

/** A folder that is laid out as a checkout, for the paths in the examples: with a `dist`, and without what is installed. */
export function findWorkspace(): string {
  const folder = process.env[FOLDER_VARIABLE] ?? '';
  if (existsSync(join(folder, 'dist'))) return folder;
  throw new Error(
    `${FOLDER_VARIABLE} is "${folder}": expected a folder with the packages in dist. "npm run test:languages" makes one, ` +
      'sets it, and runs these tests.',
  );
}

/** Whether the tools of the language are on this machine; where not, the last lines of the run say so. */
export function isAvailable(language: Language): boolean {
  return (process.env[AVAILABLE_VARIABLE] ?? '').split(',').includes(language);
}

/** A folder of the workspace with a copy of some of the example's files, for an app in the language. */
export function createAppFolder(name: string, language: Language, files?: readonly string[]): string {
  const example = join(ROOT, 'examples', language === 'typescript' ? 'typescript/stream-archive' : language);
  // As deep as the examples are: they name dist by a relative path.
  const folder = join(findWorkspace(), name, language);
  mkdirSync(folder, { recursive: true });
  if (files === undefined) cpSync(example, folder, { recursive: true });
  for (const file of files ?? []) cpSync(join(example, file), join(folder, file));
  return folder;
}

/** Does what takes long once for the apps of all files of tests, which share the workspace. */
export async function doOnce(title: string, action: () => Promise<void>): Promise<void> {
  const mark = join(findWorkspace(), `${title}.done`);
  if (existsSync(mark)) return;
  await action();
  writeFileSync(mark, '');
}
