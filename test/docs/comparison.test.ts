import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { readDocument, readSpans, readTables, ROOT } from './markdown';

const COLUMNS = [
  'Feature',
  'This resource',
  'Terraform',
  'Native',
  'CDK L2',
  'Alchemy',
  '`AwsCustomResource`',
  'Shown by',
];

const rows = readTables(readDocument('docs/comparison.md'), COLUMNS).flat();

/** What a row calls as its witnesses: tests by their path, pages by a link. */
function listWitnesses(cell: string): readonly string[] {
  const pages = [...cell.matchAll(/\]\(([^)#]+)/g)].map(([, page = '']) => normalize(join('docs', page)));
  return [...readSpans(cell), ...pages];
}

test('there are rows, and each has a cell for everybody', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect([row[0], row.length, row.includes('')]).toEqual([row[0], COLUMNS.length, false]);
});

test.each(rows.map((row) => [row[0] ?? '', row.at(-1) ?? ''] as const))(
  'what is said of this resource and "%s" is shown by a test or a page that exists: %s',
  (_, cell) => {
    const witnesses = listWitnesses(cell);
    expect(witnesses.length).toBeGreaterThan(0);
    for (const path of witnesses) {
      expect(path).toMatch(/^test\/.+\.test\.ts$|\.md$/);
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    }
  },
);
