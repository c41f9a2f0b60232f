import { checkValue } from '../../../schema/check-value';
import { parseProperties } from '../../../schema/parse-properties';
import type { Problem } from '../../../schema/problem';
import type { Rule } from '../../../schema/rule';
import { withBucket } from '../../support/properties';

const refusalsOf = (more: Readonly<Record<string, unknown>>): readonly string[] =>
  parseProperties(withBucket(more)).problems.map(({ text }) => text);

test('every property has its type', () => {
  const { properties } = parseProperties(
    withBucket({
      Name: 'archive',
      RecordingReconnectWindowSeconds: '300',
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
      ThumbnailConfiguration: {
        RecordingMode: 'INTERVAL',
        TargetIntervalSeconds: '+5',
        Resolution: 'HD',
        Storage: ['LATEST'],
      },
      Tags: [{ Key: 'team', Value: 'video' }],
      Timeouts: { Create: '60', Delete: 70 },
    }),
  );
  expect(properties).toEqual({
    DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
    Name: 'archive',
    RecordingReconnectWindowSeconds: 300,
    RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
    ThumbnailConfiguration: {
      RecordingMode: 'INTERVAL',
      TargetIntervalSeconds: 5,
      Resolution: 'HD',
      Storage: ['LATEST'],
    },
    Tags: { team: 'video' },
    Timeouts: { Create: 60, Delete: 70 },
  });
});

test.each([
  [2026, '2026'],
  [true, 'true'],
  [false, 'false'],
])('a name written as %j is the text %j', (written, name) => {
  expect(parseProperties(withBucket({ Name: written })).properties?.Name).toBe(name);
});

test('minus zero is zero in every notation', () => {
  for (const written of ['-0', -0]) {
    const { properties } = parseProperties(withBucket({ RecordingReconnectWindowSeconds: written }));
    expect(properties?.RecordingReconnectWindowSeconds).toBe(0);
  }
});

test.each(['', ' 5', '5 ', '5s', '0x10', '1e1', '5.0', 0.5, NaN, true, ['5'], { seconds: 5 }])(
  '%j is not an integer',
  (written) => {
    expect(refusalsOf({ RecordingReconnectWindowSeconds: written })).toEqual([
      expect.stringMatching(
        /^RecordingReconnectWindowSeconds is .+: expected a whole number of seconds from 0 to 300\.$/,
      ),
    ]);
  },
);

test.each<[title: string, more: Readonly<Record<string, unknown>>, text: string]>([
  [
    'a list where text belongs',
    { Name: ['archive'] },
    'Name is ["archive"]: expected at most 128 characters of a-z, A-Z, 0-9, "-" and "_".',
  ],
  [
    'an unknown word',
    { RenditionConfiguration: { RenditionSelection: 'SOME' } },
    'RenditionConfiguration.RenditionSelection is "SOME": expected one of ALL, NONE, CUSTOM.',
  ],
  [
    'a word where a list belongs',
    { ThumbnailConfiguration: { Storage: 'LATEST' } },
    'ThumbnailConfiguration.Storage is "LATEST": expected a list of different values out of SEQUENTIAL, LATEST.',
  ],
  [
    'an unknown word in a list',
    { ThumbnailConfiguration: { Storage: ['LATEST', 'FIRST'] } },
    'ThumbnailConfiguration.Storage[1] is "FIRST": expected one of SEQUENTIAL, LATEST.',
  ],
  [
    'a word twice in a list',
    { ThumbnailConfiguration: { Storage: ['LATEST', 'LATEST'] } },
    'ThumbnailConfiguration.Storage[1] is "LATEST": expected each value once.',
  ],
  ['text where an object belongs', { Timeouts: '60' }, 'Timeouts is "60": expected an object with Create, Delete.'],
  [
    'a misspelt property',
    { Nmae: 'x' },
    'Nmae is not a property of Custom::IVSRecordingConfiguration: did you mean Name?',
  ],
  [
    'a property that belongs to the resource, one level down',
    { Timeouts: { ServiceToken: 'arn' } },
    'Timeouts.ServiceToken is not a property of Custom::IVSRecordingConfiguration: expected one of Create, Delete.',
  ],
])('%s is rejected with exactly this message', (_title, more, text) => {
  expect(refusalsOf(more)).toEqual([text]);
});

test.each<[Rule, string]>([
  [{ type: 'string', description: '', pattern: '^a$', expected: 'the letter a' }, 'the letter a'],
  [{ type: 'enum', description: '', values: ['A', 'B'] }, 'one of A, B'],
  [{ type: 'integer', description: '', minimum: 1, maximum: 9, unit: 'days' }, 'a whole number of days from 1 to 9'],
  [{ type: 'set', description: '', values: ['A', 'B'] }, 'a list of different values out of A, B'],
  [{ type: 'tags', description: '' }, 'tags'],
])('a required property that is missing is reported with what its rule expects: %j', (rule, expected) => {
  const problems: Problem[] = [];
  const whole: Rule = { type: 'object', description: '', properties: { Part: { ...rule, required: true } } };
  checkValue(whole, 'Whole', {}, problems, () => false);
  expect(problems).toEqual([{ path: 'Whole.Part', text: `Whole.Part is missing: expected ${expected}.` }]);
});
