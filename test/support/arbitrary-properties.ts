import fc from 'fast-check';
import { RESOLUTIONS } from '../../schema/properties';

const resolutions = fc
  .subarray([...RESOLUTIONS])
  .chain((values) => fc.shuffledSubarray(values, { minLength: values.length }));
const present = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Removes undefined members, which a template cannot have. */
function compact(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

const renditions = fc.oneof(
  fc.constant({}),
  fc.record({ RenditionSelection: fc.constantFrom('ALL', 'NONE') }),
  resolutions.filter((values) => values.length > 0).map((Renditions) => ({ RenditionSelection: 'CUSTOM', Renditions })),
);

const thumbnails = fc.oneof(
  fc.constant({}),
  fc.constant({ RecordingMode: 'DISABLED' }),
  fc
    .record({
      RecordingMode: present(fc.constant('INTERVAL')),
      TargetIntervalSeconds: present(fc.integer({ min: 1, max: 60 })),
      Resolution: present(fc.constantFrom(...RESOLUTIONS)),
      Storage: present(fc.shuffledSubarray(['SEQUENTIAL', 'LATEST'])),
    })
    .map(compact),
);

const tagText = (minLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[a-zA-Z0-9 _.:/=+@-]{${minLength},20}$`));
const tagKey = tagText(1).filter((key) => !/^(aws:|cdk-ivs)/i.test(key));

/** All valid properties, in the forms of a template. */
export const arbitraryProperties: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({
    DestinationConfiguration: fc.record({
      S3: fc.record({ BucketName: fc.stringMatching(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/) }),
    }),
    Name: present(fc.stringMatching(/^[a-zA-Z0-9_-]{0,128}$/)),
    RecordingReconnectWindowSeconds: present(fc.integer({ min: 0, max: 300 })),
    RenditionConfiguration: present(renditions),
    ThumbnailConfiguration: present(thumbnails),
    Tags: present(
      fc.dictionary(tagKey, tagText(0), { maxKeys: 10, noNullPrototype: true }).chain((tags) =>
        fc.constantFrom<unknown>(
          tags,
          Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        ),
      ),
    ),
    Timeouts: present(fc.record({ Create: fc.integer({ min: 1, max: 840 }) })),
  })
  .map(compact);
