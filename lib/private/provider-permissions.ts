import { ArnFormat, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/**
 * What the function may do, each action because it makes that call, on nothing wider than the call needs.
 *
 * @param stack - the stack of the function, whose partition, Region and account the permissions are for
 * @param logGroup - the function's log group, which exists already: the function may not create one
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
    // Whoever deletes a configuration in use is told which channels use it.
    new iam.PolicyStatement({
      sid: 'ListChannels',
      actions: ['ivs:ListChannels'],
      resources: [formatChannelArns(stack)],
    }),
    // IVS creates the role through which it writes to the bucket with the rights of whoever creates a configuration:
    // https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/using-service-linked-roles.html
    new iam.PolicyStatement({
      sid: 'CreateIvsServiceLinkedRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [formatServiceLinkedRoleArn(stack)],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
    }),
    // The condition key exists for CreateServiceLinkedRole only.
    new iam.PolicyStatement({
      sid: 'PutIvsServiceLinkedRolePolicies',
      actions: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
      resources: [formatServiceLinkedRoleArn(stack)],
    }),
    // Whether CloudFormation still wants the resource, after it was created: of any stack that uses the function.
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
 * What the function may read of buckets. IVS checks the bucket with the rights of the caller that creates a configuration,
 * which takes `s3:GetBucketLocation` and `s3:ListBucket`: the create handler of the native type has both
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ivs-recordingconfiguration.html).
 * The function's own check uses `s3:ListBucket`, the permission of HeadBucket, and `s3:GetEncryptionConfiguration`, that of
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
 * As {@link createBucketPermission}, for every bucket of the account. Only HeadBucket may also reach the bucket of another
 * account that shares it: without that, the function could not tell a foreign bucket from a missing permission.
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
 * What the function may do with channels where `OnInUse` is `RELEASE`: see whether one is live and which configuration it
 * uses, and let it use another one. Nobody knows before deployment which channels use a configuration, so it is for all of them.
 *
 * @param stack - a stack of the function's partition, Region and account
 */
export function createChannelPermission(stack: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'UpdateChannels',
    actions: ['ivs:GetChannel', 'ivs:GetStream', 'ivs:UpdateChannel'],
    resources: [formatChannelArns(stack)],
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
