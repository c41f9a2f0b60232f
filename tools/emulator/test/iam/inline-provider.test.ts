import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InlineProviderStack } from '../../../../bin/stacks/inline-provider-stack';
import { startEmulator } from '../../aws';
import { isAllowed } from '../../iam/policy-evaluation';

const ACTIONS = ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'] as const;
const ACCOUNT_ID = '123456789012';

/** Returns the bucket actions that the role of a deployed provider allows, by the bucket owner's account. */
async function deployProvider(parameters: Readonly<Record<string, string>>) {
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
    return (bucketName: string, owner = ACCOUNT_ID): readonly string[] =>
      ACTIONS.filter((action) => {
        const context = { 'aws:ResourceAccount': owner };
        return isAllowed(documents, { action, resource: `arn:aws:s3:::${bucketName}`, context });
      });
  } finally {
    await aws.close();
  }
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
