import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  RecordingConfiguration,
  RecordingConfigurationProvider,
  ThumbnailConfiguration,
} from 'cdk-ivs-recording-configuration';
import type { Construct } from 'constructs';

/** A channel whose streams are recorded to a bucket. */
export class StreamArchiveStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // Not SSE-KMS: IVS cannot write to a bucket that has it.
    const bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: 'ivs-stream-archive',
      encryption: s3.BucketEncryption.S3_MANAGED,
    });

    // Tags for all the configurations that are given this provider.
    const provider = new RecordingConfigurationProvider(this, 'Provider', {
      defaultTags: { project: 'stream-archive', team: 'video' },
    });

    const recording = new RecordingConfiguration(this, 'Recording', {
      bucket,
      provider,
      recordingConfigurationName: 'recording_configuration-1',
      recordingReconnectWindow: Duration.seconds(60),
      thumbnailConfiguration: ThumbnailConfiguration.interval({ targetInterval: Duration.seconds(30) }),
      timeouts: { create: Duration.minutes(5), delete: Duration.minutes(5) },
      tags: { environment: 'production' },
    });

    new ivs.CfnChannel(this, 'Channel', { name: 'stream-1', recordingConfigurationArn: recording });

    new CfnOutput(this, 'RecordingConfigurationArn', { value: recording.recordingConfigurationArn });
    new CfnOutput(this, 'RecordingConfigurationState', { value: recording.recordingConfigurationState });
    new CfnOutput(this, 'RecordingConfigurationTags', { value: recording.tagsAll });
  }
}
