import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { parseProperties } from '../../../schema/parse-properties';
import { PROPERTIES } from '../../../schema/properties';
import type { Rule } from '../../../schema/rule';
import { toTypeName } from '../../../cli/import/expression';
import * as library from '../../../lib';
import {
  OnInUse,
  type RecordingConfigurationProps,
  RenditionConfiguration,
  Resolution,
  Storage,
  ThumbnailConfiguration,
} from '../../../lib';
import { addRecording, createStack, findRecording, stringifyScalars } from './synthesis';

// Half of the options are absent. Otherwise almost every record has a value that is rejected.
const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
// Slightly beyond each bound, so that values are rejected as often as accepted.
const seconds = (maximum: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max: maximum + 2 }), fc.constantFrom(0, 1, maximum, maximum + 1));
const resolution = fc.constantFrom(...Object.values(Resolution));
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ maxLength, unit: fc.constantFrom('a', 'Z', '0', '-', '_', ' ', '*', ':', '.') });

const settings = fc.record({
  name: option(fc.oneof({ weight: 3, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_-]{0,128}$/) }, text(10))),
  window: option(seconds(300)),
  renditions: option(fc.oneof(fc.constantFrom('ALL', 'NONE'), fc.array(resolution, { maxLength: 5 }))),
  thumbnails: option(
    fc.oneof(
      fc.constant('DISABLED' as const),
      fc.record({
        interval: option(seconds(60)),
        resolution: option(resolution),
        storage: option(fc.array(fc.constantFrom(...Object.values(Storage)), { maxLength: 3 })),
      }),
    ),
  ),
  create: option(seconds(840)),
  delete: option(seconds(840)),
  onInUse: option(fc.constantFrom(...Object.values(OnInUse))),
  adoptArn: option(
    fc.constantFrom(
      'arn:aws:ivs:us-east-1:123456789012:recording-configuration/ABcdef34ghIJ',
      'arn:aws:ivs:us-east-1:123456789012:channel/ABcdef34ghIJ',
    ),
  ),
  tags: option(fc.dictionary(text(6), text(6), { maxKeys: 4, noNullPrototype: true })),
});

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const toDuration = (value: number | undefined): Duration | undefined =>
  value === undefined ? undefined : Duration.seconds(value);

function toRenditionConfiguration(renditions: Settings['renditions']): RenditionConfiguration | undefined {
  if (renditions === undefined) return undefined;
  if (Array.isArray(renditions)) return RenditionConfiguration.custom(renditions);
  return renditions === 'ALL' ? RenditionConfiguration.all() : RenditionConfiguration.none();
}

function toThumbnailConfiguration(thumbnails: Settings['thumbnails']): ThumbnailConfiguration | undefined {
  if (thumbnails === undefined) return undefined;
  if (thumbnails === 'DISABLED') return ThumbnailConfiguration.disable();
  const { interval, ...others } = thumbnails;
  return ThumbnailConfiguration.interval({ ...others, targetInterval: toDuration(interval) });
}

function toProps(given: Settings): Partial<RecordingConfigurationProps> {
  return {
    recordingConfigurationName: given.name,
    recordingReconnectWindow: toDuration(given.window),
    renditionConfiguration: toRenditionConfiguration(given.renditions),
    thumbnailConfiguration: toThumbnailConfiguration(given.thumbnails),
    timeouts: { create: toDuration(given.create), delete: toDuration(given.delete) },
    onInUse: given.onInUse,
    adoptArn: given.adoptArn,
    tags: given.tags,
  };
}

/** The same settings as the handler should receive them. */
function toExpected(given: Settings): unknown {
  const { renditions, thumbnails } = given;
  return {
    DestinationConfiguration: { S3: { BucketName: 'recordings' } },
    Name: given.name,
    RecordingReconnectWindowSeconds: given.window,
    RenditionConfiguration:
      renditions === undefined
        ? undefined
        : Array.isArray(renditions)
          ? { RenditionSelection: 'CUSTOM', Renditions: renditions }
          : { RenditionSelection: renditions },
    ThumbnailConfiguration:
      thumbnails === undefined
        ? undefined
        : thumbnails === 'DISABLED'
          ? { RecordingMode: 'DISABLED' }
          : {
              RecordingMode: 'INTERVAL',
              TargetIntervalSeconds: thumbnails.interval,
              Resolution: thumbnails.resolution,
              Storage: thumbnails.storage,
            },
    Timeouts: { Create: given.create, Delete: given.delete },
    OnInUse: given.onInUse,
    AdoptArn: given.adoptArn,
    Tags: given.tags === undefined || Object.keys(given.tags).length === 0 ? undefined : given.tags,
  };
}

/** The properties that CloudFormation would pass to the handler; undefined if the CDK rejects them. */
function synthesize(props: Partial<RecordingConfigurationProps>): unknown {
  const stack = createStack();
  try {
    addRecording(stack, { ...props, bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings') });
    return stringifyScalars(findRecording(stack).Properties);
  } catch {
    return undefined;
  }
}

test('the construct and the handler accept the same properties with the same values', () => {
  let accepted = 0;
  fc.assert(
    fc.property(settings, (given) => {
      const seen = synthesize(toProps(given));
      const expected = toExpected(given);
      if (seen === undefined) {
        expect(parseProperties(expected).problems).not.toEqual([]);
        return;
      }
      accepted += 1;
      const { properties, problems } = parseProperties(seen);
      expect(problems).toEqual([]);
      expect(properties).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  // The invariant would also hold for a construct that accepts nothing.
  expect(accepted).toBeGreaterThan(5);
});

test('the enums of the library match the schema, by the names that import writes', () => {
  const compare = (rule: Rule, path: string): void => {
    if (rule.type === 'object') for (const [name, inner] of Object.entries(rule.properties)) compare(inner, name);
    if (rule.type !== 'enum' && rule.type !== 'set') return;
    const members = (library as unknown as Readonly<Record<string, object>>)[toTypeName(path)] ?? {};
    expect({ [path]: Object.values(members).sort() }).toEqual({ [path]: [...rule.values].sort() });
  };
  compare(PROPERTIES, '');
});
