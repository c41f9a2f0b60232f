import { Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RecordingConfiguration } from '../../lib';

/** A recorded channel with notifications for complete recordings and for recordings that fail to start. */
export class WatchingStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bucket = new s3.Bucket(this, 'Recordings', { encryption: s3.BucketEncryption.S3_MANAGED });
    const recording = new RecordingConfiguration(this, 'Recording', { bucket });
    const channel = new ivs.CfnChannel(this, 'Channel', { recordingConfigurationArn: recording });
    const topic = new sns.Topic(this, 'Topic');

    // Every failure, with the reason that IVS gives.
    recording.onRecordingStartFailure('NotifyOnFailure', { target: new SnsTopic(topic) });

    // Complete recordings of this channel alone, in case others record to the bucket, too.
    recording.onRecordingEnd('NotifyOnRecording', {
      target: new SnsTopic(topic),
      eventPattern: { resources: [channel.attrArn] },
    });

    // The failures as a number, for a dashboard and for those on call.
    const alarm = recording.metricRecordingStartFailures().createAlarm(this, 'Failures', {
      alarmDescription: 'A stream was live and was not recorded',
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    // The targets above gave the topic a policy, and with it took away the default one, which lets alarms in.
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
  }
}
