import { describeValue, formatProblems, unexpectedValue, type Problem } from '../../../contract/problem';

const problem = (text: string): Problem => ({ path: 'Name', text });

test.each([
  ['text', '"text"'],
  [42, '42'],
  [null, 'null'],
  [undefined, 'undefined'],
  [{ Key: ['a'] }, '{"Key":["a"]}'],
])('the value %j is shown as %s', (value, shown) => {
  expect(describeValue(value)).toBe(shown);
});

test('a value of up to 100 characters is shown whole, a longer one is cut there', () => {
  expect(describeValue('v'.repeat(98))).toBe(`"${'v'.repeat(98)}"`);
  expect(describeValue('v'.repeat(99))).toBe(`"${'v'.repeat(99)}…`);
});

test('an unexpected value is told with where it stands and what was expected', () => {
  expect(unexpectedValue('Name', 7, 'a name')).toEqual({ path: 'Name', text: 'Name is 7: expected a name.' });
});

test('no problem is no text, a single one stands as it is, several are counted and numbered', () => {
  expect(formatProblems([])).toBe('');
  expect(formatProblems([problem('One.')])).toBe('One.');
  expect(formatProblems([problem('One.'), problem('Two.'), problem('Three.')])).toBe(
    '3 problems: (1) One. (2) Two. (3) Three.',
  );
});
