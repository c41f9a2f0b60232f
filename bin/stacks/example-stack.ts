import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RecordingConfiguration, ThumbnailConfiguration } from '../../lib';
import type { ExampleContext } from './example-context';

/** A channel that is recorded: a bucket, a recording configuration, a channel and a provider. */
export class ExampleStack extends Stack {
  public constructor(scope: Construct, id: string, context: ExampleContext, props?: StackProps) {
    super(scope, id, { description: 'An IVS channel whose streams are recorded to a bucket', ...props });

    const bucket = new s3.Bucket(this, 'Recordings', {
      bucketName: context.bucketName,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      // IVS cannot write to SSE-KMS buckets.
      encryption: s3.BucketEncryption.S3_MANAGED,
      // The example leaves no resources behind. A bucket with recordings must be emptied before it can be deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const recording = new RecordingConfiguration(this, 'Recording', {
      bucket,
      recordingConfigurationName: context.configurationName,
      thumbnailConfiguration: ThumbnailConfiguration.interval({
        targetInterval:
          context.thumbnailInterval === undefined ? undefined : Duration.seconds(context.thumbnailInterval),
      }),
      tags: context.tags,
    });

    const channel = new ivs.CfnChannel(this, 'Channel', { recordingConfigurationArn: recording });

    new CfnOutput(this, 'RecordingConfigurationArn', { value: recording.recordingConfigurationArn });
    new CfnOutput(this, 'RecordingConfigurationState', { value: recording.recordingConfigurationState });
    new CfnOutput(this, 'ChannelArn', { value: channel.attrArn });
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName });
  }
}
