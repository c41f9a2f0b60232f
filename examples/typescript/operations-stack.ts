import { Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RecordingConfiguration, RecordingConfigurationProvider } from '../../lib';

const RUNBOOK =
  'https://github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration/blob/main/docs/runbook.md';

/** A recorded channel with a dashboard, an alarm for each section of the runbook, and a rule for changes by others. */
export class OperationsStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const deadLetters = new sqs.Queue(this, 'DeadLetters', { enforceSSL: true });
    const provider = new RecordingConfigurationProvider(this, 'Provider', { deadLetterQueue: deadLetters });
    const bucket = new s3.Bucket(this, 'Recordings', { encryption: s3.BucketEncryption.S3_MANAGED });
    const recording = new RecordingConfiguration(this, 'Recording', { provider, bucket });
    new ivs.CfnChannel(this, 'Channel', { recordingConfigurationArn: recording });

    const topic = new sns.Topic(this, 'Topic');
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));

    // One failure is enough for each alarm.
    const alarms = Object.entries({
      'recordings-that-fail-to-start': recording.metricRecordingStartFailures(),
      'recordings-that-end-with-an-error': recording.metricRecordingEndFailures(),
      'requests-that-lambda-gave-up-on': provider.metricDroppedRequests(),
      'dead-letters': deadLetters.metricApproximateNumberOfMessagesVisible(),
      'failed-executions': provider.handler.metricErrors(),
      'throttled-executions': provider.handler.metricThrottles(),
    }).map(([section, metric]) => {
      const alarm = metric.createAlarm(this, section, {
        alarmDescription: `${RUNBOOK}#${section}`,
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic));
      return alarm;
    });

    new cloudwatch.Dashboard(this, 'Dashboard', {
      widgets: [
        [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24 })],
        [
          new cloudwatch.GraphWidget({
            title: 'Recordings',
            left: [
              recording.metricRecordingStarts({ label: 'Started' }),
              recording.metricRecordingEnds({ label: 'Ended' }),
            ],
            right: [
              recording.metricRecordingStartFailures({ label: 'Not started' }),
              recording.metricRecordingEndFailures({ label: 'Ended with an error' }),
            ],
          }),
          new cloudwatch.GraphWidget({
            title: 'Requests',
            left: [provider.handler.metricInvocations(), provider.handler.metricErrors()],
            right: [provider.handler.metricThrottles(), provider.metricDroppedRequests({ label: 'Given up' })],
          }),
          new cloudwatch.GraphWidget({
            title: 'Duration of requests, at most 900 s',
            left: [provider.handler.metricDuration({ statistic: cloudwatch.Stats.MAXIMUM })],
          }),
          new cloudwatch.GraphWidget({
            title: 'Dead letters',
            left: [deadLetters.metricApproximateNumberOfMessagesVisible()],
          }),
        ],
      ],
    });

    // Drift is a configuration that another caller deleted, or whose tags another caller changed.
    const configurations = events.Match.prefix(
      this.formatArn({ service: 'ivs', resource: 'recording-configuration', resourceName: '' }),
    );
    const provided = events.Match.anythingBut(provider.handler.role?.roleArn);
    new events.Rule(this, 'ChangedByOthers', {
      eventPattern: {
        source: ['aws.ivs'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventName: ['DeleteRecordingConfiguration', 'TagResource', 'UntagResource'],
          requestParameters: { $or: [{ arn: configurations }, { resourceArn: configurations }] },
          userIdentity: {
            $or: [
              { sessionContext: { sessionIssuer: { arn: provided } } },
              { type: events.Match.anythingBut('AssumedRole') },
            ],
          },
        },
      },
      targets: [new SnsTopic(topic)],
    });
  }
}
