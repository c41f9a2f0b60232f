import type { IResource } from 'aws-cdk-lib';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';

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
