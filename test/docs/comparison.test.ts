import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { readDocument, readListItems, readSpans, readTables, ROOT } from './markdown';

const PAGE = readDocument('docs/comparison.md');
const COLUMNS = ['Feature', 'This', 'Terraform', 'Native', 'CDK L2', 'Alchemy', 'SDK call'];

const rows = readTables(PAGE, COLUMNS).flat();

/** The features with a note, and the part of each note that lists its tests or pages. */
const notes = new Map(
  readListItems(PAGE).flatMap((item): readonly (readonly [string, string])[] => {
    const [, feature, text] = /^\*\*(.+)\.\*\* (?:.* )?Shown by (.+)$/.exec(item) ?? [];
    return feature === undefined || text === undefined ? [] : [[feature, text]];
  }),
);

/** The evidence of a note: paths of tests, and linked pages. */
function listEvidence(text: string): readonly string[] {
  const pages = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, page = '']) => normalize(join('docs', page)));
  return [...readSpans(text), ...pages];
}

test('every row has a cell for every column', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect([row[0], row.length, row.includes('')]).toEqual([row[0], COLUMNS.length, false]);
});

test('every row has a note, in the same order', () => {
  expect([...notes.keys()]).toEqual(rows.map(([feature]) => feature));
});

test.each([...notes])('the evidence for "%s" exists: %s', (_, text) => {
  const evidence = listEvidence(text);
  expect(evidence.length).toBeGreaterThan(0);
  for (const path of evidence) {
    expect(path).toMatch(/^test\/.+\.test\.ts$|\.md$/);
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  }
});
