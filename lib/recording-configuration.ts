import { CustomResource, Duration, type ITaggableV2, Resource, TagManager, TagType } from 'aws-cdk-lib';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import type { Problem } from '../contract/problem';
import { type AttributeName, RESOURCE_TYPE } from '../contract/resource-type';
import { ImportedRecordingConfiguration } from './imported-recording-configuration';
import type { RecordingConfigurationProps } from './recording-configuration-props';
import { RecordingConfigurationProvider } from './recording-configuration-provider';
import type { IRecordingConfiguration } from './recording-configuration-ref';
import { toTemplateProperties } from './template-properties';
import { findPropertyProblems, throwProblems } from './validation';

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

  /**
   * @param scope - the construct that will hold it
   * @param id - its id there
   * @param props - what it is made of
   * @throws if a property is out of bounds; all problems are named at once. Problems with tags are reported at synthesis,
   * since `Tags.of()` may still add some.
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProps) {
    super(scope, id);

    const properties = toTemplateProperties(props);
    throwProblems(this, findPropertyProblems(properties));
    this.cdkTagManager = new TagManager(TagType.KEY_VALUE, RESOURCE_TYPE, props.tags);
    this.node.addValidation({ validate: () => this.findTagProblems(properties).map(({ text }) => text) });

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
    if (provider instanceof RecordingConfigurationProvider) provider._allowBucketCheckFrom(this, props.bucket);

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

  /** What is wrong with the tags, once `Tags.of()` has added all of its own. */
  private findTagProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
    const tags: unknown = this.cdkTagManager.renderTags();
    return findPropertyProblems({ ...properties, Tags: tags });
  }
}
