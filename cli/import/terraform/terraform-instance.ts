import { ARN_FORM, parseRecordingConfigurationArn } from '../../../schema/arn';
import { describeValue } from '../../../schema/problem';
import { normalize, SETTINGS } from '../../../schema/settings';
import type { DescribedRecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';
import { CommandError } from '../../command-error';
import { toResourceAddress } from './address';
import type { TagOrigins } from './default-tags';
import { toList, toObject, toText } from './json';

/** An instance of `aws_ivs_recording_configuration` in a state. */
export interface TerraformInstance extends TagOrigins {
  /** With its keys, and unique, unless the instance is deposed. */
  readonly address: string;
  /** Without keys: the address of the whole resource. */
  readonly resourceAddress: string;
  readonly condition: 'current' | 'tainted' | 'deposed';
  readonly accountId: string;
  readonly region: string;
  /** The state's view. Renditions, and the resolution and storage of thumbnails, are not in a state: defaults. */
  readonly configuration: DescribedRecordingConfiguration;
  /** Go durations, such as `5m`. */
  readonly timeouts: { readonly create: string | undefined; readonly delete: string | undefined };
}

/**
 * Parses the attributes of an instance. The form is the same in a state file and in the output of `terraform show`.
 *
 * @throws CommandError if the instance has no valid ARN
 */
export function parseInstance(
  address: string,
  attributes: unknown,
  condition: TerraformInstance['condition'],
): TerraformInstance {
  const values = toObject(attributes);
  const arn = toText(values.arn) ?? toText(values.id);
  const parts = parseRecordingConfigurationArn(arn ?? '');
  if (arn === undefined || parts === undefined) {
    throw new CommandError(
      `${address} has the ARN ${describeValue(values.arn ?? null)}: expected ${ARN_FORM}. ` +
        'Run "terraform apply -refresh-only", then read the state again.',
    );
  }
  const timeouts = toObject(values.timeouts);
  const ownTags = parseTags(values.tags);
  const inheritedTags = Object.fromEntries(
    Object.entries(parseTags(values.tags_all)).filter(([key]) => !Object.hasOwn(ownTags, key)),
  );
  return {
    address,
    resourceAddress: toResourceAddress(address),
    condition,
    accountId: parts.accountId,
    region: parts.region,
    configuration: {
      arn,
      state: 'ACTIVE',
      tags: Object.fromEntries([...Object.entries(inheritedTags), ...Object.entries(ownTags)]),
      settings: normalize(SETTINGS, {
        DestinationConfiguration: { S3: { BucketName: parseBucketName(address, values.destination_configuration) } },
        Name: toText(values.name),
        RecordingReconnectWindowSeconds: parseNumber(values.recording_reconnect_window_seconds),
        ThumbnailConfiguration: parseThumbnails(values.thumbnail_configuration),
      }),
    },
    ownTags,
    inheritedTags,
    timeouts: { create: toText(timeouts.create), delete: toText(timeouts.delete) },
  };
}

/** Blocks are lists of one object. */
function parseBlock(value: unknown): Readonly<Record<string, unknown>> {
  return toObject(toList(value)[0] ?? value);
}

function parseBucketName(address: string, destination: unknown): string {
  const bucketName = toText(parseBlock(parseBlock(destination).s3).bucket_name);
  if (bucketName !== undefined) return bucketName;
  throw new CommandError(
    `${address} has no bucket name. Run "terraform apply -refresh-only", then read the state again.`,
  );
}

function parseThumbnails(value: unknown): object {
  const { recording_mode: mode, target_interval_seconds: seconds } = parseBlock(value);
  return { RecordingMode: mode === 'DISABLED' ? mode : 'INTERVAL', TargetIntervalSeconds: parseNumber(seconds) };
}

/** Returns a positive number; undefined for 0 and any other value. */
function parseNumber(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function parseTags(value: unknown): Tags {
  return Object.fromEntries(
    Object.entries(toObject(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
