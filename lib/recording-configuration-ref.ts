import type { IResource } from 'aws-cdk-lib';
import type { aws_ivs } from 'aws-cdk-lib/interfaces';

/**
 * An IVS recording configuration, managed by this stack or not. Whatever in the CDK takes a reference to a recording
 * configuration, such as `recordingConfigurationArn` of `ivs.CfnChannel`, takes this.
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
   * The id of the configuration: what follows `recording-configuration/` in its ARN.
   *
   * @attribute
   */
  readonly recordingConfigurationId: string;
}
