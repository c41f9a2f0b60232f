import { join } from 'node:path';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The stacks to check, in the Region of this stack. */
const STACKS = ['Recordings'];
/** The folder of the command. In an app: `node_modules/cdk-ivs-recording-configuration/dist/cli`. */
const COMMAND = join(__dirname, '../../dist/cli');

const HANDLER = `
const { promisify } = require('node:util');
const execFile = promisify(require('node:child_process').execFile);

exports.handler = async () => {
  const stacks = process.env.STACKS.split(',').flatMap((stack) => ['--stack', stack]);
  const args = ['/opt/index.js', 'drift', ...stacks];
  const check = await execFile(process.execPath, args, { env: process.env }).catch((error) => error);
  console.log(check.stdout, check.stderr);
  // Exit code 1 is drift, 2 a check that failed.
  if (check.code !== undefined) throw new Error('drift ended with exit code ' + check.code);
};
`;

/** Compares stacks with their declaration every morning. Drift, or a check that fails, raises an alarm. */
export class DriftStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const check = new lambda.Function(this, 'Check', {
      code: lambda.Code.fromInline(HANDLER),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      // The layer is in /opt.
      layers: [new lambda.LayerVersion(this, 'Command', { code: lambda.Code.fromAsset(COMMAND) })],
      memorySize: 512,
      timeout: Duration.minutes(5),
      retryAttempts: 0,
      environment: { STACKS: STACKS.join() },
    });
    check.addToRolePolicy(
      new iam.PolicyStatement({
        actions: [
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStacks',
          'cloudformation:GetTemplate',
          'cloudformation:ListStackResources',
          'ivs:GetRecordingConfiguration',
          'ivs:ListChannels',
          'ivs:ListRecordingConfigurations',
        ],
        resources: ['*'],
      }),
    );
    new events.Rule(this, 'EveryMorning', {
      schedule: events.Schedule.cron({ hour: '6', minute: '17' }),
      targets: [new LambdaFunction(check)],
    });

    const topic = new sns.Topic(this, 'Topic');
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    const alarm = check.metricErrors().createAlarm(this, 'Drift', {
      alarmDescription:
        'Recording configurations differ from their declaration; the log of the function has the report',
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}
