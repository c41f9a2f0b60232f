import { ARN_FORM, ARN_PATTERN } from './arn';
import type { ObjectRule, Rule, UpdateBehavior, ValueOf } from './rule';

/** Values of renditions and of thumbnail resolutions, which IVS shares. */
export const RESOLUTIONS = ['SD', 'HD', 'FULL_HD', 'LOWEST_RESOLUTION'] as const;

/** Lambda stops an invocation after 900 s. The rest is reserved for cleanup and the response. */
export const MAX_TIMEOUT_SECONDS = 840;

/**
 * Suffixes that S3 reserves for access point aliases, directory buckets and table buckets
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). IVS accepts an alias but does not
 * record to it.
 */
const NO_BUCKET_SUFFIXES = '-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3';

const TIMEOUT = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_TIMEOUT_SECONDS,
  unit: 'seconds',
  default: 600,
} as const;

const WITH_INTERVAL = { property: 'RecordingMode', value: 'INTERVAL' } as const;

/**
 * The rules of all properties. The construct checks them at synthesis and the function checks them at deployment.
 * Bounds and patterns are those of the IVS API
 * (https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html), anchored.
 */
export const PROPERTIES = {
  type: 'object',
  description: 'How the live streams of channels that use the configuration are recorded.',
  properties: {
    DestinationConfiguration: {
      type: 'object',
      update: 'replace',
      required: true,
      description: 'The destination of the recordings.',
      properties: {
        S3: {
          type: 'object',
          required: true,
          description: 'The S3 destination. IVS supports no other destination.',
          properties: {
            BucketName: {
              type: 'string',
              required: true,
              description:
                'The name of an existing bucket in the same account and Region. SSE-KMS encryption is not supported.',
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
      update: 'replace',
      description: 'The name of the configuration. It need not be unique.',
      pattern: '^[a-zA-Z0-9_-]{0,128}$',
      expected: 'at most 128 characters of a-z, A-Z, 0-9, "-" and "_"',
    },
    RecordingReconnectWindowSeconds: {
      type: 'integer',
      update: 'replace',
      description: 'The time in which a broadcast that stopped can reconnect and continue the same recording.',
      default: 0,
      minimum: 0,
      maximum: 300,
      unit: 'seconds',
    },
    RenditionConfiguration: {
      type: 'object',
      update: 'replace',
      description: 'The renditions of a stream to record.',
      properties: {
        RenditionSelection: {
          type: 'enum',
          description:
            'Record all renditions, none, or those in Renditions (CUSTOM). CUSTOM has no effect for BASIC channels.',
          default: 'ALL',
          values: ['ALL', 'NONE', 'CUSTOM'],
        },
        Renditions: {
          type: 'set',
          description: 'The renditions to record. Required with CUSTOM, and not allowed otherwise.',
          onlyWith: { property: 'RenditionSelection', value: 'CUSTOM', atLeastOne: 'rendition' },
          values: RESOLUTIONS,
        },
      },
    },
    ThumbnailConfiguration: {
      type: 'object',
      update: 'replace',
      description: 'The thumbnails of a stream to record.',
      properties: {
        RecordingMode: {
          type: 'enum',
          description: 'Record thumbnails at an interval, or none.',
          default: 'INTERVAL',
          values: ['INTERVAL', 'DISABLED'],
        },
        TargetIntervalSeconds: {
          type: 'integer',
          description:
            'The time between two thumbnails; only with INTERVAL. Not guaranteed for BASIC channels and for STANDARD ' +
            'channels with multitrack input, unless the keyframe interval is shorter.',
          onlyWith: WITH_INTERVAL,
          default: 60,
          minimum: 1,
          maximum: 60,
          unit: 'seconds',
        },
        Resolution: {
          type: 'enum',
          description: 'The resolution of the thumbnails; only with INTERVAL.',
          onlyWith: WITH_INTERVAL,
          defaultText: "the source's",
          values: RESOLUTIONS,
        },
        Storage: {
          type: 'set',
          description: 'Store all thumbnails in sequence, the latest one, or both; only with INTERVAL.',
          onlyWith: WITH_INTERVAL,
          default: ['SEQUENTIAL'],
          values: ['SEQUENTIAL', 'LATEST'],
        },
      },
    },
    Tags: {
      type: 'tags',
      update: 'in-place',
      description: 'The tags of the configuration, as a list of Key and Value, or as a map.',
    },
    Timeouts: {
      type: 'object',
      update: 'none',
      description: 'The maximum time to wait for IVS before the operation fails.',
      properties: {
        Create: { ...TIMEOUT, description: 'Time until a new configuration is ACTIVE, also during replacement.' },
        Delete: { ...TIMEOUT, description: 'Time until a configuration is deleted.' },
      },
    },
    OnInUse: {
      type: 'enum',
      update: 'none',
      description:
        'What happens to channels that use a configuration being replaced or deleted. FAIL: the operation fails. RELEASE: ' +
        'they are moved to the replacement, or detached if there is none.',
      default: 'FAIL',
      values: ['FAIL', 'RELEASE'],
    },
    AdoptArn: {
      type: 'string',
      update: 'none',
      description:
        'The ARN of an existing configuration with the same settings to adopt instead of creating one. Only read when ' +
        'the resource is created.',
      pattern: ARN_PATTERN.source,
      expected: `the ARN of a recording configuration, ${ARN_FORM}`,
    },
  },
} as const satisfies ObjectRule & {
  readonly properties: Readonly<Record<string, Rule & { readonly update: UpdateBehavior }>>;
};

/** The parsed properties: every scalar in its type, tags as a map. */
export type RecordingConfigurationProperties = ValueOf<typeof PROPERTIES>;

export type OnInUse = (typeof PROPERTIES.properties.OnInUse.values)[number];

/** Properties that CloudFormation adds to those of the resource. */
export const CLOUDFORMATION_PROPERTIES: readonly string[] = ['ServiceToken', 'ServiceTimeout'];
