import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { OnInUse } from './on-in-use';
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
 * timeouts, `onInUse`, `adoptArn` and removal policy replaces it: a new one is made, and the old one deleted when nothing
 * refers to it any more.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html
 */
export interface RecordingConfigurationProps {
  /**
   * The bucket that receives the recordings: an existing one, of the same account and Region as the stack, not encrypted
   * with SSE-KMS. IVS writes to it through a service-linked role of its own; nothing need be granted.
   *
   * Synthesis fails if the app shows that the bucket is encrypted with SSE-KMS, or is of another account or Region than
   * the stack; an imported bucket counts as one of the stack that imports it, unless `fromBucketAttributes` says
   * otherwise. What the app does not show, such as the encryption of an imported bucket, the function looks at before the
   * creation.
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
   * Which renditions of a stream are recorded. With none, and thumbnails disabled, nothing is: synthesis warns of that,
   * with the id `cdk-ivs-recording-configuration:nothingRecorded`.
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
   * default tags included: IVS allows 50, and four say who owns the configuration.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_Tag.html
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;

  /**
   * The provider whose function manages the configuration, of the stack's account and Region. It is chosen once:
   * CloudFormation does not let a deployed configuration change to another provider.
   *
   * @default - one provider for the whole stack
   */
  readonly provider?: IRecordingConfigurationProvider;

  /**
   * What becomes of the channels that use the configuration when it is replaced or deleted. With `OnInUse.RELEASE` the
   * function is also allowed to change channels; an imported provider has to be allowed that where it is defined, with
   * `grantChannelUpdates`. Synthesis warns of an imported one, until that is acknowledged with
   * `Annotations.of().acknowledgeWarning` and the id `cdk-ivs-recording-configuration:releaseByImportedProvider`.
   *
   * @default OnInUse.FAIL
   */
  readonly onInUse?: OnInUse;

  /**
   * The ARN of an existing configuration, which the stack takes over instead of creating one. It has to be `ACTIVE`, of
   * the stack's account and Region, belong to no other stack, and have the settings that are declared here; the error of
   * the deployment lists the differences. It is then tagged as the stack's own.
   *
   * It is read when the resource is created, and at no other time. From then on the configuration is managed like any
   * other, and so deleted with the stack unless `removalPolicy` says otherwise. If the creation is rolled back, the
   * configuration is released, not deleted.
   *
   * Synthesis fails if it is not the ARN of an IVS recording configuration, or one of another account or Region than the
   * stack's; a token passes.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_GetRecordingConfiguration.html
   *
   * @default - a new configuration is created
   */
  readonly adoptArn?: string;

  /**
   * What becomes of the configuration when it leaves the stack or is replaced.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
