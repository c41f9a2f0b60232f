import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { OnInUse } from './on-in-use';
import type { IRecordingConfigurationProvider } from './recording-configuration-provider-ref';
import type { RenditionConfiguration } from './rendition-configuration';
import type { ThumbnailConfiguration } from './thumbnail-configuration';

/** The maximum times to wait for IVS before an operation fails. */
export interface RecordingConfigurationTimeouts {
  /**
   * The maximum time until a new configuration is `ACTIVE`, also when an update replaces it. Must be a whole number of
   * seconds from 1 to 840. If the time is exceeded, the new configuration is deleted and the operation fails.
   *
   * @default - 10 minutes
   */
  readonly create?: Duration;

  /**
   * The maximum time until a configuration is deleted. Must be a whole number of seconds from 1 to 840. If the time is
   * exceeded, the operation fails.
   *
   * @default - 10 minutes
   */
  readonly delete?: Duration;
}

/**
 * Properties of a recording configuration. IVS cannot change a configuration. A change of any property except tags,
 * `timeouts`, `onInUse`, `adoptArn` and `removalPolicy` therefore replaces it: a new configuration is created, and the
 * old one is deleted at the end of the update.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html
 */
export interface RecordingConfigurationProps {
  /**
   * The bucket for the recordings. It must exist in the account and Region of the stack and must not use SSE-KMS
   * encryption. IVS writes to it with a service-linked role, so no bucket policy is needed.
   *
   * Synthesis fails if the app shows that the bucket uses SSE-KMS, or that it is in another account or Region. An
   * imported bucket counts as part of the importing stack's account and Region, unless `fromBucketAttributes` specifies
   * others. Properties that are unknown at synthesis, such as the encryption of an imported bucket, are checked by the
   * function before it creates the configuration.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
   */
  readonly bucket: IBucket;

  /**
   * The name of the configuration: at most 128 characters of a-z, A-Z, 0-9, "-" and "_". It need not be unique.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html
   *
   * @default - no name
   */
  readonly recordingConfigurationName?: string;

  /**
   * The time in which a broadcast that stopped can reconnect and continue the same recording. Must be a whole number of
   * seconds from 0 to 300.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_CreateRecordingConfiguration.html
   *
   * @default - 0 seconds: every broadcast is a separate recording
   */
  readonly recordingReconnectWindow?: Duration;

  /**
   * The renditions of a stream to record. If none are recorded and thumbnails are disabled, nothing is recorded, and
   * synthesis emits the warning `cdk-ivs-recording-configuration:nothingRecorded`.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RenditionConfiguration.html
   *
   * @default - all renditions
   */
  readonly renditionConfiguration?: RenditionConfiguration;

  /**
   * The thumbnails of a stream to record.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_ThumbnailConfiguration.html
   *
   * @default - a thumbnail every 60 seconds in the resolution of the source, all of them stored
   */
  readonly thumbnailConfiguration?: ThumbnailConfiguration;

  /**
   * The maximum times to wait for IVS before an operation fails.
   *
   * @default - 10 minutes for each operation
   */
  readonly timeouts?: RecordingConfigurationTimeouts;

  /**
   * Tags of the configuration. Tags from `Tags.of()` override them. At most 46 in total, including the provider's
   * default tags: IVS allows 50 tags, and four identify the owner of the configuration.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_Tag.html
   *
   * @default - no tags
   */
  readonly tags?: Record<string, string>;

  /**
   * The provider whose function manages the configuration. It must be in the account and Region of the stack. It cannot
   * be changed later: CloudFormation does not allow a deployed resource to change its provider.
   *
   * @default - one provider per stack
   */
  readonly provider?: IRecordingConfigurationProvider;

  /**
   * What happens to channels that use the configuration when it is replaced or deleted. `OnInUse.RELEASE` also grants
   * the function permission to change channels. For an imported provider, call `grantChannelUpdates` where it is
   * defined. Synthesis emits the warning `cdk-ivs-recording-configuration:releaseByImportedProvider` for an imported
   * provider, until it is acknowledged with `Annotations.of().acknowledgeWarning`.
   *
   * @default OnInUse.FAIL
   */
  readonly onInUse?: OnInUse;

  /**
   * The ARN of an existing configuration to adopt instead of creating one. It must be `ACTIVE`, be in the account and
   * Region of the stack, belong to no other stack, and have the settings declared here. Otherwise the deployment fails,
   * and the error message lists the differences. The configuration is then tagged with its new owner.
   *
   * It is read only when the resource is created. Afterwards the configuration is managed like any other one, and is
   * deleted with the stack unless `removalPolicy` says otherwise. If the creation is rolled back, the configuration is
   * not deleted, and the owner tags are removed.
   *
   * Synthesis fails if the value is not the ARN of an IVS recording configuration, or if it is in another account or
   * Region than the stack. Tokens are not checked.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_GetRecordingConfiguration.html
   *
   * @default - a new configuration is created
   */
  readonly adoptArn?: string;

  /**
   * What happens to the configuration when it is removed from the stack or replaced.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
