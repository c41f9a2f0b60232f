import { Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RecordingConfiguration, RecordingConfigurationProvider } from '../../lib';

/** A recorded channel whose provider has a network, a key, limits and dead letters, as some companies require. */
export class RegulatedStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // IVS has no interface endpoint for its API: the subnets need a NAT gateway.
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    const stacks = vpc.addInterfaceEndpoint('CloudFormation', {
      service: ec2.InterfaceVpcEndpointAwsService.CLOUDFORMATION,
    });

    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    // CloudWatch Logs encrypts with the key, and the key must allow it.
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.formatArn({ service: 'logs', resource: '*' }) },
        },
      }),
    );

    const deadLetters = new sqs.Queue(this, 'DeadLetters', { encryptionMasterKey: key, enforceSSL: true });
    const provider = new RecordingConfigurationProvider(this, 'Provider', {
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'developer-boundary'),
      vpc,
      environmentEncryption: key,
      logGroup: new logs.LogGroup(this, 'Log', { encryptionKey: key, retention: logs.RetentionDays.ONE_YEAR }),
      reservedConcurrentExecutions: 10,
      deadLetterQueue: deadLetters,
      tracing: Tracing.ACTIVE,
    });
    // The last request needs the endpoint, too.
    provider.node.addDependency(stacks);

    const topic = new sns.Topic(this, 'Topic', { enforceSSL: true });
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    provider
      .metricDroppedRequests()
      .createAlarm(this, 'DroppedRequests', {
        alarmDescription: 'Lambda gave up on requests. Their stacks wait until ServiceTimeout.',
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(topic));

    // IVS cannot write to SSE-KMS buckets.
    const bucket = new s3.Bucket(this, 'Recordings', { encryption: s3.BucketEncryption.S3_MANAGED, enforceSSL: true });
    const recording = new RecordingConfiguration(this, 'Recording', { provider, bucket });
    new ivs.CfnChannel(this, 'Channel', { recordingConfigurationArn: recording });
  }
}
