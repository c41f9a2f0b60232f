import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import {
  createApp,
  createStack,
  findRecording,
  importProvider,
  type Json,
  listResources,
  listResourcesOf,
} from './synthesis';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function findRole(stack: Stack): Json {
  const [role] = listResourcesOf(stack, 'AWS::IAM::Role');
  if (role === undefined) throw new Error('The stack has no role.');
  return role.Properties;
}

interface PolicyProperties {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

function listStatements(stack: Stack): readonly Statement[] {
  const policies = findRole(stack).Policies as readonly PolicyProperties[];
  return policies.flatMap(({ PolicyDocument: { Statement: statements } }) => statements);
}

/** The separate policies by construct id, with the statements of each. */
function listPolicies(stack: Stack): Readonly<Record<string, readonly Statement[]>> {
  const policies = Object.entries(listResources(stack)).filter(([, { Type }]) => Type === 'AWS::IAM::Policy');
  return Object.fromEntries(
    policies.map(([id, { Properties }]) => [id, (Properties as unknown as PolicyProperties).PolicyDocument.Statement]),
  );
}

/** An ARN in the stack's partition, with Region and account if requested. */
const arn = (...parts: readonly unknown[]): unknown => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...parts]],
});
const REGION = { Ref: 'AWS::Region' };
const ACCOUNT = { Ref: 'AWS::AccountId' };

const WITHOUT_BUCKETS: readonly Statement[] = [
  {
    Sid: 'WriteLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': ['IvsRecordingConfigurationProviderLogGroupA021004B', 'Arn'] },
  },
  {
    Sid: 'ManageRecordingConfigurations',
    Effect: 'Allow',
    Action: [
      'ivs:CreateRecordingConfiguration',
      'ivs:DeleteRecordingConfiguration',
      'ivs:GetRecordingConfiguration',
      'ivs:ListRecordingConfigurations',
      'ivs:TagResource',
      'ivs:UntagResource',
    ],
    Resource: arn(':ivs:', REGION, ':', ACCOUNT, ':recording-configuration/*'),
  },
  {
    Sid: 'ListChannels',
    Effect: 'Allow',
    Action: 'ivs:ListChannels',
    Resource: arn(':ivs:', REGION, ':', ACCOUNT, ':channel/*'),
  },
  {
    Sid: 'CreateIvsServiceLinkedRole',
    Effect: 'Allow',
    Action: 'iam:CreateServiceLinkedRole',
    Resource: arn(':iam::', ACCOUNT, ':role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*'),
    Condition: { StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
  },
  {
    Sid: 'PutIvsServiceLinkedRolePolicies',
    Effect: 'Allow',
    Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
    Resource: arn(':iam::', ACCOUNT, ':role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*'),
  },
  {
    Sid: 'DescribeStacks',
    Effect: 'Allow',
    Action: [
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStacks',
    ],
    Resource: arn(':cloudformation:', REGION, ':', ACCOUNT, ':stack/*'),
  },
];

test('a provider has exactly the permissions that its calls need', () => {
  const stack = createStack();
  RecordingConfigurationProvider.getOrCreate(stack);
  expect(listStatements(stack)).toEqual(WITHOUT_BUCKETS);
});

test('each configuration adds only the permissions for its bucket', () => {
  const stack = createStack();
  new s3.Bucket(stack, 'Other');
  new RecordingConfiguration(stack, 'First', { bucket: new s3.Bucket(stack, 'Bucket') });
  new RecordingConfiguration(stack, 'Second', { bucket: s3.Bucket.fromBucketName(stack, 'Imported', 'recordings') });
  expect(listStatements(stack)).toEqual([
    ...WITHOUT_BUCKETS,
    {
      Sid: 'CheckBuckets',
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'],
      Resource: [{ 'Fn::GetAtt': ['Bucket83908E77', 'Arn'] }, arn(':s3:::recordings')],
    },
  ]);
});

test('two configurations with one bucket add its permissions once', () => {
  const stack = createStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  for (const id of ['First', 'Second']) new RecordingConfiguration(stack, id, { bucket });
  expect(listStatements(stack).at(-1)?.Resource).toEqual({ 'Fn::GetAtt': ['Bucket83908E77', 'Arn'] });
});

test('a provider for hand-written templates can be granted single buckets', () => {
  const stack = createStack();
  const provider = new RecordingConfigurationProvider(stack, 'Provider');
  provider.grantBucketInspection(s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings'));
  expect(listStatements(stack).at(-1)).toMatchObject({
    Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'],
    Resource: arn(':s3:::recordings'),
  });
});

test('a provider for hand-written templates can be granted every bucket of the account', () => {
  const stack = createStack();
  const provider = new RecordingConfigurationProvider(stack, 'Provider');
  provider.grantBucketInspectionForAccount();
  provider.grantBucketInspectionForAccount();
  expect(listStatements(stack).slice(WITHOUT_BUCKETS.length)).toEqual([
    {
      Sid: 'ReadOwnBuckets',
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'],
      Resource: arn(':s3:::*'),
      Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } },
    },
    { Sid: 'FindBuckets', Effect: 'Allow', Action: 's3:ListBucket', Resource: arn(':s3:::*') },
  ]);
});

describe('the permission to update channels', () => {
  const RELEASE: Statement = {
    Sid: 'UpdateChannels',
    Effect: 'Allow',
    Action: ['ivs:GetChannel', 'ivs:GetStream', 'ivs:UpdateChannel'],
    Resource: arn(':ivs:', REGION, ':', ACCOUNT, ':channel/*'),
  };
  const add = (stack: Stack, onInUse?: OnInUse, provider?: RecordingConfigurationProvider): RecordingConfiguration => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings');
    return new RecordingConfiguration(stack, 'Recording', { bucket, onInUse, provider });
  };

  test.each([undefined, OnInUse.FAIL])('is not granted with %s', (onInUse) => {
    const stack = createStack();
    add(stack, onInUse);
    expect(JSON.stringify(listResources(stack))).not.toMatch(/ivs:(GetChannel|GetStream|UpdateChannel)/);
    expect(listPolicies(stack)).toEqual({});
  });

  test('is granted with RELEASE, by a policy that is deleted after the configuration', () => {
    const stack = createStack();
    add(stack, OnInUse.RELEASE);
    expect(listPolicies(stack)).toEqual({ RecordingChannelRelease3A4ADFF5: [RELEASE] });
    expect(findRecording(stack).DependsOn).toEqual(['RecordingChannelRelease3A4ADFF5']);
    expect(listStatements(stack)).toEqual([...WITHOUT_BUCKETS, expect.objectContaining({ Sid: 'CheckBuckets' })]);
  });

  test('is granted if onInUse is known only at deployment', () => {
    const stack = createStack();
    const onInUse: unknown = new CfnParameter(stack, 'OnInUse').valueAsString;
    add(stack, onInUse as OnInUse);
    expect(Object.values(listPolicies(stack))).toEqual([[RELEASE]]);
  });

  test('is granted to the provider of another stack, without a cycle', () => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const user = new Stack(app, 'User');
    add(user, OnInUse.RELEASE, new RecordingConfigurationProvider(owner, 'Provider'));
    const policies = listPolicies(user);
    expect(Object.values(policies)).toEqual([[expect.objectContaining({ Sid: 'CheckBuckets' })], [RELEASE]]);
    expect(findRecording(user).DependsOn).toEqual(Object.keys(policies).sort());
    expect(JSON.stringify(listResources(owner))).not.toContain('ivs:UpdateChannel');
  });

  test('is not granted to an imported provider', () => {
    const stack = createStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings');
    const provider = importProvider(stack);
    new RecordingConfiguration(stack, 'Recording', { bucket, provider, onInUse: OnInUse.RELEASE });
    expect(Object.values(listResources(stack)).map(({ Type }) => Type)).toEqual(['Custom::IVSRecordingConfiguration']);
  });

  test('can be granted once for hand-written templates', () => {
    const stack = createStack();
    const provider = new RecordingConfigurationProvider(stack, 'Provider');
    provider.grantChannelUpdates();
    provider.grantChannelUpdates();
    expect(listStatements(stack).slice(WITHOUT_BUCKETS.length)).toEqual([RELEASE]);
  });
});

describe('least privilege', () => {
  const stack = createStack();
  new RecordingConfiguration(stack, 'Recording', { bucket: new s3.Bucket(stack, 'Bucket') });

  test('no resource is * and no action has a wildcard', () => {
    for (const { Action: action, Resource: resource } of listStatements(stack)) {
      expect([action].flat().join()).not.toContain('*');
      expect([resource].flat()).not.toContain('*');
    }
  });

  test('there are no managed policies and no separate policies', () => {
    expect(findRole(stack)).not.toHaveProperty('ManagedPolicyArns');
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('only Lambda can assume the role', () => {
    expect(findRole(stack).AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  });

  test('the permissions are deleted after the configuration, which depends on the function and its role', () => {
    const resources = listResources(stack);
    expect(resources.Recording2AAEC332?.Properties.ServiceToken).toEqual({
      'Fn::GetAtt': ['IvsRecordingConfigurationProviderFunctionE223B2CE', 'Arn'],
    });
    expect(resources.IvsRecordingConfigurationProviderFunctionE223B2CE?.DependsOn).toEqual([
      'IvsRecordingConfigurationProviderRole4B6437B3',
    ]);
    expect(listStatements(stack)).toHaveLength(WITHOUT_BUCKETS.length + 1);
  });
});
