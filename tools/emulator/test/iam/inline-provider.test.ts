import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InlineProviderStack } from '../../../../bin/stacks/inline-provider-stack';
import { startEmulator } from '../../aws';
import { isAllowed } from '../../iam/policy-evaluation';

const ACTIONS = ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'] as const;
const ACCOUNT_ID = '123456789012';

type IsAllowed = (action: string, bucketName: string, owner: string) => boolean;
/** Returns the properties of the deployed resource of a type. */
type Find = (type: string) => Readonly<Record<string, unknown>> | undefined;

/** Deploys a provider for a check of what its role allows, and of its resources. */
async function withProvider(
  parameters: Readonly<Record<string, string>>,
  check: (isRoleAllowed: IsAllowed, find: Find) => void,
): Promise<void> {
  const stack = new InlineProviderStack(new App({ builtinCloudFormationValidation: false }), 'Provider', {
    inlineCode: 'exports.handler = async () => {};',
  });
  const aws = await startEmulator();
  try {
    const template = Template.fromStack(stack).toJSON();
    const { status } = await aws.cloudFormation.deploy({ stackName: 'provider', template, parameters });
    expect(status).toBe('CREATE_COMPLETE');
    const [role] = aws.iam.listRoles();
    const documents = aws.iam.getPolicyDocuments(role?.arn ?? '');
    const resources = [...(aws.cloudFormation.describe('provider')?.resources.values() ?? [])];
    check(
      (action, bucketName, owner) =>
        isAllowed(documents, {
          action,
          resource: `arn:aws:s3:::${bucketName}`,
          context: { 'aws:ResourceAccount': owner },
        }),
      (type) => resources.find((resource) => resource.type === type)?.properties,
    );
  } finally {
    await aws.close();
  }
}

/** Returns the bucket actions that the role of a deployed provider allows, by the bucket owner's account. */
async function deployProvider(parameters: Readonly<Record<string, string>>) {
  let isRoleAllowed: IsAllowed = () => false;
  await withProvider(parameters, (allows) => {
    isRoleAllowed = allows;
  });
  return (bucketName: string, owner = ACCOUNT_ID): readonly string[] =>
    ACTIONS.filter((action) => isRoleAllowed(action, bucketName, owner));
}

test('without BucketArns the provider can check the buckets of its account, and find those of others', async () => {
  const listAllowed = await deployProvider({});
  expect(listAllowed('archive')).toEqual(ACTIONS);
  expect(listAllowed('recordings-1')).toEqual(ACTIONS);
  expect(listAllowed('archive', '999999999999')).toEqual(['s3:ListBucket']);
});

test('BucketArns that are not ARNs are rejected', async () => {
  await expect(deployProvider({ BucketArns: 'arn:aws:s3:::recordings-*,archive' })).rejects.toThrow(
    /'BucketArns' is .*list of bucket ARNs/,
  );
});

test('BucketArns restricts the permissions to these buckets', async () => {
  const listAllowed = await deployProvider({ BucketArns: 'arn:aws:s3:::recordings-*,arn:aws:s3:::archive' });
  expect(listAllowed('archive')).toEqual(ACTIONS);
  expect(listAllowed('recordings-1')).toEqual(ACTIONS);
  expect(listAllowed('other')).toEqual([]);
});

test('every parameter for regulated accounts appears in the deployed function', async () => {
  const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT_ID}:${resource}`;
  const parameters = {
    PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT_ID}:policy/boundary`,
    SubnetIds: 'subnet-1, subnet-2',
    SecurityGroupIds: 'sg-1',
    KmsKeyArn: arn('kms', 'key/1'),
    DeadLetterQueueArn: arn('sqs', 'dead-letters'),
    AlarmTopicArn: arn('sns', 'operations'),
    ReservedConcurrency: '10',
    Tracing: 'Active',
  };
  await withProvider(parameters, (_isAllowed, find) => {
    expect(find('AWS::Lambda::Function')).toMatchObject({
      VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] },
      KmsKeyArn: parameters.KmsKeyArn,
      DeadLetterConfig: { TargetArn: parameters.DeadLetterQueueArn },
      ReservedConcurrentExecutions: '10',
      TracingConfig: { Mode: 'Active' },
    });
    expect(find('AWS::Logs::LogGroup')).toMatchObject({ KmsKeyId: parameters.KmsKeyArn });
    expect(find('AWS::IAM::Role')).toMatchObject({ PermissionsBoundary: parameters.PermissionsBoundaryArn });
    expect(find('AWS::CloudWatch::Alarm')).toMatchObject({ AlarmActions: [parameters.AlarmTopicArn] });
  });
});

test('without them the function has none of their properties', async () => {
  await withProvider({}, (_isAllowed, find) => {
    const names = Object.keys(find('AWS::Lambda::Function') ?? {});
    expect(names).toEqual(expect.arrayContaining(['Role', 'Environment']));
    const added = ['DeadLetterConfig', 'KmsKeyArn', 'ReservedConcurrentExecutions', 'TracingConfig', 'VpcConfig'];
    expect(names.filter((name) => added.includes(name))).toEqual([]);
    expect(find('AWS::CloudWatch::Alarm')).toBeUndefined();
  });
});

test('with RoleArn the template creates neither a role nor a policy', async () => {
  const roleArn = `arn:aws:iam::${ACCOUNT_ID}:role/given`;
  await withProvider({ RoleArn: roleArn, AllowChannelUpdates: 'true' }, (_isAllowed, find) => {
    expect(find('AWS::Lambda::Function')).toMatchObject({ Role: roleArn });
    expect([find('AWS::IAM::Role'), find('AWS::IAM::Policy')]).toEqual([undefined, undefined]);
  });
});
