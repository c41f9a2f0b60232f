import {
  Arn,
  ArnFormat,
  CustomResource,
  Duration,
  type IResource,
  type ITaggableV2,
  type RemovalPolicy,
  Resource,
  Stack,
  TagManager,
  TagType,
  Token,
} from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { ARN_FORM, parseRecordingConfigurationArn } from '../schema/arn';
import { formatMessage } from '../schema/messages';
import type { Problem } from '../schema/problem';
import { type AttributeName, RESOURCE_TYPE } from '../schema/resource-type';
import { OnInUse } from './on-in-use';
import { findEncryptionProblems } from './private/bucket-encryption';
import { findEnvironmentProblems } from './private/environment-validation';
import { createMatchedEventsMetric } from './private/event-metric';
import { nameProp } from './private/prop-names';
import { createRecordingRule, type RecordingStatus } from './private/recording-rule';
import { toTemplateProperties } from './private/template-properties';
import {
  findPropertyProblems,
  findTagProblems,
  findTemplateProblems,
  formatWithCode,
  isLookedUp,
  throwProblems,
} from './private/validation';
import { warnIfChannelUpdatesNotGranted, warnIfNothingRecorded } from './private/warnings';
import {
  type IRecordingConfigurationProvider,
  RecordingConfigurationProvider,
} from './recording-configuration-provider';
import type { RenditionConfiguration } from './rendition-configuration';
import type { ThumbnailConfiguration } from './thumbnail-configuration';

/**
 * The time that CloudFormation waits for a response; the default is one hour. It is long enough for a function that
 * crashes, a redelivery by Lambda one or two minutes later, and the maximum wait for IVS of 840 seconds.
 */
const SERVICE_TIMEOUT = Duration.minutes(20);

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

/**
 * An IVS recording configuration, managed by this stack or not. It can be passed to any CDK property that takes a
 * reference to a recording configuration, such as `recordingConfigurationArn` of `ivs.CfnChannel`.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RecordingConfiguration.html
 */
export interface IRecordingConfiguration extends IResource, aws_ivs.IRecordingConfigurationRef {
  /**
   * The ARN of the configuration.
   *
   * @attribute
   */
  readonly recordingConfigurationArn: string;

  /**
   * The id of the configuration: the part of the ARN after `recording-configuration/`.
   *
   * @attribute
   */
  readonly recordingConfigurationId: string;
}

/**
 * An IVS recording configuration. It defines how live streams of the channels that use it are recorded to an S3 bucket.
 *
 * A function (`RecordingConfigurationProvider`) manages it. It is created with the first configuration of a stack,
 * unless `provider` is specified.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
 * @resource Custom::IVSRecordingConfiguration
 */
export class RecordingConfiguration extends Resource implements IRecordingConfiguration, ITaggableV2 {
  /**
   * Imports an existing recording configuration, without managing it.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param recordingConfigurationArn - the ARN of the configuration
   * @throws if the value is not the ARN of an IVS recording configuration. Tokens are not checked.
   */
  public static fromRecordingConfigurationArn(
    scope: Construct,
    id: string,
    recordingConfigurationArn: string,
  ): IRecordingConfiguration {
    return new ImportedRecordingConfiguration(scope, id, recordingConfigurationArn);
  }

  /**
   * Imports an existing recording configuration of the stack's account and Region, without managing it.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param recordingConfigurationId - the last part of the configuration's ARN
   * @throws if the value is not the last part of such an ARN. Tokens are not checked.
   */
  public static fromRecordingConfigurationId(
    scope: Construct,
    id: string,
    recordingConfigurationId: string,
  ): IRecordingConfiguration {
    const resource = { service: 'ivs', resource: 'recording-configuration', resourceName: recordingConfigurationId };
    const example = `arn:aws:ivs:us-east-1:123456789012:recording-configuration/${recordingConfigurationId}`;
    if (!Token.isUnresolved(recordingConfigurationId) && parseRecordingConfigurationArn(example) === undefined) {
      throwInvalidArn(`${scope.node.path}/${id}`, recordingConfigurationId);
    }
    return new ImportedRecordingConfiguration(scope, id, Stack.of(scope).formatArn(resource));
  }

  /**
   * The ARN of the configuration.
   *
   * @attribute
   */
  public readonly recordingConfigurationArn: string;

  /**
   * The id of the configuration: the part of the ARN after `recording-configuration/`.
   *
   * @attribute
   */
  public readonly recordingConfigurationId: string;

  /**
   * The state of the configuration after the last operation: `ACTIVE`.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_RecordingConfiguration.html
   * @attribute
   */
  public readonly recordingConfigurationState: string;

  /**
   * The name of the configuration; empty if it has none.
   *
   * @attribute
   */
  public readonly recordingConfigurationName: string;

  /**
   * The name of the bucket for the recordings.
   *
   * @attribute
   */
  public readonly bucketName: string;

  /**
   * The tags of the configuration as a JSON object, including the provider's default tags. If the tags do not fit into
   * the custom resource response of 4096 bytes, a deployment that reads this attribute fails.
   *
   * @attribute
   */
  public readonly tagsAll: string;

  /** The tags of the configuration. `Tags.of()` adds to them. */
  public readonly cdkTagManager: TagManager;

  private readonly bucket: IBucket;
  /** The rules of the metrics, by their ids. */
  private readonly countRules = new Map<string, events.Rule>();

  /**
   * Creates a recording configuration.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param props - the properties of the configuration
   * @throws if a property is invalid, if IVS is not available in the Region of the stack, or if the bucket, the
   * provider or `adoptArn` is in another account or Region than the stack, when both are known. All problems are
   * reported together. Problems with tags, lazy values and the bucket encryption are reported at the end of synthesis,
   * because `Tags.of()`, aspects and escape hatches can still change them.
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProps) {
    super(scope, id);

    const problems: Problem[] = [];
    const properties = toTemplateProperties(props, problems);
    this.cdkTagManager = new TagManager(TagType.KEY_VALUE, RESOURCE_TYPE, props.tags);
    problems.push(...findPropertyProblems(properties), ...findEnvironmentProblems(this.stack, props));
    // Tag problems alone can still be fixed by `Tags.of()`. Beside other problems, report them too.
    if (problems.length > 0) problems.push(...findTagProblems(this.cdkTagManager.renderTags()));
    throwProblems(this, problems.map(nameProp));
    this.bucket = props.bucket;
    this.node.addValidation({
      validate: () =>
        [...this.findSynthesisProblems(properties), ...findEncryptionProblems(this.bucket)]
          .map(nameProp)
          .map(formatWithCode),
    });

    const provider = props.provider ?? RecordingConfigurationProvider.getOrCreate(this);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { ...properties, Tags: this.cdkTagManager.renderedTags },
      removalPolicy: props.removalPolicy,
    });
    // applyRemovalPolicy and other CDK code find the CloudFormation resource by the default child.
    this.node.defaultChild = resource.node.defaultChild;
    if (provider instanceof RecordingConfigurationProvider) {
      provider._grantBucketInspectionTo(this, props.bucket);
      if (mayRelease(props.onInUse)) provider._grantChannelUpdatesFrom(this);
    } else if (mayRelease(props.onInUse)) {
      warnIfChannelUpdatesNotGranted(this);
    }
    warnIfNothingRecorded(this, props.renditionConfiguration, props.thumbnailConfiguration);

    const getAttribute = (name: AttributeName): string => resource.getAttString(name);
    this.recordingConfigurationArn = resource.ref;
    this.recordingConfigurationId = getAttribute('Id');
    this.recordingConfigurationState = getAttribute('State');
    this.recordingConfigurationName = getAttribute('Name');
    this.bucketName = getAttribute('BucketName');
    this.tagsAll = getAttribute('TagsAll');
  }

  /** A reference to the configuration for other CDK constructs. */
  public get recordingConfigurationRef(): aws_ivs.RecordingConfigurationReference {
    return { recordingConfigurationArn: this.recordingConfigurationArn };
  }

  /**
   * Creates a rule for all recording events of the bucket: a recording starts, ends, or fails to start or end.
   *
   * An event contains the channel and the bucket, not the configuration. If several configurations use the same bucket,
   * the rule matches the events of all of them. Use `options.eventPattern` to narrow it, for example with the ARNs of
   * channels in `resources`. A field that the rule already defines (`source`, `detailType`,
   * `detail.recording_s3_bucket_name`, and `detail.recording_status` for a single status) matches the values of both,
   * and so widens the rule.
   *
   * @param id - the id of the rule within this construct
   * @param options - the target and other properties of the rule
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, undefined, options);
  }

  /**
   * Creates a rule for recordings to the bucket that start. The files appear a little later and are complete when the
   * recording ends.
   *
   * @param id - the id of the rule within this construct
   * @param options - see `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStart(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording Start', options);
  }

  /**
   * Creates a rule for recordings to the bucket that end successfully. The event is sent at least
   * `recordingReconnectWindow` after the broadcast ends.
   *
   * @param id - the id of the rule within this construct
   * @param options - see `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingEnd(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording End', options);
  }

  /**
   * Creates a rule for recordings to the bucket that fail to start, so that a stream is not recorded. This can also
   * happen with an `ACTIVE` configuration, because IVS detects only when a stream starts that it cannot write to the
   * bucket.
   *
   * @param id - the id of the rule within this construct
   * @param options - see `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStartFailure(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording Start Failure', options);
  }

  /**
   * Creates a rule for recordings to the bucket that end with an error. Some of their files may exist.
   *
   * @param id - the id of the rule within this construct
   * @param options - see `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingEndFailure(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording End Failure', options);
  }

  /**
   * Returns the metric of recordings to the bucket that started. IVS has no such metric, so the first call creates a rule
   * without a target, and EventBridge counts the events that it matches. Without events there is no data, so set an alarm
   * to treat missing data as not breaching. The same applies to the metrics below.
   *
   * @param props - options of the metric. Default: the sum over 5 minutes.
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
   */
  public metricRecordingStarts(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.createMetric('RecordingStartCount', 'Recording Start', 'Counts the recordings that start', props);
  }

  /**
   * Returns the metric of recordings to the bucket that ended successfully. See `metricRecordingStarts`.
   *
   * @param props - options of the metric. Default: the sum over 5 minutes.
   */
  public metricRecordingEnds(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.createMetric('RecordingEndCount', 'Recording End', 'Counts the recordings that end', props);
  }

  /**
   * Returns the metric of recordings to the bucket that failed to start, for an alarm. See `metricRecordingStarts`.
   *
   * @param props - options of the metric. Default: the sum over 5 minutes.
   */
  public metricRecordingStartFailures(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const description = 'Counts the recordings that fail to start';
    return this.createMetric('RecordingStartFailureCount', 'Recording Start Failure', description, props);
  }

  /**
   * Returns the metric of recordings to the bucket that ended with an error, for an alarm. See `metricRecordingStarts`.
   *
   * @param props - options of the metric. Default: the sum over 5 minutes.
   */
  public metricRecordingEndFailures(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const description = 'Counts the recordings that end with an error';
    return this.createMetric('RecordingEndFailureCount', 'Recording End Failure', description, props);
  }

  /** Returns the metric of a rule without a target, which the first call creates. */
  private createMetric(
    id: string,
    status: RecordingStatus,
    description: string,
    props: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    const existing = this.countRules.get(id);
    const rule = existing ?? this.createRule(id, status, { description });
    this.countRules.set(id, rule);
    return createMatchedEventsMetric(rule, props);
  }

  private createRule(id: string, status: RecordingStatus | undefined, options: events.OnEventOptions): events.Rule {
    return createRecordingRule(this, id, this.bucket.bucketName, status, options);
  }

  /**
   * Returns the problems that are known only at the end of synthesis: those of lazy values and of tags from
   * `Tags.of()`.
   */
  private findSynthesisProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
    const tags: unknown = this.cdkTagManager.renderTags();
    return findTemplateProblems(this.stack.resolve({ ...properties, Tags: tags }));
  }
}

/** A token may have any value. */
function mayRelease(onInUse: OnInUse | undefined): boolean {
  return onInUse === OnInUse.RELEASE || Token.isUnresolved(onInUse);
}

/** A recording configuration that the stack references but does not manage. */
class ImportedRecordingConfiguration extends Resource implements IRecordingConfiguration {
  public readonly recordingConfigurationId: string;

  public constructor(
    scope: Construct,
    id: string,
    public readonly recordingConfigurationArn: string,
  ) {
    const recordingConfigurationId = readId(`${scope.node.path}/${id}`, recordingConfigurationArn);
    super(scope, id, isLookedUp(recordingConfigurationArn) ? {} : { environmentFromArn: recordingConfigurationArn });
    this.recordingConfigurationId = recordingConfigurationId;
  }

  public get recordingConfigurationRef(): aws_ivs.RecordingConfigurationReference {
    return { recordingConfigurationArn: this.recordingConfigurationArn };
  }
}

function readId(path: string, arn: string): string {
  if (isLookedUp(arn)) return arn;
  if (!Token.isUnresolved(arn)) return parseRecordingConfigurationArn(arn)?.id ?? throwInvalidArn(path, arn);
  const { service, resource, resourceName } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
  const isExpected = (part: string, expected: string): boolean => part === expected || Token.isUnresolved(part);
  if (!isExpected(service, 'ivs') || !isExpected(resource, 'recording-configuration')) throwInvalidArn(path, arn);
  return resourceName ?? throwInvalidArn(path, arn);
}

function throwInvalidArn(path: string, arn: string): never {
  const values = { value: JSON.stringify(arn), form: ARN_FORM };
  throw new Error(`[${path}] ${formatMessage('InvalidRecordingConfigurationArn', values)}`);
}
