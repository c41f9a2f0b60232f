import { Duration, Lazy, type Stack, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { isRecord } from '../../../schema/unresolved-value';
import { OnInUse, RenditionConfiguration, Resolution, Storage, ThumbnailConfiguration } from '../../../lib';
import { addRecording, createStack, findRecording } from './synthesis';

const settings = fc.record({
  bucket: fc.stringMatching(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/),
  name: fc.stringMatching(/^[a-zA-Z0-9_-]{0,128}$/),
  window: fc.integer({ min: 0, max: 300 }),
  interval: fc.integer({ min: 1, max: 60 }),
  create: fc.integer({ min: 1, max: 840 }),
  resolution: fc.constantFrom(...Object.values(Resolution)),
  storage: fc.shuffledSubarray(Object.values(Storage)),
  renditions: fc.shuffledSubarray(Object.values(Resolution), { minLength: 1 }),
  onInUse: fc.constantFrom(...Object.values(OnInUse)),
  tag: fc.stringMatching(/^[a-zA-Z0-9 _.:/=+@-]{0,20}$/),
});

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

function synthesize(stack: Stack, given: Settings): unknown {
  addRecording(stack, {
    bucket: s3.Bucket.fromBucketName(stack, 'B', given.bucket),
    recordingConfigurationName: given.name,
    recordingReconnectWindow: Duration.seconds(given.window),
    renditionConfiguration: RenditionConfiguration.custom(given.renditions),
    thumbnailConfiguration: ThumbnailConfiguration.interval({
      targetInterval: Duration.seconds(given.interval),
      resolution: given.resolution,
      storage: given.storage,
    }),
    timeouts: { create: Duration.seconds(given.create) },
    onInUse: given.onInUse,
    tags: { tag: given.tag },
  });
  return findRecording(stack);
}

/** A token in place of a value: one that CloudFormation resolves, or one that the app resolves during synthesis. */
function hide(name: string, value: unknown, isLazy: boolean): unknown {
  const token = isLazy ? Lazy.any({ produce: () => value }) : { Ref: name };
  if (typeof value === 'number') return Token.asNumber(token);
  return Array.isArray(value) ? Token.asList(token) : Token.asString(token);
}

/** Resolves references to the given values as CloudFormation does. */
function substitute(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((inner) => substitute(inner, values));
  if (!isRecord(value)) return value;
  if (typeof value.Ref === 'string') return values[value.Ref];
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, substitute(inner, values)]));
}

test('a valid configuration with tokens resolves to the same properties', () => {
  fc.assert(
    fc.property(
      settings,
      fc.array(fc.constantFrom('plain', 'known', 'lazy'), { minLength: 10, maxLength: 10 }),
      (given, choices) => {
        const hidden = Object.entries(given).map(([name, value], index) => {
          const choice = choices[index];
          return [name, choice === 'plain' ? value : hide(name, value, choice === 'lazy')] as const;
        });
        const withTokens = synthesize(createStack(), Object.fromEntries(hidden) as Settings);
        expect(substitute(withTokens, given)).toEqual(synthesize(createStack(), given));
      },
    ),
    { numRuns: 60 },
  );
});
