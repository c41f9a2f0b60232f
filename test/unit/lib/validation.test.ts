import { Duration, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { parseProperties } from '../../../schema/parse-properties';
import { formatProblems } from '../../../schema/problem';
import {
  OnInUse,
  type RecordingConfigurationProps,
  RenditionConfiguration,
  Resolution,
  Storage,
  ThumbnailConfiguration,
} from '../../../lib';
import { nameProp } from '../../../lib/private/prop-names';
import { addRecording, createStack, findRecording, type Json } from './synthesis';

const ADOPTABLE = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/ABcdef34ghIJ';

const DESTINATION = { DestinationConfiguration: { S3: { BucketName: 'recordings' } } };

/** The error of the handler for the same properties, with the names of the props and those of the template. */
function handlerError(properties: Json): string {
  return `InvalidProperties: ${formatProblems(parseProperties({ ...DESTINATION, ...properties }).problems.map(nameProp))}`;
}

/** The error of the construct, without the path of the construct; empty if there is none. */
function constructError(props: Partial<RecordingConfigurationProps>): string {
  try {
    addRecording(createStack(), props);
  } catch (error) {
    return (error as Error).message.replace('[Stack/Recording] ', '');
  }
  return '';
}

/** Casts a value that only a token or plain JavaScript can have to a value of an enum. */
const pretend = (value: unknown): never => value as never;

const interval = (seconds: number): Partial<RecordingConfigurationProps> => ({
  thumbnailConfiguration: ThumbnailConfiguration.interval({ targetInterval: Duration.seconds(seconds) }),
});

describe('bounds', () => {
  const cases: readonly (readonly [string, Partial<RecordingConfigurationProps>, Json])[] = [
    ['a window of 0', { recordingReconnectWindow: Duration.seconds(0) }, { RecordingReconnectWindowSeconds: 0 }],
    ['a window of 300', { recordingReconnectWindow: Duration.minutes(5) }, { RecordingReconnectWindowSeconds: 300 }],
    [
      'an interval of 1',
      interval(1),
      { ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 1 } },
    ],
    [
      'an interval of 60',
      interval(60),
      { ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60 } },
    ],
    ['a timeout of 1', { timeouts: { create: Duration.seconds(1) } }, { Timeouts: { Create: 1 } }],
    ['a timeout of 840', { timeouts: { delete: Duration.minutes(14) } }, { Timeouts: { Delete: 840 } }],
    ['a release', { onInUse: OnInUse.RELEASE }, { OnInUse: 'RELEASE' }],
    ['an ARN to adopt', { adoptArn: ADOPTABLE }, { AdoptArn: ADOPTABLE }],
    ['an empty name', { recordingConfigurationName: '' }, { Name: '' }],
    ['a name of 128', { recordingConfigurationName: 'x'.repeat(128) }, { Name: 'x'.repeat(128) }],
  ];

  test.each(cases)('include %s', (_, props, expected) => {
    const stack = createStack();
    addRecording(stack, props);
    expect(findRecording(stack).Properties).toMatchObject(expected);
    expect(parseProperties({ ...DESTINATION, ...expected }).problems).toEqual([]);
  });

  test.each<[string, Partial<RecordingConfigurationProps>, Json, string]>([
    [
      'a window of 301',
      { recordingReconnectWindow: Duration.seconds(301) },
      { RecordingReconnectWindowSeconds: 301 },
      'RecordingReconnectWindowSeconds is 301: expected a whole number of seconds from 0 to 300.',
    ],
    [
      'a window of a second and a half',
      { recordingReconnectWindow: Duration.millis(1500) },
      { RecordingReconnectWindowSeconds: 1.5 },
      'RecordingReconnectWindowSeconds is 1.5: expected a whole number of seconds from 0 to 300.',
    ],
    [
      'an interval of 0',
      interval(0),
      { ThumbnailConfiguration: { TargetIntervalSeconds: 0 } },
      'ThumbnailConfiguration.TargetIntervalSeconds is 0: expected a whole number of seconds from 1 to 60.',
    ],
    [
      'an interval of 61',
      interval(61),
      { ThumbnailConfiguration: { TargetIntervalSeconds: 61 } },
      'ThumbnailConfiguration.TargetIntervalSeconds is 61: expected a whole number of seconds from 1 to 60.',
    ],
    [
      'a timeout of 0',
      { timeouts: { create: Duration.seconds(0) } },
      { Timeouts: { Create: 0 } },
      'Timeouts.Create is 0: expected a whole number of seconds from 1 to 840.',
    ],
    [
      'a timeout of 841',
      { timeouts: { delete: Duration.seconds(841) } },
      { Timeouts: { Delete: 841 } },
      'Timeouts.Delete is 841: expected a whole number of seconds from 1 to 840.',
    ],
    [
      'a name of 129',
      { recordingConfigurationName: 'x'.repeat(129) },
      { Name: 'x'.repeat(129) },
      'expected at most 128 characters of a-z, A-Z, 0-9, "-" and "_".',
    ],
    [
      'a name with a space',
      { recordingConfigurationName: 'my recording' },
      { Name: 'my recording' },
      'Name is "my recording": expected at most 128 characters of a-z, A-Z, 0-9, "-" and "_".',
    ],
    [
      'CUSTOM without renditions',
      { renditionConfiguration: RenditionConfiguration.custom([]) },
      { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: [] } },
      'RenditionConfiguration.Renditions is empty: expected at least one rendition with RenditionSelection CUSTOM.',
    ],
    [
      'a rendition named twice',
      { renditionConfiguration: RenditionConfiguration.custom([Resolution.HD, Resolution.HD]) },
      { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'HD'] } },
      'RenditionConfiguration.Renditions[1] is "HD": expected each value once.',
    ],
    [
      'a storage named twice',
      { thumbnailConfiguration: ThumbnailConfiguration.interval({ storage: [Storage.LATEST, Storage.LATEST] }) },
      { ThumbnailConfiguration: { Storage: ['LATEST', 'LATEST'] } },
      'ThumbnailConfiguration.Storage[1] is "LATEST": expected each value once.',
    ],
    [
      'a bare id to adopt',
      { adoptArn: 'ABcdef34ghIJ' },
      { AdoptArn: 'ABcdef34ghIJ' },
      'AdoptArn is "ABcdef34ghIJ": expected the ARN of a recording configuration',
    ],
  ])('exclude %s, with the error of the handler', (_, props, properties, sentence) => {
    expect(constructError(props)).toBe(handlerError(properties));
    expect(constructError(props).replace(/\S+ \(([A-Z]\S*)\) /g, '$1 ')).toContain(sentence);
  });

  test('exclude negative durations, with the error of the CDK', () => {
    expect(() => Duration.seconds(-1)).toThrow('Duration amounts cannot be negative');
  });

  test('are all reported at once, with the path of the construct', () => {
    expect(() => addRecording(createStack(), { ...interval(61), recordingConfigurationName: '!' })).toThrow(
      /^\[Stack\/Recording\] InvalidProperties: 2 problems: \(1\) recordingConfigurationName \(Name\) is "!": .* \(2\) thumbnailConfiguration\.targetInterval \(ThumbnailConfiguration\.TargetIntervalSeconds\) is 61: /,
    );
  });
});

test('tag problems are reported together with the others', () => {
  expect(constructError({ ...interval(61), tags: { 'aws:mine': 'x' } })).toMatch(
    /^InvalidProperties: 2 problems: .* is 61: .*\(2\) tags \(Tags\[0\]\.Key\) is "aws:mine": expected a key that does not start with aws:/,
  );
});

test.each([
  ['Name', 'recordingConfigurationName'],
  ['RecordingReconnectWindowSeconds', 'recordingReconnectWindow'],
  ['RenditionConfiguration.Renditions[1]', 'renditionConfiguration.renditions[1]'],
  ['ThumbnailConfiguration.TargetIntervalSeconds', 'thumbnailConfiguration.targetInterval'],
  ['Timeouts.Create', 'timeouts.create'],
  ['Tags[2].Key', 'tags'],
  ['DestinationConfiguration.S3.BucketName', 'bucket'],
])('the problem of the property %s also names the prop %s', (path, prop) => {
  expect(nameProp({ path, text: `${path} is 7: expected 8.` })).toEqual({
    path,
    text: `${prop} (${path}) is 7: expected 8.`,
  });
});

test.each([
  ['Region', 'The Region of the stack is mars-1.'],
  ['defaultTags.key', 'defaultTags.key is "*".'],
])('a problem of something else than a property stays as it is: %s', (path, text) => {
  expect(nameProp({ path, text })).toEqual({ path, text });
});

describe('properties that only plain JavaScript can have', () => {
  test('a missing bucket is rejected', () => {
    const props = { bucket: undefined } as unknown as Partial<RecordingConfigurationProps>;
    expect(constructError(props)).toBe(handlerError({ DestinationConfiguration: {} }));
    expect(constructError(props)).toMatch(
      /^InvalidProperties: bucket \(DestinationConfiguration\.S3\.BucketName\) is missing: expected the name of an S3 bucket/,
    );
  });

  test('a bucket name and durations as numbers are rejected together', () => {
    expect(
      constructError({
        bucket: pretend('recordings'),
        recordingReconnectWindow: pretend(60),
        timeouts: pretend({ create: 9 }),
      }),
    ).toBe(
      'InvalidProperties: 3 problems: (1) bucket is "recordings": expected a bucket, such as Bucket.fromBucketName() gives. ' +
        '(2) recordingReconnectWindow (RecordingReconnectWindowSeconds) is 60: expected a Duration, such as Duration.seconds(30). ' +
        '(3) timeouts.create (Timeouts.Create) is 9: expected a Duration, such as Duration.seconds(30).',
    );
  });

  test('an interval with DISABLED is rejected', () => {
    const thumbnailConfiguration = Object.assign(ThumbnailConfiguration.disable(), {
      targetInterval: Duration.seconds(30),
    });
    expect(constructError({ thumbnailConfiguration })).toBe(
      handlerError({ ThumbnailConfiguration: { RecordingMode: 'DISABLED', TargetIntervalSeconds: 30 } }),
    );
  });

  test('an unknown value of onInUse is rejected', () => {
    expect(constructError({ onInUse: pretend('DETACH') })).toBe(handlerError({ OnInUse: 'DETACH' }));
    expect(constructError({ onInUse: pretend('DETACH') })).toBe(
      'InvalidProperties: onInUse (OnInUse) is "DETACH": expected one of FAIL, RELEASE.',
    );
  });

  test('an unknown resolution is rejected', () => {
    const renditionConfiguration = RenditionConfiguration.custom([pretend('4K')]);
    expect(constructError({ renditionConfiguration })).toBe(
      handlerError({ RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['4K'] } }),
    );
  });

  test.each([
    ['a number for the name', { recordingConfigurationName: {} }, { Name: {} }],
    [
      'a text for renditions',
      { renditionConfiguration: { renditionSelection: 'SOME' } },
      { RenditionConfiguration: { RenditionSelection: 'SOME' } },
    ],
  ])('%s is rejected', (_, props, properties) => {
    expect(constructError(props as unknown as Partial<RecordingConfigurationProps>)).toBe(handlerError(properties));
  });
});

test('a bucket name that is invalid in S3 is rejected', () => {
  const stack = createStack();
  const bucket = s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket'));
  const misnamed = Object.create(bucket, { bucketName: { value: 'My_Recordings' } }) as s3.IBucket;
  expect(() => addRecording(stack, { bucket: misnamed })).toThrow(
    handlerError({ DestinationConfiguration: { S3: { BucketName: 'My_Recordings' } } }),
  );
});

test('tokens do not hide the problems of other properties', () => {
  const name = Token.asString({ Ref: 'Text' });
  expect(constructError({ ...interval(61), recordingConfigurationName: name })).toBe(
    handlerError({ ThumbnailConfiguration: { TargetIntervalSeconds: 61 } }),
  );
});

test.each(['archive-a1b2c3d4-s3alias', 'fast--use1-az4--x-s3'])(
  'a bucket named %s is rejected at synthesis',
  (name) => {
    const stack = createStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', name);
    expect(() => addRecording(stack, { bucket })).toThrow(
      `InvalidProperties: bucket (DestinationConfiguration.S3.BucketName) is "${name}": expected the name of an S3 bucket`,
    );
  },
);
