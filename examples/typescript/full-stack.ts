import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  OnInUse,
  RecordingConfiguration,
  RecordingConfigurationProvider,
  RenditionConfiguration,
  Resolution,
  Storage,
  ThumbnailConfiguration,
} from '../../lib';

/** Every option once, except adoptArn, which takes the ARN of an existing configuration. */
export class FullStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const provider = new RecordingConfigurationProvider(this, 'RecordingProvider', {
      defaultTags: { team: 'video' },
      logRetention: RetentionDays.THREE_MONTHS,
    });

    const bucket = new s3.Bucket(this, 'Recordings', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const recording = new RecordingConfiguration(this, 'Recording', {
      provider,
      bucket,
      recordingConfigurationName: 'main-stage',
      recordingReconnectWindow: Duration.minutes(1),
      renditionConfiguration: RenditionConfiguration.custom([Resolution.HD, Resolution.SD]),
      thumbnailConfiguration: ThumbnailConfiguration.interval({
        targetInterval: Duration.seconds(30),
        resolution: Resolution.HD,
        storage: [Storage.SEQUENTIAL, Storage.LATEST],
      }),
      timeouts: { create: Duration.minutes(5), delete: Duration.minutes(5) },
      onInUse: OnInUse.RELEASE,
      tags: { stage: 'main' },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Tags.of(recording).add('cost-center', '4711');

    // Several channels may share a configuration.
    for (const name of ['morning', 'evening']) {
      new ivs.CfnChannel(this, `Channel-${name}`, { name, recordingConfigurationArn: recording });
    }

    new CfnOutput(this, 'RecordingConfigurationId', { value: recording.recordingConfigurationId });
    new CfnOutput(this, 'RecordingConfigurationState', { value: recording.recordingConfigurationState });
    new CfnOutput(this, 'RecordingConfigurationTags', { value: recording.tagsAll });
  }
}
