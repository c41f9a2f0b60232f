import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { formatMessage } from '../../../schema/messages';
import { InlineProviderStack } from '../../../bin/stacks/inline-provider-stack';
import { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { loadHandlerCode } from '../../../lib/private/handler-asset';
import {
  addRecording,
  createApp,
  createStack,
  findRecording,
  listResources,
  listResourcesOf,
  SERVICE_TOKEN,
} from './synthesis';

function addOwned(stack: Stack, id: string, provider?: RecordingConfigurationProvider): RecordingConfiguration {
  const bucket = s3.Bucket.fromBucketName(stack, `${id}Bucket`, id.toLowerCase());
  return new RecordingConfiguration(stack, id, { bucket, provider });
}

function countTypes(stack: Stack): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(listResources(stack))) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
}

const PROVIDER = { 'AWS::IAM::Role': 1, 'AWS::Lambda::Function': 1, 'AWS::Logs::LogGroup': 1 };

describe('sharing', () => {
  test('two configurations of a stack share one provider of three resources', () => {
    const stack = createStack();
    addOwned(stack, 'First');
    addOwned(stack, 'Second');
    expect(countTypes(stack)).toEqual({ ...PROVIDER, 'Custom::IVSRecordingConfiguration': 2 });
  });

  test('each stack has one provider, and so has a nested stack', () => {
    const app = createApp();
    const stacks = [new Stack(app, 'One'), new Stack(app, 'Two')];
    for (const stack of stacks) addOwned(stack, 'Recording');
    addOwned(new NestedStack(stacks[0] ?? new Stack(), 'Nested'), 'Recording');
    for (const stack of stacks) expect(countTypes(stack)).toMatchObject(PROVIDER);
    expect(stacks[0]?.node.findAll().filter((node) => node instanceof RecordingConfigurationProvider)).toHaveLength(2);
  });

  test('a provider of another stack is imported by its service token, without resources', () => {
    const stack = createStack();
    addRecording(stack);
    expect(countTypes(stack)).toEqual({ 'Custom::IVSRecordingConfiguration': 1 });
    expect(findRecording(stack).Properties.ServiceToken).toBe(SERVICE_TOKEN);
  });

  test('a provider of another stack can be passed as a construct, and inspects the buckets without a cycle', () => {
    const app = createApp();
    const owner = new Stack(app, 'Owner');
    const user = new Stack(app, 'User');
    const provider = new RecordingConfigurationProvider(owner, 'Provider');
    const bucket = new s3.Bucket(user, 'Bucket');
    new RecordingConfiguration(user, 'Recording', { bucket, provider });
    expect(countTypes(user)).toEqual({
      'AWS::IAM::Policy': 1,
      'AWS::S3::Bucket': 1,
      'Custom::IVSRecordingConfiguration': 1,
    });
    const [policy] = Object.keys(listResources(user)).filter((id) => id.includes('BucketCheck'));
    expect(findRecording(user).DependsOn).toEqual([policy]);
    expect(JSON.stringify(listResourcesOf(owner, 'AWS::IAM::Role'))).not.toContain('s3:');
  });

  test('getOrCreate finds the provider from any scope of the stack', () => {
    const stack = createStack();
    const provider = RecordingConfigurationProvider.getOrCreate(stack);
    expect(RecordingConfigurationProvider.getOrCreate(new Construct(stack, 'Inner'))).toBe(provider);
  });

  test('getOrCreate throws if its id is in use', () => {
    const stack = createStack();
    new Construct(stack, 'IvsRecordingConfigurationProvider');
    expect(() => RecordingConfigurationProvider.getOrCreate(stack)).toThrow(
      `[Stack/IvsRecordingConfigurationProvider] ${formatMessage('ConstructIdTaken', { type: 'Construct' })}`,
    );
  });
});

describe('fromServiceToken', () => {
  const imported = (token: string): string =>
    RecordingConfigurationProvider.fromServiceToken(createStack(), 'Imported', token).serviceToken;

  test.each([SERVICE_TOKEN, `${SERVICE_TOKEN}:live`])('accepts %s', (token) => {
    expect(imported(token)).toBe(token);
  });

  test('accepts a token', () => {
    const token = new CfnParameter(createStack(), 'ServiceToken').valueAsString;
    expect(imported(token)).toBe(token);
  });

  test.each(['', 'provider', 'arn:aws:sns:us-east-1:123456789012:topic'])('rejects "%s"', (token) => {
    expect(() => imported(token)).toThrow(
      `[Stack/Imported] ${formatMessage('InvalidServiceToken', { value: `"${token}"` })}`,
    );
  });

  test('rejects a function version', () => {
    const values = { value: `"${SERVICE_TOKEN}:7"`, version: '7' };
    expect(() => imported(`${SERVICE_TOKEN}:7`)).toThrow(
      `[Stack/Imported] ${formatMessage('VersionedServiceToken', values)}`,
    );
  });
});

describe('the function', () => {
  test('has only the required settings', () => {
    const stack = createStack();
    RecordingConfigurationProvider.getOrCreate(stack);
    const [{ Properties: properties } = { Properties: {} }] = listResourcesOf(stack, 'AWS::Lambda::Function');
    expect(properties).toEqual({
      Architectures: ['arm64'],
      Code: expect.objectContaining({ S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) as unknown }) as unknown,
      Description: 'Manages the IVS recording configurations of CloudFormation stacks',
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'IvsRecordingConfigurationProviderLogGroupA021004B' } },
      MemorySize: 256,
      Role: { 'Fn::GetAtt': ['IvsRecordingConfigurationProviderRole4B6437B3', 'Arn'] },
      Runtime: 'nodejs24.x',
      Timeout: 900,
    });
    expect(listResourcesOf(stack, 'AWS::Logs::LogGroup')).toEqual([
      expect.objectContaining({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' }),
    ]);
  });

  test('accepts the function options', () => {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', {
      architecture: Architecture.X86_64,
      logRetention: RetentionDays.ONE_WEEK,
      memorySize: 512,
      reservedConcurrentExecutions: 5,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['x86_64'],
      MemorySize: 512,
      ReservedConcurrentExecutions: 5,
      Environment: Match.absent(),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  test('requires a built handler, and shows how to build it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    writeFileSync(join(folder, 'package.json'), '{}');
    mkdirSync(join(folder, 'lib'));
    expect(() => loadHandlerCode(join(folder, 'lib'))).toThrow(
      `The handler is not built: ${join(folder, 'lambda', 'dist')} has no index.js. Run "npm run build:handler"`,
    );
    rmSync(folder, { recursive: true });
  });
});

describe('the settings for regulated accounts', () => {
  const listActions = (stack: Stack): readonly string[] =>
    [...new Set(JSON.stringify(Object.values(listResources(stack))).match(/"\w+:[A-Z]\w+"/g) ?? [])].map((action) =>
      action.slice(1, -1),
    );
  const importVpc = (stack: Stack): ec2.IVpc =>
    ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      privateSubnetIds: ['subnet-1'],
    });

  test('place the function in a VPC, with the permissions for it', () => {
    const stack = createStack();
    const vpc = importVpc(stack);
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    new RecordingConfigurationProvider(stack, 'Provider', { vpc, securityGroups: [group] });
    expect(listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.VpcConfig).toEqual({
      SubnetIds: ['subnet-1'],
      SecurityGroupIds: ['sg-1'],
    });
    expect(listActions(stack)).toContain('ec2:CreateNetworkInterface');
    expect(countTypes(stack)).toEqual(PROVIDER);
  });

  test('encrypt the environment and the dead letters, with the permissions to use the keys', () => {
    const stack = createStack();
    const [key, queueKey] = ['Key', 'QueueKey'].map((id) => new kms.Key(stack, id));
    new RecordingConfigurationProvider(stack, 'Provider', {
      environmentEncryption: key,
      deadLetterQueue: new sqs.Queue(stack, 'Queue', { encryptionMasterKey: queueKey }),
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] } },
    });
    const allows = (action: string | string[], resource: string): object => ({
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: action, Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp(resource), 'Arn'] } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', allows('kms:Decrypt', '^Key'));
    template.hasResourceProperties('AWS::IAM::Policy', allows('sqs:SendMessage', '^Queue'));
    template.hasResourceProperties('AWS::IAM::Policy', allows(['kms:Decrypt', 'kms:GenerateDataKey'], '^QueueKey'));
  });

  test('send failed requests to a destination, and traces to X-Ray', () => {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', {
      onFailure: new SqsDestination(new sqs.Queue(stack, 'Queue')),
      tracing: Tracing.ACTIVE,
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  });

  test('use an existing log group and a permissions boundary', () => {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', {
      logGroup: LogGroup.fromLogGroupName(stack, 'Log', 'given'),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    });
    expect(countTypes(stack)).toEqual({ 'AWS::IAM::Role': 1, 'AWS::Lambda::Function': 1 });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: 'given' } });
    template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  const ROLE = 'arn:aws:iam::123456789012:role/given';

  test('use an existing role, whose policy exists before and after the function', () => {
    const stack = createStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', ROLE);
    const provider = new RecordingConfigurationProvider(stack, 'Provider', { role });
    provider.grantChannelUpdates();
    expect(provider.grantPrincipal).toBe(role);
    expect(countTypes(stack)).toEqual({ ...PROVIDER, 'AWS::IAM::Policy': 1, 'AWS::IAM::Role': undefined });
    const [[policyId, policy] = ['', undefined]] = Object.entries(listResources(stack)).filter(
      ([, { Type }]) => Type === 'AWS::IAM::Policy',
    );
    expect(policy?.Properties.Roles).toEqual(['given']);
    expect(listActions(stack)).toEqual(
      expect.arrayContaining(['ivs:CreateRecordingConfiguration', 'ivs:UpdateChannel', 'logs:PutLogEvents']),
    );
    const [fn] = listResourcesOf(stack, 'AWS::Lambda::Function');
    expect(fn?.Properties.Role).toBe(ROLE);
    expect(fn?.DependsOn).toContain(policyId);
  });

  test('add nothing to a role that may not be changed, in no stack', () => {
    const app = createApp();
    const stack = new Stack(app, 'Owner');
    const role = iam.Role.fromRoleArn(stack, 'Role', ROLE, { mutable: false });
    const provider = new RecordingConfigurationProvider(stack, 'Provider', { role, vpc: importVpc(stack) });
    const user = new Stack(app, 'User');
    const bucket = new s3.Bucket(user, 'Bucket');
    new RecordingConfiguration(user, 'Recording', { bucket, provider, onInUse: OnInUse.RELEASE });
    expect(listActions(stack)).toEqual([]);
    expect(countTypes(user)).toEqual({ 'AWS::S3::Bucket': 1, 'Custom::IVSRecordingConfiguration': 1 });
  });

  test('reject what would be ignored', () => {
    const stack = createStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', ROLE);
    const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');
    expect(() => new RecordingConfigurationProvider(stack, 'One', { role, permissionsBoundary })).toThrow(
      `[Stack/One] ${formatMessage('ConflictingProps', { name: 'role', other: 'permissionsBoundary' })}`,
    );
    const logGroup = LogGroup.fromLogGroupName(stack, 'Log', 'given');
    const logRetention = RetentionDays.ONE_DAY;
    expect(() => new RecordingConfigurationProvider(stack, 'Two', { logGroup, logRetention })).toThrow(
      `[Stack/Two] ${formatMessage('ConflictingProps', { name: 'logGroup', other: 'logRetention' })}`,
    );
  });

  test('count the requests that Lambda gave up on', () => {
    const provider = new RecordingConfigurationProvider(createStack(), 'Provider');
    expect(provider.metricDroppedRequests({ period: Duration.minutes(1) })).toMatchObject({
      namespace: 'AWS/Lambda',
      metricName: 'AsyncEventsDropped',
      statistic: 'Sum',
      period: Duration.minutes(1),
    });
  });
});

describe('adoption', () => {
  const renderEnvironment = (allowAdoption?: boolean, defaultTags?: Record<string, string>): unknown => {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', { allowAdoption, defaultTags });
    return listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.Environment;
  };

  test.each([undefined, true])('that is allowed (%s) does not change the environment', (allowAdoption) => {
    expect(renderEnvironment(allowAdoption)).toBeUndefined();
  });

  test('that is forbidden is set in the environment', () => {
    expect(renderEnvironment(false)).toEqual({ Variables: { ALLOW_ADOPTION: 'false' } });
    expect(renderEnvironment(false, { team: 'video' })).toEqual({
      Variables: { ALLOW_ADOPTION: 'false', DEFAULT_TAGS: '{"team":"video"}' },
    });
  });

  test('is a parameter of the provider template', () => {
    const stack = new InlineProviderStack(createApp(), 'Provider', { inlineCode: '0' });
    const template = Template.fromStack(stack);
    template.hasParameter('AllowAdoption', { Default: 'true', AllowedValues: ['false', 'true'] });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ALLOW_ADOPTION: { Ref: 'AllowAdoption' } } },
    });
  });
});

describe('default tags', () => {
  function renderEnvironment(defaultTags: Record<string, string>): unknown {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', { defaultTags });
    return listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.Environment;
  }

  test('are set in the environment as sorted JSON', () => {
    expect(renderEnvironment({ team: 'video', app: 'live' })).toEqual({
      Variables: { DEFAULT_TAGS: '{"app":"live","team":"video"}' },
    });
  });

  test('can be tokens', () => {
    const stack = createStack();
    new RecordingConfigurationProvider(stack, 'Provider', { defaultTags: { region: stack.region } });
    expect(listResourcesOf(stack, 'AWS::Lambda::Function')[0]?.Properties.Environment).toEqual({
      Variables: { DEFAULT_TAGS: { 'Fn::Join': ['', ['{"region":"', { Ref: 'AWS::Region' }, '"}']] } },
    });
  });

  test('that are empty do not change the environment', () => {
    expect(renderEnvironment({})).toBeUndefined();
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'a reserved key',
      { 'aws:a': 'b' },
      '[Stack/Provider] InvalidProperties: The key of defaultTags.aws:a is "aws:a": expected a key that does not start with aws:',
    ],
    ['a bad value', { a: '*' }, '[Stack/Provider] InvalidProperties: defaultTags.a is "*": expected a tag value'],
    [
      '48 of them',
      Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`k${index}`, ''])),
      '[Stack/Provider] InvalidProperties: defaultTags has 48 tags: expected at most 46',
    ],
    [
      'more than an environment variable holds',
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 'v'.repeat(200)])),
      `[Stack/Provider] ${formatMessage('DefaultTagsTooLong', { bytes: 4171, limit: 4000 })}`,
    ],
  ])('reject %s', (_, defaultTags, message) => {
    expect(() => renderEnvironment(defaultTags)).toThrow(message);
  });
});
