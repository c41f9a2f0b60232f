import ts from 'typescript';
import { readDocument } from './markdown';

/** Entries of the page before "What is not covered". */
const [entries = ''] = readDocument('docs/failure-modes.md').split('\n## What is not covered\n');

/** The test file and the title of each entry. An entry has all four parts, in this order. */
const rows = [
  ...entries.matchAll(/^- \*\*.+\*\*\n {2}- CloudFormation: .+\n {2}- Left: .+\n {2}- Test: `(.+)`:\s+`(.+)`$/gm),
].map(([, file = '', title = '']) => ({ file, title }));

/** The titles of all tests of a file, including `test.each`. */
function readTitles(file: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it)\b/.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) titles.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readDocument(file), ts.ScriptTarget.Latest, true));
  return titles;
}

test('every entry is complete', () => {
  expect(rows.length).toBeGreaterThan(100);
  expect(rows).toHaveLength(entries.match(/^- /gm)?.length ?? 0);
});

test.each(rows)('$file has a test "$title"', ({ file, title }) => {
  expect(readTitles(file)).toContain(title);
});

test('every test of failures.test.ts has an entry', () => {
  const file = 'test/integration/lifecycle/failures.test.ts';
  const named = rows.filter((row) => row.file === file).map(({ title }) => title);
  expect([...readTitles(file)].sort()).toEqual([...named].sort());
});
