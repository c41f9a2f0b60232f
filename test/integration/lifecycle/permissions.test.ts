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

/** The role's policies as the construct writes them, for any resource: which ones they are for is tested there. */
function readDocuments(withoutAction?: string): readonly object[] {
  const template = createProviderTemplate();
  if (withoutAction !== undefined) removeAction(template, withoutAction);
  return listDocuments(template).map(({ Statement: statements }) => ({
    Statement: statements.map((statement) => ({ ...statement, Resource: '*' })),
  }));
}

/** Creates, retags, replaces under a channel, and deletes what was replaced and then all; ends at the first failure. */
async function liveThrough(world: TestEnvironment): Promise<CloudFormationResponse> {
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

async function liveWithout(action: string | undefined): Promise<CloudFormationResponse> {
  const documents = readDocuments(action);
  const world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: {
      authorize: (call) => (isAllowed(documents, call) ? undefined : `not authorized to perform: ${call.action}`),
    },
  });
  try {
    return await liveThrough(world);
  } finally {
    await world.close();
  }
}

test('with all permissions nothing fails', async () => {
  expect(await liveWithout(undefined)).toMatchObject({ Status: 'SUCCESS' });
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
  const answer = await liveWithout(action);
  expect(answer.Status).toBe('FAILED');
  const code = action.startsWith('iam:')
    ? 'ServiceLinkedRoleAccessDenied'
    : action.startsWith('s3:')
      ? 'BucketInspectionAccessDenied'
      : 'AccessDenied';
  expect(answer.Reason).toMatch(
    new RegExp(`^${code}: ivs:\\w+ failed in us-east-1: .*\\. The function's role must allow `),
  );
  expect(answer.Reason).toContain(`"not authorized to perform: ${action}"`);
  if (code === 'AccessDenied') expect(answer.Reason).toContain(`The function's role must allow ${action}. `);
});

test.each(['s3:GetBucketLocation', 's3:ListBucket'])(
  'without %s IVS denies the creation, and the reason names all S3 actions and the bucket',
  async (action) => {
    const answer = await liveWithout(action);
    expect(answer.Reason).toBe(
      formatMessage('BucketInspectionAccessDenied', {
        failure: awsFailure('ivs:CreateRecordingConfiguration', `not authorized to perform: ${action}`),
        actions: BUCKET_ACTIONS,
        bucket: 'bucket stream-archive',
      }),
    );
  },
);

test('these are all permissions that IVS asks for', () => {
  const allowed = listAllowedActions(createProviderTemplate());
  const ofIvs = allowed.filter((action) => /^(ivs|iam|s3):/.test(action) && action !== 's3:GetEncryptionConfiguration');
  expect(ofIvs.sort()).toEqual([...ACTIONS].sort());
});
