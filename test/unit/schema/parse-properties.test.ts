import fc from 'fast-check';
import { findProblems, parseProperties } from '../../../schema/parse-properties';
import { formatProblems } from '../../../schema/problem';
import { BAD_PROPERTIES } from '../../support/bad-properties';
import { arbitraryProperties } from '../../support/arbitrary-properties';
import { stringifyScalars, withBucket } from '../../support/properties';

test.each(BAD_PROPERTIES)(
  '$title is rejected with the property, the value and the expected values',
  ({ properties, expected }) => {
    const text = formatProblems(parseProperties(stringifyScalars(properties)).problems);
    for (const part of expected) expect(text).toContain(part);
  },
);

test.each([
  ['RecordingReconnectWindowSeconds', 0],
  ['RecordingReconnectWindowSeconds', 300],
  ['Name', ''],
  ['Name', 'n'.repeat(128)],
  ['Timeouts', { Create: 1, Delete: 840 }],
  ['ThumbnailConfiguration', { TargetIntervalSeconds: 1 }],
  ['ThumbnailConfiguration', { TargetIntervalSeconds: 60 }],
  ['Tags', Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`k${index}`, '']))],
  ['Tags', [{ Key: 'k'.repeat(128), Value: 'v'.repeat(256) }]],
  ['Tags', [{ Key: 'größe', Value: 'a b_.:/=+-@' }]],
])('%s at its bound is accepted: %j', (name, value) => {
  expect(parseProperties(withBucket({ [name]: value })).problems).toEqual([]);
});

test('scalars are equal as strings and as other types', () => {
  fc.assert(
    fc.property(arbitraryProperties, (properties) => {
      const asStrings = parseProperties(stringifyScalars(properties));
      expect(asStrings.problems).toEqual([]);
      expect(asStrings).toEqual(parseProperties(properties));
    }),
  );
});

test('properties that CloudFormation adds are ignored', () => {
  const own = withBucket({ Name: 'a' });
  expect(parseProperties({ ...own, ServiceToken: 'arn', ServiceTimeout: '1200' })).toEqual(parseProperties(own));
});

test('null is the same as absent', () => {
  const nulls = withBucket({ Name: null, ThumbnailConfiguration: null, Tags: null });
  expect(parseProperties(nulls)).toEqual(parseProperties(withBucket()));
});

test('any JSON is either parsed or rejected with a message', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { properties, problems } = parseProperties(value);
      expect(properties === undefined).toBe(problems.length > 0);
      for (const { text } of problems) expect(text).toMatch(/expected|did you mean/);
    }),
  );
});

describe('with unresolved values', () => {
  const TOKEN = '${Token[1]}';
  const isToken = (value: unknown): boolean => value === TOKEN;

  test('a token passes in place of any value', () => {
    fc.assert(
      fc.property(arbitraryProperties, fc.infiniteStream(fc.boolean()), (properties, choices) => {
        const withTokens = (value: unknown): unknown => {
          if (choices.next().value === true) return TOKEN;
          if (Array.isArray(value)) return value.map(withTokens);
          if (typeof value !== 'object' || value === null) return value;
          return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTokens(inner)]));
        };
        const mixed = Object.entries(properties).map(([name, value]) => [
          name,
          // A map of tags can have the token as a key, which another test covers.
          name === 'Tags' ? value : withTokens(value),
        ]);
        expect(findProblems(Object.fromEntries(mixed), isToken)).toEqual([]);
      }),
    );
  });

  test('known values beside a token are checked', () => {
    const problems = findProblems(
      {
        DestinationConfiguration: TOKEN,
        RecordingReconnectWindowSeconds: 301,
        Tags: [TOKEN, { Key: TOKEN, Value: 'v'.repeat(257) }, { Key: 'aws:x', Value: TOKEN }],
      },
      isToken,
    );
    expect(problems.map(({ path }) => path)).toEqual([
      'RecordingReconnectWindowSeconds',
      'Tags[1].Value',
      'Tags[2].Key',
    ]);
  });
});
