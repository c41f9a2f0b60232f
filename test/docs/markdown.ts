import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

export function readDocument(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8');
}

/** Every Markdown file of the project: those that git tracks, and those that it will. */
export function listDocuments(): readonly string[] {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  return execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');
}

/** The rows of the table with this header, each as its cells; Prettier's escapes are undone. */
export function readTable(markdown: string, header: readonly string[]): readonly (readonly string[])[] {
  const lines = markdown.split('\n').map(readCells);
  const start = lines.findIndex((cells) => cells?.join() === header.join());
  if (start === -1) throw new Error(`There is no table with the header ${header.join(' | ')}.`);
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((cells) => cells === undefined);
  return rest.slice(0, end === -1 ? undefined : end).map((cells) => cells ?? []);
}

/** The text of every fenced block of a language. */
export function readCodeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
}

/** A cell of one code span, without its marks. */
export function stripCode(cell: string): string {
  return /^`([^`]*)`$/.exec(cell)?.[1] ?? cell;
}

function readCells(line: string): readonly string[] | undefined {
  if (!line.startsWith('|')) return undefined;
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim().replace(/\\(.)/g, '$1'));
}
