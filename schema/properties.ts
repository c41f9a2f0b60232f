import { ARN_FORM, ARN_PATTERN } from './arn';
import type { ObjectRule, OnChange, ValueOf } from './rule';

/** Renditions and thumbnail resolutions; IVS uses one set of names for both. */
export const RESOLUTIONS = ['SD', 'HD', 'FULL_HD', 'LOWEST_RESOLUTION'] as const;

export const THUMBNAIL_STORAGES = ['SEQUENTIAL', 'LATEST'] as const;

export const DEFAULTS = {
  recordingReconnectWindowSeconds: 0,
  renditionSelection: 'ALL',
  recordingMode: 'INTERVAL',
  targetIntervalSeconds: 60,
  storage: ['SEQUENTIAL'],
  timeoutSeconds: 600,
  onInUse: 'FAIL',
} as const;

/** Lambda ends an invocation after 900 s; what is left above this is for cleaning up and for the answer. */
export const MAX_TIMEOUT_SECONDS = 840;

/**
 * Suffixes that S3 reserves, so that no general purpose bucket has them: aliases of access points, directory buckets and
 * table buckets (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). IVS accepts an alias, and
 * then records nothing.
 */
const NO_BUCKET_SUFFIXES = '-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3';

const TIMEOUT = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_TIMEOUT_SECONDS,
  unit: 'seconds',
  default: String(DEFAULTS.timeoutSeconds),
} as const;

/**
 * The rules of every property, once. The construct checks them at synth, the handler at run time; the documentation's
 * table is checked against them. Bounds and patterns are those of the IVS API
 * (https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html), anchored.
 */
export const PROPERTIES = {
  type: 'object',
  description: 'Where and how the live streams of the channels that use the configuration are recorded.',
  properties: {
    DestinationConfiguration: {
      type: 'object',
      required: true,
      description: 'Where recordings are stored.',
      properties: {
        S3: {
          type: 'object',
          required: true,
          description: 'The S3 destination, the only kind that IVS has.',
          properties: {
            BucketName: {
              type: 'string',
              required: true,
              description: 'An existing bucket of the same account and Region, not encrypted with SSE-KMS.',
              pattern: `^(?!\\d+\\.\\d+\\.\\d+\\.\\d+$)(?!.*\\.\\.)(?!.*(?:${NO_BUCKET_SUFFIXES})$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`,
              expected:
                'the name of an S3 bucket, not an ARN: 3 to 63 characters of a-z, 0-9, "-" and ".", with a letter or digit at both ' +
                'ends, no two dots in a row, not in the form of an IP address, and not the alias of an access point or ' +
                'another name that ends in -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3',
            },
          },
        },
      },
    },
    Name: {
      type: 'string',
      description: 'A name for people; it need not be unique.',
      default: 'none',
      pattern: '^[a-zA-Z0-9_-]{0,128}$',
      expected: 'at most 128 characters of a-z, A-Z, 0-9, "-" and "_"',
    },
    RecordingReconnectWindowSeconds: {
      type: 'integer',
      description: 'How long a broadcast that stopped may take to come back and still go on in the same recording.',
      default: String(DEFAULTS.recordingReconnectWindowSeconds),
      minimum: 0,
      maximum: 300,
      unit: 'seconds',
    },
    RenditionConfiguration: {
      type: 'object',
      description: 'Which renditions of a stream are recorded.',
      properties: {
        RenditionSelection: {
          type: 'enum',
          description: 'All renditions, none, or those that Renditions names. CUSTOM has no effect for BASIC channels.',
          default: DEFAULTS.renditionSelection,
          values: ['ALL', 'NONE', 'CUSTOM'],
        },
        Renditions: {
          type: 'set',
          description: 'The renditions to record; given if and only if RenditionSelection is CUSTOM.',
          default: 'none',
          values: RESOLUTIONS,
        },
      },
    },
    ThumbnailConfiguration: {
      type: 'object',
      description: 'Whether and how thumbnails of a stream are recorded.',
      properties: {
        RecordingMode: {
          type: 'enum',
          description: 'Thumbnails at an interval, or none.',
          default: DEFAULTS.recordingMode,
          values: ['INTERVAL', 'DISABLED'],
        },
        TargetIntervalSeconds: {
          type: 'integer',
          description:
            'The time between two thumbnails; only with INTERVAL. Not guaranteed for BASIC channels and for STANDARD ' +
            'channels with multitrack input, unless the key-frame interval is shorter.',
          default: String(DEFAULTS.targetIntervalSeconds),
          minimum: 1,
          maximum: 60,
          unit: 'seconds',
        },
        Resolution: {
          type: 'enum',
          description: 'The resolution of the thumbnails; only with INTERVAL.',
          default: "the source's",
          values: RESOLUTIONS,
        },
        Storage: {
          type: 'set',
          description: 'Keep all thumbnails in sequence, the latest one, or both; only with INTERVAL.',
          default: DEFAULTS.storage[0],
          values: THUMBNAIL_STORAGES,
        },
      },
    },
    Tags: {
      type: 'tags',
      description: 'Tags of the configuration: a list of Key and Value, or a map.',
      default: 'none',
    },
    Timeouts: {
      type: 'object',
      description: 'How long to wait for IVS before the operation fails.',
      properties: {
        Create: { ...TIMEOUT, description: 'Until a new configuration is ACTIVE; also when an update replaces.' },
        Delete: { ...TIMEOUT, description: 'Until a deleted configuration is gone.' },
      },
    },
    OnInUse: {
      type: 'enum',
      description:
        'What becomes of the channels that use a configuration which is replaced or deleted: they stand in the way, or ' +
        'are pointed to the replacement, or stop recording where there is none.',
      default: DEFAULTS.onInUse,
      values: ['FAIL', 'RELEASE'],
    },
    AdoptArn: {
      type: 'string',
      description:
        'An existing configuration with these settings, which the resource takes over instead of creating one; read at ' +
        'creation only.',
      default: 'none',
      pattern: ARN_PATTERN.source,
      expected: `the ARN of a recording configuration, ${ARN_FORM}`,
    },
  },
} as const satisfies ObjectRule;

/** The resource's properties after parsing: every scalar in its own type, tags as a map. */
export type RecordingConfigurationProperties = ValueOf<typeof PROPERTIES>;

export type OnInUse = (typeof PROPERTIES.properties.OnInUse.values)[number];
export type Resolution = (typeof RESOLUTIONS)[number];
export type ThumbnailStorage = (typeof THUMBNAIL_STORAGES)[number];

/** What a change of each top-level property does. */
export const ON_CHANGE = {
  DestinationConfiguration: 'replaces',
  Name: 'replaces',
  RecordingReconnectWindowSeconds: 'replaces',
  RenditionConfiguration: 'replaces',
  ThumbnailConfiguration: 'replaces',
  Tags: 'in place',
  Timeouts: 'no call',
  OnInUse: 'no call',
  AdoptArn: 'no call',
} as const satisfies Record<keyof (typeof PROPERTIES)['properties'], OnChange>;

/** Properties that CloudFormation itself puts among the resource's own. */
export const CLOUDFORMATION_PROPERTIES: readonly string[] = ['ServiceToken', 'ServiceTimeout'];
