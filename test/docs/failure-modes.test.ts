import ts from 'typescript';
import { readDocument, readTable, stripCode } from './markdown';

/** The rows of the failure table: the test file and the title that each names. */
const rows = readTable(readDocument('docs/failure-modes.md'), [
  'What happens',
  'What CloudFormation sees',
  'What is left',
  'Shown by (in `test/`)',
]).map((cells) => {
  const [file = '', title = ''] = (cells[3] ?? '').split(/(?<=`): (?=`)/).map(stripCode);
  return { file, title };
});

/** The title of every test of a file, those of a table of cases included. */
function readTitles(file: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it)\b/.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) titles.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readDocument(`test/${file}`), ts.ScriptTarget.Latest, true));
  return titles;
}

test('the failure table has rows', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('$file has a test "$title"', ({ file, title }) => {
  expect(readTitles(file)).toContain(title);
});

test('every test of the failures of an operation has its row', () => {
  const file = 'integration/lifecycle/failures.test.ts';
  const named = rows.filter((row) => row.file === file).map(({ title }) => title);
  expect([...readTitles(file)].sort()).toEqual([...named].sort());
});
