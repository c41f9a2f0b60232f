import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** The documents whose code blocks are complete programs or templates. */
const DOCUMENTS = [
  'README.md',
  'docs/adopt-existing.md',
  'docs/bucket-validation.md',
  'docs/channels-in-use.md',
  'docs/deploying.md',
  'docs/migrate-from-cdk-alpha.md',
  'docs/provider-template.md',
];

export function readDocument(path: string): string {
  return readFileSync(resolve(ROOT, path), 'utf8');
}

/** All Markdown files of the project, tracked or not ignored by git. */
export function listDocuments(): readonly string[] {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  return execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '');
}

/** All templates of examples/yaml and its folders. */
export function listTemplates(): readonly string[] {
  return readdirSync(resolve(ROOT, 'examples/yaml'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `examples/yaml/${name.replaceAll('\\', '/')}`);
}

/** The cells of each row of the first table with this header, unescaped. Throws if there is none. */
export function readTable(markdown: string, header: readonly string[]): readonly (readonly string[])[] {
  const [rows] = readTables(markdown, header);
  if (rows === undefined) throw new Error(`There is no table with the header ${header.join(' | ')}.`);
  return rows;
}

/** The rows of all tables with this header, as in {@link readTable}. */
export function readTables(markdown: string, header: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const lines = markdown.split('\n').map(readCells);
  return lines.flatMap((cells, start) => {
    if (cells?.join() !== header.join()) return [];
    const rest = lines.slice(start + 2);
    const end = rest.findIndex((row) => row === undefined);
    return [rest.slice(0, end === -1 ? undefined : end).map((row) => row ?? [])];
  });
}

/** The code spans of a cell. */
export function readSpans(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
}

/** The part of a document below a heading, up to the next heading of the same or a higher level. */
export function readSection(markdown: string, heading: string): string {
  const level = /^#+/.exec(heading)?.[0].length ?? 0;
  const lines = markdown.split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`There is no heading ${heading}.`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

/** The items of the unordered lists of a document, each as one line. */
export function readListItems(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^- (.*(?:\n {2,}\S.*)*)/gm)].map(([, item = '']) => item.replace(/\n */g, ' '));
}

/** The text of all fenced code blocks of a language. */
export function readCodeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
}

/** The code blocks of a language that are complete programs or templates, with their title. */
export function listCodeBlocks(language: string): readonly (readonly [title: string, block: string])[] {
  return DOCUMENTS.flatMap((path) =>
    readCodeBlocks(readDocument(path), language).map((block, index) => [`${path}, block ${index + 1}`, block] as const),
  );
}

/** Removes the backticks of a cell that is one code span. */
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
