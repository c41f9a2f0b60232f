import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { readDocument, readListItems, readSpans, readTables, ROOT } from './markdown';

const PAGE = readDocument('docs/comparison.md');
const COLUMNS = ['Feature', 'This', 'Terraform', 'Native', 'CDK L2', 'Alchemy', 'SDK call'];

const rows = readTables(PAGE, COLUMNS).flat();

/** The features that have a note, and the part of each note that names its tests or pages. */
const notes = new Map(
  readListItems(PAGE).flatMap((item): readonly (readonly [string, string])[] => {
    const [, feature, text] = /^\*\*(.+)\.\*\* (?:.* )?Shown by (.+)$/.exec(item) ?? [];
    return feature === undefined || text === undefined ? [] : [[feature, text]];
  }),
);

/** The evidence that a note names: tests by their path, pages by a link. */
function listEvidence(text: string): readonly string[] {
  const pages = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, page = '']) => normalize(join('docs', page)));
  return [...readSpans(text), ...pages];
}

test('there are rows, and each has a cell for every column', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect([row[0], row.length, row.includes('')]).toEqual([row[0], COLUMNS.length, false]);
});

test('every row has its note, in the same order', () => {
  expect([...notes.keys()]).toEqual(rows.map(([feature]) => feature));
});

test.each([...notes])('"%s" is shown by a test or a page that exists: %s', (_, text) => {
  const evidence = listEvidence(text);
  expect(evidence.length).toBeGreaterThan(0);
  for (const path of evidence) {
    expect(path).toMatch(/^test\/.+\.test\.ts$|\.md$/);
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  }
});
