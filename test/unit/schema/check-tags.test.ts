import { parseProperties } from '../../../schema/parse-properties';
import { checkTags } from '../../../schema/check-tags';
import type { Problem } from '../../../schema/problem';
import { withBucket } from '../../support/properties';

const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';
const TOKEN = '${Token[1]}';

function findTexts(tags: unknown, isUnresolved: (value: unknown) => boolean = () => false): readonly string[] {
  const problems: Problem[] = [];
  checkTags('Tags', tags, problems, isUnresolved);
  return problems.map(({ text }) => text);
}

const numbered = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));

test.each([
  [
    'a list',
    [
      { Key: 'team', Value: 'video' },
      { Key: 'year', Value: 2026 },
      { Key: 'live', Value: false },
    ],
  ],
  ['a map', { team: 'video', year: 2026, live: false }],
])('%s becomes a map of texts, numbers and booleans included', (_form, tags) => {
  expect(parseProperties(withBucket({ Tags: tags })).properties?.Tags).toEqual({
    team: 'video',
    year: '2026',
    live: 'false',
  });
});

test('keys of a list can be numbers and booleans', () => {
  const tags = [
    { Key: 2026, Value: 'year' },
    { Key: true, Value: 'yes' },
  ];
  expect(parseProperties(withBucket({ Tags: tags })).properties?.Tags).toEqual({ 2026: 'year', true: 'yes' });
});

test.each<[title: string, tags: unknown, texts: readonly string[]]>([
  ['text', 'team=video', ['Tags is "team=video": expected a list of objects with Key and Value, or a map.']],
  ['a number in the list', [42], ['Tags[0] is 42: expected an object with Key and Value and nothing else.']],
  [
    'an entry with a third member',
    [{ Key: 'k', Value: 'v', PropagateAtLaunch: true }],
    [
      'Tags[0] is {"Key":"k","Value":"v","PropagateAtLaunch":true}: expected an object with Key and Value and nothing else.',
    ],
  ],
  [
    'an entry without a key',
    [{ Value: 'v' }],
    [`Tags[0].Key is undefined: expected a tag key: 1 to 128 characters: ${CHARACTERS}.`],
  ],
  [
    'an entry without a value',
    [{ Key: 'k' }],
    [`Tags[0].Value is undefined: expected a tag value: at most 256 characters: ${CHARACTERS}.`],
  ],
  [
    'a value that is a list',
    { team: ['video'] },
    [`Tags.team is ["video"]: expected a tag value: at most 256 characters: ${CHARACTERS}.`],
  ],
  [
    'a key with a character that IVS does not know',
    { 'team#1': 'video' },
    [`The key of Tags.team#1 is "team#1": expected a tag key: 1 to 128 characters: ${CHARACTERS}.`],
  ],
  [
    'a key of AWS, in whatever case',
    { 'AWS:team': 'video' },
    ['The key of Tags.AWS:team is "AWS:team": expected a key that does not start with aws:, which AWS reserves.'],
  ],
  [
    'an owner tag',
    [{ Key: 'cdk-ivs-recording-configuration:x', Value: 'v' }],
    [
      'Tags[0].Key is "cdk-ivs-recording-configuration:x": expected a key that does not start with ' +
        'cdk-ivs-recording-configuration:, which is the prefix of the owner tags.',
    ],
  ],
  [
    'a key twice',
    [
      { Key: 'k', Value: '1' },
      { Key: 'k', Value: '2' },
    ],
    ['Tags[1].Key is "k": expected each key once.'],
  ],
  ['one tag too many', numbered(47), ['Tags has 47 tags: expected at most 46: IVS allows 50 and 4 are owner tags.']],
])('%s is rejected with exactly this message', (_title, tags, texts) => {
  expect(findTexts(tags)).toEqual(texts);
});

test('aws: is reserved only at the start of a key', () => {
  expect(findTexts({ 'team-aws:x': 'video', 'x-cdk-ivs-recording-configuration:y': 'z' })).toEqual([]);
});

test('an entry that is known only at deployment counts as one tag', () => {
  const isToken = (value: unknown): boolean => value === TOKEN;
  expect(
    findTexts(
      Array.from({ length: 46 }, () => TOKEN),
      isToken,
    ),
  ).toEqual([]);
  expect(findTexts([...numbered(46), TOKEN], isToken)).toEqual([
    'Tags has 47 tags: expected at most 46: IVS allows 50 and 4 are owner tags.',
  ]);
});
