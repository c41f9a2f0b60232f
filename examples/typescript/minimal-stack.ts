import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RecordingConfiguration } from '../../lib';

/** The minimum: a bucket, a recording configuration, and a channel that uses it. */
export class MinimalStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bucket = new s3.Bucket(this, 'Recordings');
    const recording = new RecordingConfiguration(this, 'Recording', { bucket });
    new ivs.CfnChannel(this, 'Channel', { recordingConfigurationArn: recording });

    new CfnOutput(this, 'State', { value: recording.recordingConfigurationState });
  }
}
