import {
  InvalidPropertiesError,
  parseDesiredState,
  parseDefaultTags,
  tryParseDesiredState,
} from '../../../lambda/recording-configuration/desired-state';
import { withBucket } from '../../support/properties';

const numbered = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

test('a bucket alone declares all the defaults', () => {
  expect(parseDesiredState(withBucket(), {})).toEqual({
    settings: {
      DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
      RecordingReconnectWindowSeconds: 0,
      RenditionConfiguration: { RenditionSelection: 'ALL' },
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
    },
    settingsHash: '947d90b35d6347e26d33ccf2b270ecdd',
    tags: {},
    onInUse: 'FAIL',
    adoptArn: undefined,
    createTimeoutMs: 600_000,
    deleteTimeoutMs: 600_000,
  });
});

test('every property is part of the desired state', () => {
  const desired = parseDesiredState(
    withBucket({
      Name: 'archive',
      RecordingReconnectWindowSeconds: 60,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['LOWEST_RESOLUTION', 'SD'] },
      ThumbnailConfiguration: { TargetIntervalSeconds: 5, Resolution: 'HD', Storage: ['LATEST', 'SEQUENTIAL'] },
      Tags: { team: 'video' },
      Timeouts: { Create: 10, Delete: 20 },
    }),
    { team: 'default', stage: 'live' },
  );
  expect(desired).toMatchObject({
    settings: {
      Name: 'archive',
      RecordingReconnectWindowSeconds: 60,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'LOWEST_RESOLUTION'] },
      ThumbnailConfiguration: {
        RecordingMode: 'INTERVAL',
        TargetIntervalSeconds: 5,
        Resolution: 'HD',
        Storage: ['SEQUENTIAL', 'LATEST'],
      },
    },
    tags: { team: 'video', stage: 'live' },
    createTimeoutMs: 10_000,
    deleteTimeoutMs: 20_000,
  });
});

test('disabled thumbnails have no other settings', () => {
  const { settings } = parseDesiredState(withBucket({ ThumbnailConfiguration: { RecordingMode: 'DISABLED' } }), {});
  expect(settings.ThumbnailConfiguration).toEqual({ RecordingMode: 'DISABLED' });
});

test('invalid properties throw all problems, or return undefined if they may be invalid', () => {
  const bad = { Nmae: 'x' };
  const parse = (): unknown => parseDesiredState(bad, {});
  expect(parse).toThrow(InvalidPropertiesError);
  const expected: unknown = expect.objectContaining({ name: 'InvalidPropertiesError', code: 'InvalidProperties' });
  expect(parse).toThrow(expected as Error);
  expect(parse).toThrow(
    /^InvalidProperties: 2 problems: \(1\) .*Nmae.* \(2\) DestinationConfiguration\.S3\.BucketName /,
  );
  expect(tryParseDesiredState(bad, {})).toBeUndefined();
  expect(tryParseDesiredState(withBucket(), {})).toEqual(parseDesiredState(withBucket(), {}));
});

test('another error is not an invalid property', () => {
  const broken = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new RangeError('broken');
      },
    },
  );
  expect(() => tryParseDesiredState(broken, {})).toThrow(RangeError);
});

test('default tags and template tags are at most 46 in total', () => {
  expect(parseDesiredState(withBucket({ Tags: numbered(46) }), { k0: 'default' }).tags).toEqual(numbered(46));
  expect(() => parseDesiredState(withBucket({ Tags: numbered(46) }), { team: 'video' })).toThrow(
    new InvalidPropertiesError('TooManyTags', { count: 47, limit: 46 }),
  );
});

test.each([
  [undefined, {}],
  ['', {}],
  ['{}', {}],
  ['{"team":"video"}', { team: 'video' }],
])('the default tags %p are %j', (json, tags) => {
  expect(parseDefaultTags(json)).toEqual(tags);
});

test.each([
  ['team=video', '"team=video": expected a list of objects with Key and Value, or a map.'],
  ['null', 'null: expected a list of objects with Key and Value, or a map.'],
])('the default tags %p are rejected, with the variable to fix', (json, problem) => {
  expect(() => parseDefaultTags(json)).toThrow(
    new InvalidPropertiesError('InvalidDefaultTags', {
      problems: `The default tags of the provider is ${problem}`,
      variable: 'DEFAULT_TAGS',
    }),
  );
});
