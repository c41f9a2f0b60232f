import fc from 'fast-check';
import { describeValue, formatProblems, unexpectedValue, type Problem } from '../../../schema/problem';

const problem = (text: string): Problem => ({ path: 'Name', text });

/** Depths at the limit, and slightly below and above. */
const nested = fc.nat({ max: 110 }).map((depth): unknown => JSON.parse('['.repeat(depth) + '[]' + ']'.repeat(depth)));

test.each([
  ['text', '"text"'],
  [42, '42'],
  [null, 'null'],
  [undefined, 'undefined'],
  [{ Key: ['a'] }, '{"Key":["a"]}'],
])('the value %j is shown as %s', (value, shown) => {
  expect(describeValue(value)).toBe(shown);
});

test('a value is cut after 100 characters', () => {
  expect(describeValue('v'.repeat(98))).toBe(`"${'v'.repeat(98)}"`);
  expect(describeValue('v'.repeat(99))).toBe(`"${'v'.repeat(99)}…`);
});

test('a value is shown as JSON, up to the limit', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue({ maxDepth: 8 }), nested), (value) => {
      const json = JSON.stringify(value);
      expect(describeValue(value)).toBe(json.length <= 100 ? json : `${json.slice(0, 100)}…`);
    }),
  );
});

test.each([
  ['lists', '[', ']', '['.repeat(100)],
  ['objects', '{"a":', '}', '{"a":'.repeat(20)],
  ['lists in objects', '{"a":[', ']}', '{"a":['.repeat(17).slice(0, 100)],
])('a value of a million nested %s is cut like any other', (_, open, close, shown) => {
  const value: unknown = JSON.parse(`${open.repeat(1_000_000)}0${close.repeat(1_000_000)}`);
  expect(describeValue(value)).toBe(`${shown}…`);
});

test('the problem of an unexpected value has its path and the expected values', () => {
  expect(unexpectedValue('Name', 7, 'a name')).toEqual({ path: 'Name', text: 'Name is 7: expected a name.' });
});

test('no problem has no text, one is unchanged, several are counted and numbered', () => {
  expect(formatProblems([])).toBe('');
  expect(formatProblems([problem('One.')])).toBe('One.');
  expect(formatProblems([problem('One.'), problem('Two.'), problem('Three.')])).toBe(
    '3 problems: (1) One. (2) Two. (3) Three.',
  );
});
