import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IRecordingConfigurationProvider } from './recording-configuration-provider-ref';
import type { RenditionConfiguration } from './rendition-configuration';
import type { ThumbnailConfiguration } from './thumbnail-configuration';

/** How long to wait for IVS before the operation fails. */
export interface RecordingConfigurationTimeouts {
  /**
   * How long a new configuration may take to become `ACTIVE`, also when an update replaces one: a whole number of
   * seconds, 1 to 840. A configuration that takes longer is deleted, and the operation fails.
   *
   * @default - 10 minutes
   */
  readonly create?: Duration;

  /**
   * How long a deleted configuration may take to be gone: a whole number of seconds, 1 to 840.
   *
   * @default - 10 minutes
   */
  readonly delete?: Duration;
}

/**
 * What a recording configuration is made of. IVS cannot change a configuration, so a change of anything but tags,
 * timeouts and removal policy replaces it: a new one is made, and the old one deleted when nothing refers to it any more.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html
 */
export interface RecordingConfigurationProps {
  /**
   * The bucket that receives the recordings: an existing one, of the same account and Region as the stack, not encrypted
   * with SSE-KMS. IVS writes to it through a service-linked role of its own; nothing need be granted.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
   */
  readonly bucket: IBucket;

  /**
   * The name of the configuration, for people: at most 128 characters of a-z, A-Z, 0-9, "-" and "_". It need not be
   * unique.
   *
   * @default - no name
   */
  readonly recordingConfigurationName?: string;

  /**
   * How long a broadcast that stopped may take to come back and still go on in the same recording: a whole number of
   * seconds, 0 to 300.
   *
   * @default - 0 seconds: each broadcast is a recording of its own
   */
  readonly recordingReconnectWindow?: Duration;

  /**
   * Which renditions of a stream are recorded.
   *
   * @default - all of them
   */
  readonly renditionConfiguration?: RenditionConfiguration;

  /**
   * Whether and how thumbnails of a stream are recorded.
   *
   * @default - a thumbnail every 60 seconds, in the resolution of the source, all of them kept
   */
  readonly thumbnailConfiguration?: ThumbnailConfiguration;

  /**
   * How long to wait for IVS before the operation fails.
   *
   * @default - 10 minutes for each operation
   */
  readonly timeouts?: RecordingConfigurationTimeouts;

  /**
   * Tags of the configuration, besides those of `Tags.of()`, which win over these. At most 46 in all, the provider's
   * default tags included: IVS allows 50, and three say which stack owns the configuration.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_Tag.html
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;

  /**
   * The provider whose function manages the configuration. It is chosen once: CloudFormation does not let a deployed
   * configuration change to another provider.
   *
   * @default - one provider for the whole stack
   */
  readonly provider?: IRecordingConfigurationProvider;

  /**
   * What becomes of the configuration when it leaves the stack or is replaced.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
