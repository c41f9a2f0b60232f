import { listActions } from '../../../tools/emulator/iam/policy-evaluation';
import type { Emulator } from '../../../tools/emulator/aws';
import type { StackResult } from '../../../tools/emulator/cloudformation/engine';
import { createProviderTemplate, listAllowedActions } from '../../support/inline-provider-template';
import { BUCKET_ACTIONS } from '../../support/message-values';
import { ARCHIVE, reasonOf, recording, withFunction, type Resources, type TestEnvironment } from './test-environment';

const ARN = { Arn: { Value: { Ref: 'Recording' } } };
const named = (Name: string, more: Resources = {}): Resources => ({
  Recording: recording({ Name, OnInUse: 'RELEASE', ...more }, ARCHIVE),
});
const tagged = (...tags: readonly string[]): Resources => ({ Tags: tags.map((Key) => ({ Key, Value: 'x' })) });
const FAILS = { Other: { Type: 'Test::Fail', DependsOn: 'Recording' } };

/** Runs a lifecycle that needs every permission: create, retag, replace with a channel, roll back, delete. */
async function runLifecycle({ aws, deploy }: TestEnvironment): Promise<readonly StackResult[]> {
  const created = await deploy('video', named('first', tagged('one')), ARN);
  aws.ivs.account.createChannel({ recordingConfigurationArn: created.outputs.Arn ?? '' });
  const retagged = await deploy('video', named('first', tagged('two')));
  const replaced = await deploy('video', named('second', tagged('two')));
  const rolledBack = await deploy('video', { ...named('third', tagged('two')), ...FAILS });
  const deleted = await aws.cloudFormation.delete('video');
  return [created, retagged, replaced, rolledBack, deleted];
}

function listAllowed(aws: Emulator): readonly string[] {
  return aws.iam.listRoles().flatMap(({ policies }) => listActions([...policies.values()]));
}

test.concurrent(
  'a full lifecycle uses every permission of the role, and no call is denied',
  async () => {
    await withFunction({}, async (world) => {
      const allowed = listAllowed(world.aws);
      const results = await runLifecycle(world);
      expect(results.map(({ status }) => status)).toEqual([
        'CREATE_COMPLETE',
        'UPDATE_COMPLETE',
        'UPDATE_COMPLETE',
        'UPDATE_ROLLBACK_COMPLETE',
        'DELETE_COMPLETE',
      ]);
      expect(world.held()).toEqual([]);
      const { roleCalls } = world.aws;
      expect(roleCalls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
      const used = new Set(roleCalls.map(({ action }) => action));
      expect(allowed.filter((action) => !used.has(action))).toEqual([]);
      expect(allowed.length).toBeGreaterThan(15);
    });
  },
  60_000,
);

interface Effect {
  readonly warning?: RegExp;
  /** The status of the stack after its deletion. Default: DELETE_COMPLETE. */
  readonly deletion?: string;
}

/** The effect of each missing permission that only limits the information of the function. */
const MISSING_PERMISSIONS: Readonly<Record<string, Effect>> = {
  's3:GetEncryptionConfiguration': { warning: /Bucket not fully inspected.+s3:GetEncryptionConfiguration/ },
  'cloudformation:DescribeStackResource': {
    warning: /CloudFormation query failed; continuing without it.+DescribeStackResource/,
    // Channels are not detached if it is unknown whether there is a replacement.
    deletion: 'DELETE_FAILED',
  },
  // The configuration may be a retained one if it is unknown to which one a rollback returned.
  'cloudformation:DescribeStackEvents': {
    warning: /CloudFormation query failed; continuing without it.+DescribeStackEvents/,
    deletion: 'DELETE_FAILED',
  },
  'cloudformation:DescribeStacks': {
    warning: /CloudFormation query failed; continuing without it.+DescribeStacks/,
    deletion: 'DELETE_FAILED',
  },
  'logs:CreateLogStream': {},
  'logs:PutLogEvents': {},
};

test.concurrent.each(Object.entries(MISSING_PERMISSIONS))(
  'without %s the log has a warning or is empty',
  async (action, { warning, deletion = 'DELETE_COMPLETE' }) => {
    await withFunction({ withoutAction: action }, async (world) => {
      expect(listAllowed(world.aws)).not.toContain(action);
      const results = await runLifecycle(world);
      expect(results.at(-1)?.status).toBe(deletion);
      const log = world.aws.lambda.logs.map(({ text }) => text).join('\n');
      if (warning === undefined) expect(log).toBe('');
      else expect(log).toMatch(warning);
    });
  },
  90_000,
);

const CHECKED_BY_IVS = ['s3:GetBucketLocation', 's3:ListBucket'];

test.concurrent.each(CHECKED_BY_IVS)(
  'without %s the creation fails, and the stack event names the bucket',
  async (action) => {
    await withFunction({ withoutAction: action }, async ({ deploy, held }) => {
      // A missing permission is retried until the timeout.
      const result = await deploy('video', { Recording: recording({ Timeouts: { Create: 4 } }, ARCHIVE) });
      expect(result.status).toBe('ROLLBACK_COMPLETE');
      expect(reasonOf(result)).toContain(`not authorized to perform: ${action} on resource: arn:aws:s3:::${ARCHIVE}`);
      expect(reasonOf(result)).toContain('BucketInspectionAccessDenied: ');
      expect(reasonOf(result)).toContain(`role must allow ${BUCKET_ACTIONS} on bucket ${ARCHIVE}, `);
      expect(held()).toEqual([]);
    });
  },
);

test('a test removes each permission', () => {
  const actions = listAllowedActions(createProviderTemplate());
  // test/integration/lifecycle/permissions.test.ts covers the permissions that IVS checks, in virtual time.
  const covered = actions.filter((action) => /^(ivs|iam):/.test(action));
  expect([...covered, ...CHECKED_BY_IVS, ...Object.keys(MISSING_PERMISSIONS)].sort()).toEqual([...actions].sort());
});
