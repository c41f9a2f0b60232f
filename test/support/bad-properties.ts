import { withBucket } from './properties';

/** Invalid properties, and texts that the error contains. */
export interface BadProperties {
  readonly title: string;
  readonly properties: unknown;
  readonly expected: readonly string[];
}

const tags = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));

const bad = (title: string, more: Readonly<Record<string, unknown>>, ...expected: string[]): BadProperties => ({
  title,
  properties: withBucket(more),
  expected,
});

/** Every kind of invalid input that a template may have. The construct rejects it at synthesis with the same texts. */
export const BAD_PROPERTIES: readonly BadProperties[] = [
  {
    title: 'no properties at all',
    properties: undefined,
    expected: ['Properties is undefined', 'expected an object with DestinationConfiguration'],
  },
  {
    title: 'no bucket',
    properties: {},
    expected: ['DestinationConfiguration.S3.BucketName is missing', 'expected the name'],
  },
  {
    title: 'an empty DestinationConfiguration',
    properties: { DestinationConfiguration: {} },
    expected: ['DestinationConfiguration.S3.BucketName is missing'],
  },
  ...['ab', 'a'.repeat(64), 'Upper-case', 'a..b', '192.168.0.1', '-start', 'under_score'].map((BucketName) => ({
    title: `a bucket named ${BucketName}`,
    properties: { DestinationConfiguration: { S3: { BucketName } } },
    expected: [`DestinationConfiguration.S3.BucketName is "${BucketName}"`, 'expected the name of an S3 bucket'],
  })),
  ...[
    'archive-a1b2c3d4-s3alias',
    'my-olap-s3alias',
    'volume-a1b2c3d4-ext-s3alias',
    'my-olap-a1b2c3d4--ol-s3',
    'mfzwi23gnjvgw.mrap',
    'fast--use1-az4--x-s3',
    'tables--table-s3',
  ].map((BucketName) => ({
    title: `no bucket, but ${BucketName}`,
    properties: { DestinationConfiguration: { S3: { BucketName } } },
    expected: [`DestinationConfiguration.S3.BucketName is "${BucketName}"`, 'not the alias of an access point'],
  })),
  bad('a name one character too long', { Name: 'n'.repeat(129) }, 'Name is "nnn', 'expected at most 128 characters'),
  bad('a name with a space', { Name: 'my recording' }, 'Name is "my recording"'),
  bad(
    'a reconnect window of -1',
    { RecordingReconnectWindowSeconds: -1 },
    'RecordingReconnectWindowSeconds is "-1"',
    'from 0 to 300',
  ),
  bad(
    'a reconnect window of 301',
    { RecordingReconnectWindowSeconds: 301 },
    'RecordingReconnectWindowSeconds is "301"',
    'from 0 to 300',
  ),
  bad(
    'a reconnect window of half a second',
    { RecordingReconnectWindowSeconds: 0.5 },
    'RecordingReconnectWindowSeconds is "0.5"',
  ),
  bad(
    'a reconnect window in words',
    { RecordingReconnectWindowSeconds: 'soon' },
    'RecordingReconnectWindowSeconds is "soon"',
  ),
  bad(
    'a thumbnail interval of 0',
    { ThumbnailConfiguration: { TargetIntervalSeconds: 0 } },
    'ThumbnailConfiguration.TargetIntervalSeconds is "0"',
    'from 1 to 60',
  ),
  bad(
    'a thumbnail interval of 61',
    { ThumbnailConfiguration: { TargetIntervalSeconds: 61 } },
    'ThumbnailConfiguration.TargetIntervalSeconds is "61"',
    'from 1 to 60',
  ),
  bad(
    'an unknown recording mode',
    { ThumbnailConfiguration: { RecordingMode: 'ON' } },
    'ThumbnailConfiguration.RecordingMode is "ON"',
    'one of INTERVAL, DISABLED',
  ),
  bad(
    'an interval with DISABLED',
    { ThumbnailConfiguration: { RecordingMode: 'DISABLED', TargetIntervalSeconds: 60 } },
    'ThumbnailConfiguration.TargetIntervalSeconds is 60',
    'unless RecordingMode is INTERVAL',
  ),
  bad(
    'a resolution with DISABLED',
    { ThumbnailConfiguration: { RecordingMode: 'DISABLED', Resolution: 'HD' } },
    'ThumbnailConfiguration.Resolution is "HD"',
    'unless RecordingMode is INTERVAL',
  ),
  bad(
    'storage with DISABLED',
    { ThumbnailConfiguration: { RecordingMode: 'DISABLED', Storage: ['LATEST'] } },
    'ThumbnailConfiguration.Storage is ["LATEST"]',
    'unless RecordingMode is INTERVAL',
  ),
  bad(
    'an unknown thumbnail resolution',
    { ThumbnailConfiguration: { Resolution: '4K' } },
    'ThumbnailConfiguration.Resolution is "4K"',
    'one of SD, HD, FULL_HD, LOWEST_RESOLUTION',
  ),
  bad(
    'storage twice the same',
    { ThumbnailConfiguration: { Storage: ['LATEST', 'LATEST'] } },
    'ThumbnailConfiguration.Storage[1] is "LATEST"',
    'each value once',
  ),
  bad(
    'storage that is no list',
    { ThumbnailConfiguration: { Storage: 'LATEST' } },
    'ThumbnailConfiguration.Storage is "LATEST"',
    'a list',
  ),
  bad(
    'CUSTOM without renditions',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM' } },
    'RenditionConfiguration.Renditions is missing',
    'at least one rendition',
  ),
  bad(
    'CUSTOM with no rendition',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: [] } },
    'RenditionConfiguration.Renditions is empty',
  ),
  bad(
    'renditions without CUSTOM',
    { RenditionConfiguration: { Renditions: ['SD'] } },
    'RenditionConfiguration.Renditions is ["SD"]',
    'unless RenditionSelection is CUSTOM',
  ),
  bad(
    'an unknown rendition',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['sd'] } },
    'RenditionConfiguration.Renditions[0] is "sd"',
  ),
  bad(
    'a rendition twice',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'SD'] } },
    'RenditionConfiguration.Renditions[1] is "SD"',
  ),
  bad(
    'an aws: tag',
    { Tags: [{ Key: 'aws:team', Value: 'x' }] },
    'Tags[0].Key is "aws:team"',
    'does not start with aws:',
  ),
  bad('an owner tag', { Tags: { 'cdk-ivs-recording-configuration:stack-id': 'x' } }, 'prefix of the owner tags'),
  bad('51 tags', { Tags: tags(51) }, 'Tags has 51 tags', 'at most 46'),
  bad('47 tags', { Tags: tags(47) }, 'Tags has 47 tags', 'at most 46'),
  bad('an empty tag key', { Tags: [{ Key: '', Value: 'x' }] }, 'Tags[0].Key is ""', '1 to 128 characters'),
  bad(
    'a tag key of 129 characters',
    { Tags: [{ Key: 'k'.repeat(129), Value: 'x' }] },
    'Tags[0].Key is "kkk',
    '1 to 128 characters',
  ),
  bad(
    'a tag value of 257 characters',
    { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] },
    'Tags[0].Value is "vvv',
    'at most 256 characters',
  ),
  bad('a tag without a value', { Tags: [{ Key: 'k' }] }, 'Tags[0].Value is undefined'),
  bad(
    'a tag key twice',
    {
      Tags: [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    },
    'Tags[1].Key is "k"',
    'each key once',
  ),
  bad(
    'tags that are text',
    { Tags: 'team=video' },
    'Tags is "team=video"',
    'a list of objects with Key and Value, or a map',
  ),
  bad('a create timeout of 0', { Timeouts: { Create: 0 } }, 'Timeouts.Create is "0"', 'from 1 to 840'),
  bad('a create timeout of 841', { Timeouts: { Create: 841 } }, 'Timeouts.Create is "841"', 'from 1 to 840'),
  bad('a delete timeout of 841', { Timeouts: { Delete: 841 } }, 'Timeouts.Delete is "841"', 'from 1 to 840'),
  bad(
    'a timeout that does not exist',
    { Timeouts: { Update: 5 } },
    'Timeouts.Update is not a property',
    'expected one of Create, Delete',
  ),
  bad(
    'a misspelt property',
    { RecordingReconnectWindowSecond: 5 },
    'RecordingReconnectWindowSecond is not a property',
    'did you mean RecordingReconnectWindowSeconds?',
  ),
  bad(
    'a misspelt nested property',
    { ThumbnailConfiguration: { recordingMode: 'INTERVAL' } },
    'ThumbnailConfiguration.recordingMode is not a property',
    'did you mean ThumbnailConfiguration.RecordingMode?',
  ),
  bad(
    'an unknown property',
    { Encryption: 'none' },
    'Encryption is not a property',
    'expected one of DestinationConfiguration, Name',
  ),
  bad(
    'an object that is text',
    { ThumbnailConfiguration: 'INTERVAL' },
    'ThumbnailConfiguration is "INTERVAL"',
    'expected an object with RecordingMode',
  ),
  bad(
    'an object that is a list',
    { RenditionConfiguration: ['SD'] },
    'RenditionConfiguration is ["SD"]',
    'expected an object',
  ),
];
