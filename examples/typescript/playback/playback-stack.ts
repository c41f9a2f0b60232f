import { join } from 'node:path';
import { ArnFormat, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RecordingConfiguration } from '../../../lib';

const CHANNELS = ['main-stage', 'side-stage'];
const RETENTION = Duration.days(30);
/** The sites whose pages play recordings, in addition to the page of the distribution. */
const SITES = ['https://www.example.com'];

/** Channels that one configuration records, their recordings on CloudFront, and an index of them for each channel. */
export class PlaybackStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const bucket = new s3.Bucket(this, 'Recordings', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      // IVS cannot write to SSE-KMS buckets.
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Videos, thumbnails and metadata of all channels are below this prefix.
      lifecycleRules: [
        { prefix: 'ivs/v1/', expiration: RETENTION, abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    const recording = new RecordingConfiguration(this, 'Recording', { bucket });

    const origin = S3BucketOrigin.withOriginAccessControl(bucket);
    const viewerProtocolPolicy = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
    const responseHeadersPolicy = new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      corsBehavior: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: ['Range'],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowOrigins: SITES,
        originOverride: true,
      },
    });
    const behavior = { origin, viewerProtocolPolicy, responseHeadersPolicy };
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      defaultBehavior: behavior,
      // The index changes with each recording.
      additionalBehaviors: { 'recordings/*': { ...behavior, cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED } },
    });

    const index = new lambda.Function(this, 'IndexRecording', {
      code: lambda.Code.fromAsset(join(__dirname, 'index-recording')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      timeout: Duration.seconds(30),
      environment: { RETENTION_DAYS: String(RETENTION.toDays()) },
    });
    const allow = (resource: string, ...actions: string[]): void => {
      index.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
    };
    allow(bucket.arnForObjects('recordings/*'), 's3:GetObject', 's3:PutObject');
    // Without it, S3 does not tell a missing index from a forbidden one.
    allow(bucket.bucketArn, 's3:ListBucket');
    recording.onRecordingEnd('Ended', { target: new LambdaFunction(index) });

    for (const name of CHANNELS) {
      const channel = new ivs.CfnChannel(this, name, { name, recordingConfigurationArn: recording });
      // The id is part of the path of each recording.
      const { resourceName: channelId = '' } = this.splitArn(channel.attrArn, ArnFormat.SLASH_RESOURCE_NAME);
      new CfnOutput(this, `${name}-page`, { value: `https://${distribution.domainName}/?channel=${channelId}` });
    }
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName });
  }
}
