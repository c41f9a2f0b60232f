import { isAdoptionAllowed } from '../../../schema/provider-environment';

test.each<[value: string | undefined, isAllowed: boolean]>([
  [undefined, true],
  ['true', true],
  ['false', false],
  ['False', false],
  ['', false],
  ['no', false],
  ['TRUE', false],
])('ALLOW_ADOPTION %p allows adoption: %s', (ALLOW_ADOPTION, isAllowed) => {
  expect(isAdoptionAllowed({ ALLOW_ADOPTION, DEFAULT_TAGS: '{}' })).toBe(isAllowed);
});

test('an environment without the variable allows adoption', () => {
  expect(isAdoptionAllowed({})).toBe(true);
});
