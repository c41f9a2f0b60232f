import { CustomResource, Duration, type ITaggableV2, Resource, TagManager, TagType, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import type { Problem } from '../schema/problem';
import { type AttributeName, RESOURCE_TYPE } from '../schema/resource-type';
import { findEncryptionProblems } from './private/bucket-encryption';
import { ImportedRecordingConfiguration } from './imported-recording-configuration';
import { createMatchedEventsMetric } from './private/event-metric';
import { OnInUse } from './on-in-use';
import type { RecordingConfigurationProps } from './recording-configuration-props';
import { RecordingConfigurationProvider } from './recording-configuration-provider';
import type { IRecordingConfiguration } from './recording-configuration-ref';
import { createRecordingRule, type RecordingStatus } from './recording-rule';
import { findEnvironmentProblems } from './private/environment-validation';
import { toTemplateProperties } from './private/template-properties';
import { nameProp } from './private/prop-names';
import { findPropertyProblems, findTagProblems, findTemplateProblems, throwProblems } from './private/validation';
import { warnOfNothingRecorded, warnOfReleaseByImportedProvider } from './private/warnings';

/**
 * How long CloudFormation waits for an answer; by default it would be an hour. In it fit a function that crashes, Lambda's
 * second delivery one or two minutes later, and then the longest wait for IVS, 840 seconds.
 */
const SERVICE_TIMEOUT = Duration.minutes(20);

/**
 * An IVS recording configuration: where and how the live streams of the channels that refer to it are recorded.
 *
 * It is managed by a function of the stack's own (`RecordingConfigurationProvider`), which is created with the first
 * configuration of a stack.
 *
 * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
 * @resource Custom::IVSRecordingConfiguration
 */
export class RecordingConfiguration extends Resource implements IRecordingConfiguration, ITaggableV2 {
  /**
   * Refers to a recording configuration without managing it.
   *
   * @param scope - the construct that will hold it
   * @param id - its id there
   * @param recordingConfigurationArn - the ARN of the configuration
   * @throws if it is not the ARN of an IVS recording configuration; a token passes
   */
  public static fromRecordingConfigurationArn(
    scope: Construct,
    id: string,
    recordingConfigurationArn: string,
  ): IRecordingConfiguration {
    return new ImportedRecordingConfiguration(scope, id, recordingConfigurationArn);
  }

  /**
   * The ARN of the configuration.
   *
   * @attribute
   */
  public readonly recordingConfigurationArn: string;

  /**
   * The id of the configuration: what follows `recording-configuration/` in its ARN.
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
   * The name of the bucket that receives the recordings.
   *
   * @attribute
   */
  public readonly bucketName: string;

  /**
   * The tags of the configuration as a JSON object, the provider's default tags included. A deployment that reads it
   * fails if the tags are so many that they do not fit into a custom resource's answer of 4096 bytes.
   *
   * @attribute
   */
  public readonly tagsAll: string;

  /** The tags of the configuration; `Tags.of()` adds to them. */
  public readonly cdkTagManager: TagManager;

  private readonly bucket: IBucket;
  private startFailures?: events.Rule;

  /**
   * @param scope - the construct that will hold it
   * @param id - its id there
   * @param props - what it is made of
   * @throws if a property is out of bounds, if the stack's Region has no IVS, or if the bucket, the provider or `adoptArn`
   * is of another account or Region than the stack, as far as both are known; all problems are named at once. Problems
   * with tags, lazy values and the encryption of the bucket are reported at synthesis, since `Tags.of()`, aspects and
   * escape hatches may still change them.
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProps) {
    super(scope, id);

    const problems: Problem[] = [];
    const properties = toTemplateProperties(props, problems);
    this.cdkTagManager = new TagManager(TagType.KEY_VALUE, RESOURCE_TYPE, props.tags);
    problems.push(...findPropertyProblems(properties), ...findEnvironmentProblems(this.stack, props));
    // By themselves tags are no error yet; beside another one they are, so that all come at once.
    if (problems.length > 0) problems.push(...findTagProblems(this.cdkTagManager.renderTags()));
    throwProblems(this, problems.map(nameProp));
    this.bucket = props.bucket;
    this.node.addValidation({
      validate: () =>
        [...this.findSynthesisProblems(properties), ...findEncryptionProblems(this.bucket)]
          .map(nameProp)
          .map(({ text }) => text),
    });

    const provider = props.provider ?? RecordingConfigurationProvider.getOrCreate(this);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: provider.serviceToken,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { ...properties, Tags: this.cdkTagManager.renderedTags },
      removalPolicy: props.removalPolicy,
    });
    // The way to the CloudFormation resource that every construct of the CDK has; applyRemovalPolicy takes it too.
    this.node.defaultChild = resource.node.defaultChild;
    if (provider instanceof RecordingConfigurationProvider) {
      provider._grantBucketInspectionTo(this, props.bucket);
      if (mayRelease(props.onInUse)) provider._grantChannelUpdatesFrom(this);
    } else if (mayRelease(props.onInUse)) {
      warnOfReleaseByImportedProvider(this);
    }
    warnOfNothingRecorded(this, props.renditionConfiguration, props.thumbnailConfiguration);

    const getAttribute = (name: AttributeName): string => resource.getAttString(name);
    this.recordingConfigurationArn = resource.ref;
    this.recordingConfigurationId = getAttribute('Id');
    this.recordingConfigurationState = getAttribute('State');
    this.recordingConfigurationName = getAttribute('Name');
    this.bucketName = getAttribute('BucketName');
    this.tagsAll = getAttribute('TagsAll');
  }

  /** The configuration as other constructs of the CDK refer to it. */
  public get recordingConfigurationRef(): aws_ivs.RecordingConfigurationReference {
    return { recordingConfigurationArn: this.recordingConfigurationArn };
  }

  /**
   * A rule for whatever IVS tells about recordings to the bucket: that one has started or ended, or failed to.
   *
   * An event names the channel and the bucket, not the configuration. If several configurations record to one bucket,
   * the rule matches the events of all of them. `options.eventPattern` narrows it, for instance by `resources` to the
   * ARNs of some channels. A field that the rule has already (`source`, `detailType`, `detail.recording_s3_bucket_name`,
   * and `detail.recording_status` where the method is for one status) takes the values of both, and so widens it.
   *
   * @param id - the id of the rule within this construct
   * @param options - a target, and what else a rule has
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, undefined, options);
  }

  /**
   * A rule for each recording to the bucket that starts. Its files appear a little later; they are complete when it ends.
   *
   * @param id - the id of the rule within this construct
   * @param options - as those of `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStart(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording Start', options);
  }

  /**
   * A rule for each recording to the bucket that ends as it should. The event comes at least `recordingReconnectWindow`
   * after the broadcast.
   *
   * @param id - the id of the rule within this construct
   * @param options - as those of `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingEnd(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording End', options);
  }

  /**
   * A rule for each stream that should have been recorded to the bucket and is not, because the recording failed to
   * start. A configuration that is `ACTIVE` can come to that: IVS finds out only then that it cannot write to the bucket.
   *
   * @param id - the id of the rule within this construct
   * @param options - as those of `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingStartFailure(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording Start Failure', options);
  }

  /**
   * A rule for each recording to the bucket that breaks off because of an error; some of its files may be there.
   *
   * @param id - the id of the rule within this construct
   * @param options - as those of `onRecordingStateChange`
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
   */
  public onRecordingEndFailure(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.createRule(id, 'Recording End Failure', options);
  }

  /**
   * How many recordings to the bucket failed to start, for an alarm. IVS has no such metric, so the first call creates a
   * rule without a target, and EventBridge counts the events that it matches. Without a failure there are no data:
   * let the alarm treat missing data as not breaching.
   *
   * @param props - how the metric is read; by default the sum of 5 minutes
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
   */
  public metricRecordingStartFailures(props: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    this.startFailures ??= this.createRule('RecordingStartFailureCount', 'Recording Start Failure', {
      description: 'Counts the recordings that fail to start',
    });
    return createMatchedEventsMetric(this.startFailures, props);
  }

  private createRule(id: string, status: RecordingStatus | undefined, options: events.OnEventOptions): events.Rule {
    return createRecordingRule(this, id, this.bucket.bucketName, status, options);
  }

  /** What only the end of synthesis shows: what lazy values have come to be, and the tags of `Tags.of()`. */
  private findSynthesisProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
    const tags: unknown = this.cdkTagManager.renderTags();
    return findTemplateProblems(this.stack.resolve({ ...properties, Tags: tags }));
  }
}

/** A token may turn out to be anything. */
function mayRelease(onInUse: OnInUse | undefined): boolean {
  return onInUse === OnInUse.RELEASE || Token.isUnresolved(onInUse);
}
