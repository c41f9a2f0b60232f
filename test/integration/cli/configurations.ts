import fc from 'fast-check';
import { PROPERTIES, RESOLUTIONS } from '../../../schema/properties';
import type { RecordingSettings } from '../../../schema/settings';
import { OWNER_TAGS } from '../../../schema/tags';
import type { DescribedRecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';

export const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEf123456';

/** Owner tags and system tags that IVS may return; generated code must not contain them. */
export const RESERVED_TAGS: Tags = {
  [OWNER_TAGS.stackId]: 'arn:aws:cloudformation:us-east-1:123456789012:stack/old/1',
  [OWNER_TAGS.settingsHash]: '0123456789abcdef0123456789abcdef',
  'aws:cloudformation:stack-name': 'older',
};

export const STORAGES = PROPERTIES.properties.ThumbnailConfiguration.properties.Storage.values;

type Renditions = RecordingSettings['RenditionConfiguration'];
type Thumbnails = RecordingSettings['ThumbnailConfiguration'];

const DEFAULT: RecordingSettings = {
  DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
  RecordingReconnectWindowSeconds: 0,
  RenditionConfiguration: { RenditionSelection: 'ALL' },
  ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
};

/** Returns a configuration in the form of IVS, with default settings unless they are overridden. */
export function configurationOf(
  settings: Partial<RecordingSettings> = {},
  tags: Tags = {},
): DescribedRecordingConfiguration {
  return { arn: ARN, state: 'ACTIVE', tags, settings: { ...DEFAULT, ...settings } };
}

function listSubsets<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  return values.reduce<readonly (readonly Value[])[]>(
    (subsets, value) => [...subsets, ...subsets.map((subset) => [...subset, value])],
    [[]],
  );
}

const ALL_RENDITIONS: readonly Renditions[] = [
  { RenditionSelection: 'ALL' },
  { RenditionSelection: 'NONE' },
  ...listSubsets(RESOLUTIONS)
    .filter((resolutions) => resolutions.length > 0)
    .map((Renditions) => ({ RenditionSelection: 'CUSTOM', Renditions }) as const),
];

const ALL_THUMBNAILS: readonly Thumbnails[] = [
  { RecordingMode: 'DISABLED' },
  ...[60, 30].flatMap((TargetIntervalSeconds) =>
    [undefined, ...RESOLUTIONS].flatMap((Resolution) =>
      listSubsets(STORAGES)
        .filter((storage) => storage.length > 0)
        .map((Storage) => ({ RecordingMode: 'INTERVAL', TargetIntervalSeconds, Resolution, Storage }) as const),
    ),
  ),
];

/**
 * Every combination of renditions and thumbnails, with the default and another interval, with and without a name and a
 * reconnect window.
 */
export const ALL_COMBINATIONS: readonly DescribedRecordingConfiguration[] = ALL_RENDITIONS.flatMap((renditions, row) =>
  ALL_THUMBNAILS.map((thumbnails, column) => {
    const isPlain = (row + column) % 2 === 0;
    const others = isPlain
      ? {}
      : { Name: `name-${row}_${column}`, RecordingReconnectWindowSeconds: 1 + ((row * column) % 300) };
    return configurationOf(
      { RenditionConfiguration: renditions, ThumbnailConfiguration: thumbnails, ...others },
      isPlain ? {} : { team: 'video', stage: String(row) },
    );
  }),
);

/** Valid tag characters, including line separators and characters of four bytes, which can break source code. */
const TAG_CHARACTERS = [
  ...'aZ09_.:/=+-@ '.split(''),
  'é',
  '日',
  '½',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u3000',
  '\u{1d49c}',
];
const tagText = (minLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...TAG_CHARACTERS), minLength, maxLength: 12 }),
    fc.constantFrom('true', 'no', 'null', '60', '1e3', '2026-01-01', '0x1F', '=', '-', ': ', '@', '__proto__'),
  );

const arbitraryTags = fc
  .uniqueArray(fc.tuple(tagText(1), tagText(0)), { maxLength: 8, selector: ([key]) => key })
  .map((entries): Tags => Object.fromEntries([...entries, ...Object.entries(RESERVED_TAGS)]));

const arbitraryThumbnails = fc.oneof(
  fc.constant<Thumbnails>({ RecordingMode: 'DISABLED' }),
  fc.record({
    RecordingMode: fc.constant('INTERVAL' as const),
    TargetIntervalSeconds: fc.integer({ min: 1, max: 60 }),
    Resolution: fc.constantFrom(undefined, ...RESOLUTIONS),
    Storage: fc.subarray([...STORAGES], { minLength: 1 }),
  }),
);

/** Any valid configuration. */
export const arbitraryConfiguration: fc.Arbitrary<DescribedRecordingConfiguration> = fc
  .record({
    id: fc.stringMatching(/^[a-zA-Z0-9-]{1,24}$/),
    tags: arbitraryTags,
    settings: fc.record({
      DestinationConfiguration: fc.record({
        // The CDK rejects a hyphen next to a dot, as earlier rules of S3 did.
        S3: fc.record({ BucketName: fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9](\.[a-z0-9]{1,10})?$/) }),
      }),
      Name: fc.option(fc.stringMatching(/^[a-zA-Z0-9_-]{1,128}$/), { nil: undefined }),
      RecordingReconnectWindowSeconds: fc.integer({ min: 0, max: 300 }),
      RenditionConfiguration: fc.constantFrom(...ALL_RENDITIONS),
      ThumbnailConfiguration: arbitraryThumbnails,
    }),
  })
  .map(({ id, ...configuration }) => ({ arn: ARN.replace(/[^/]+$/, id), state: 'ACTIVE', ...configuration }));
