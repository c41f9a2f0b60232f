import { formatMessage } from '../../../schema/messages';
import { awsFailure, BUCKET_ACTIONS } from '../../support/message-values';
import { isAllowed } from '../../../tools/emulator/iam/policy-evaluation';
import {
  createProviderTemplate,
  listAllowedActions,
  listDocuments,
  removeAction,
} from '../../support/inline-provider-template';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type CloudFormationResponse,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

const released = (Name: string, ...tags: readonly string[]): object =>
  withBucket({ Name, OnInUse: 'RELEASE', Tags: tags.map((Key) => ({ Key, Value: 'x' })) });

/** Returns the role's policies for any resource. The tests of the construct cover the resources. */
function readDocuments(withoutAction?: string): readonly object[] {
  const template = createProviderTemplate();
  if (withoutAction !== undefined) removeAction(template, withoutAction);
  return listDocuments(template).map(({ Statement: statements }) => ({
    Statement: statements.map((statement) => ({ ...statement, Resource: '*' })),
  }));
}

/** Creates, retags and replaces a configuration in use, then deletes the replaced one; returns at the first failure. */
async function runLifecycle(world: TestEnvironment): Promise<CloudFormationResponse> {
  const resource = new StackedResource(world);
  const created = await resource.create(released('first', 'one'));
  if (created.Status === 'FAILED') return created;
  const { PhysicalResourceId: first } = created;
  world.account.createChannel({ recordingConfigurationArn: first });
  const retagged = await resource.update(released('first', 'two'));
  if (retagged.Status === 'FAILED') return retagged;
  const replaced = await resource.update(released('second', 'two'));
  if (replaced.Status === 'FAILED') return replaced;
  return resource.deleteReplaced(first, released('first', 'two'));
}

async function runLifecycleWithout(action: string | undefined): Promise<CloudFormationResponse> {
  const documents = readDocuments(action);
  const world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: {
      authorize: (call) => (isAllowed(documents, call) ? undefined : `not authorized to perform: ${call.action}`),
    },
  });
  try {
    return await runLifecycle(world);
  } finally {
    await world.close();
  }
}

test('with all permissions every operation succeeds', async () => {
  expect(await runLifecycleWithout(undefined)).toMatchObject({ Status: 'SUCCESS' });
});

const ACTIONS = [
  'ivs:CreateRecordingConfiguration',
  'ivs:DeleteRecordingConfiguration',
  'ivs:GetRecordingConfiguration',
  'ivs:ListRecordingConfigurations',
  'ivs:TagResource',
  'ivs:UntagResource',
  'ivs:ListChannels',
  'ivs:GetChannel',
  'ivs:GetStream',
  'ivs:UpdateChannel',
  'iam:AttachRolePolicy',
  'iam:CreateServiceLinkedRole',
  'iam:PutRolePolicy',
  's3:GetBucketLocation',
  's3:ListBucket',
];

test.each(ACTIONS)('without %s an operation fails, and the reason names it', async (action) => {
  const response = await runLifecycleWithout(action);
  expect(response.Status).toBe('FAILED');
  const code = action.startsWith('iam:')
    ? 'ServiceLinkedRoleAccessDenied'
    : action.startsWith('s3:')
      ? 'BucketInspectionAccessDenied'
      : 'AccessDenied';
  expect(response.Reason).toMatch(
    new RegExp(`^${code}: ivs:\\w+ failed in us-east-1: .*\\. The function's role must allow `),
  );
  expect(response.Reason).toContain(`"not authorized to perform: ${action}"`);
  if (code === 'AccessDenied') expect(response.Reason).toContain(`The function's role must allow ${action}. `);
});

test.each(['s3:GetBucketLocation', 's3:ListBucket'])(
  'without %s IVS denies the creation, and the reason names all S3 actions and the bucket',
  async (action) => {
    const response = await runLifecycleWithout(action);
    expect(response.Reason).toBe(
      formatMessage('BucketInspectionAccessDenied', {
        failure: awsFailure('ivs:CreateRecordingConfiguration', `not authorized to perform: ${action}`),
        actions: BUCKET_ACTIONS,
        bucket: 'bucket stream-archive',
      }),
    );
  },
);

test('the list has all permissions that IVS checks', () => {
  const allowed = listAllowedActions(createProviderTemplate());
  const ofIvs = allowed.filter((action) => /^(ivs|iam|s3):/.test(action) && action !== 's3:GetEncryptionConfiguration');
  expect(ofIvs.sort()).toEqual([...ACTIONS].sort());
});
