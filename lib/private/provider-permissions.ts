import { ArnFormat, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/**
 * Returns the permissions of the function. Each action is required by a call, and each resource is as narrow as the
 * call allows.
 *
 * @param stack - the stack of the function, for partition, Region and account
 * @param logGroup - the existing log group of the function; the function cannot create one
 */
export function createProviderPermissions(stack: Stack, logGroup: ILogGroup): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
    new iam.PolicyStatement({
      sid: 'ManageRecordingConfigurations',
      actions: [
        'ivs:CreateRecordingConfiguration',
        'ivs:DeleteRecordingConfiguration',
        'ivs:GetRecordingConfiguration',
        'ivs:ListRecordingConfigurations',
        'ivs:TagResource',
        'ivs:UntagResource',
      ],
      resources: [stack.formatArn({ service: 'ivs', resource: 'recording-configuration', resourceName: '*' })],
    }),
    // Required so that the error for a configuration in use can name the channels.
    new iam.PolicyStatement({
      sid: 'ListChannels',
      actions: ['ivs:ListChannels'],
      resources: [formatChannelArns(stack)],
    }),
    // When the first configuration is created, IVS creates its service-linked role for the bucket with the permissions
    // of the caller: https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/using-service-linked-roles.html
    new iam.PolicyStatement({
      sid: 'CreateIvsServiceLinkedRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [formatServiceLinkedRoleArn(stack)],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
    }),
    // The condition key exists only for CreateServiceLinkedRole.
    new iam.PolicyStatement({
      sid: 'PutIvsServiceLinkedRolePolicies',
      actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      resources: [formatServiceLinkedRoleArn(stack)],
    }),
    // Required to detect superseded requests, for all stacks that use the function.
    new iam.PolicyStatement({
      sid: 'DescribeStacks',
      actions: [
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStackResource',
        'cloudformation:DescribeStacks',
      ],
      resources: [stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: '*' })],
    }),
  ];
}

/**
 * Returns the permissions to inspect buckets. IVS checks the bucket with the permissions of the caller of Create, which
 * requires `s3:GetBucketLocation` and `s3:ListBucket`, as in the create handler of the native type
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ivs-recordingconfiguration.html).
 * The function's own check requires `s3:ListBucket` for HeadBucket and `s3:GetEncryptionConfiguration` for
 * GetBucketEncryption.
 *
 * @param bucketArns - the buckets of the configurations that use the function
 */
export function createBucketPermission(bucketArns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'CheckBuckets',
    actions: [...READ_BUCKET, LIST_BUCKET],
    resources: bucketArns,
  });
}

/**
 * Returns the permissions of {@link createBucketPermission} for every bucket of the account. Only HeadBucket may also
 * access a shared bucket of another account, so that the function can distinguish a bucket of another account from a
 * missing permission.
 */
export function createOwnBucketsPermissions(stack: Stack): iam.PolicyStatement[] {
  const resources = [stack.formatArn({ service: 's3', region: '', account: '', resource: '*' })];
  return [
    new iam.PolicyStatement({
      sid: 'ReadOwnBuckets',
      actions: READ_BUCKET,
      resources,
      conditions: { StringEquals: { 'aws:ResourceAccount': stack.account } },
    }),
    new iam.PolicyStatement({ sid: 'FindBuckets', actions: [LIST_BUCKET], resources }),
  ];
}

const READ_BUCKET = ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'];
const LIST_BUCKET = 's3:ListBucket';

/**
 * Returns the permissions that `OnInUse.RELEASE` requires: check whether a channel is live, read its configuration and
 * set another one. They cover all channels, because it is unknown before deployment which channels use a configuration.
 *
 * @param stack - a stack in the function's partition, Region and account
 */
export function createChannelPermission(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'UpdateChannels',
    actions: ['ivs:GetChannel', 'ivs:GetStream', 'ivs:UpdateChannel'],
    resources: [formatChannelArns(stack)],
  });
}

/**
 * Returns the permissions with which Lambda creates and deletes the network interfaces of a function in a VPC. EC2
 * supports no narrower resource for all of them: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function createNetworkPermission(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'ManageNetworkInterfaces',
    actions: [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}

function formatServiceLinkedRoleArn(stack: Stack): string {
  return stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: 'aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

function formatChannelArns(stack: Stack): string {
  return stack.formatArn({ service: 'ivs', resource: 'channel', resourceName: '*' });
}
