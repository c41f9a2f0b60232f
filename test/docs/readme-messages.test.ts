import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, readTable, ROOT } from './markdown';

/** The sources' texts as they are read: strings that are put together from several literals are one. */
const sources = ['contract', 'lambda', 'lib']
  .flatMap((folder) => listSources(join(ROOT, folder)))
  .map((path) => readFileSync(path, 'utf8').replace(/['"`]\s*\+\s*['"`]/g, ''));

const messages = readTable(readDocument('README.md'), ['Message', 'What to do'])
  .flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, message = '']) => message);

test.each(messages)('the function or the construct can say "%s"', (message) => {
  const parts = message.split('…').filter((part) => part.trim() !== '');
  expect(parts.length).toBeGreaterThan(0);
  expect(sources.some((source) => parts.every((part) => source.includes(part)))).toBe(true);
});

function listSources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}
