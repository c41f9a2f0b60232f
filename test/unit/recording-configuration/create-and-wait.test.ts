import { formatDetail } from '../../../schema/messages';
import { OWNER_TAGS } from '../../../schema/tags';
import type { RecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { createAndWait } from '../../../lambda/recording-configuration/create-and-wait';
import { toTagTarget } from '../../../lambda/recording-configuration/verify-outcome';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  errorOf,
  resourceError,
  type CallOverride,
} from './test-context';

const OLD = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/old';
const OTHER = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/other';
const CREATION: ExpectedState = { desired: DESIRED_STATE, physicalId: undefined, isForwardUpdate: false };
const UPDATE: ExpectedState = { desired: DESIRED_STATE, physicalId: OLD, isForwardUpdate: true };
const superseded = (kind: 'Create' | 'Update'): object => resourceError('RequestSuperseded', { kind });

function start(env: TestContext, expected = CREATION): Promise<RecordingConfiguration> {
  return createAndWait(env.context, expected).then(({ configuration }) => configuration);
}

/** The configuration of the request, and whether there is work after a failure. */
function progressOf({ context: { progress }, response: { afterResponse } }: TestContext) {
  return [progress.arn, afterResponse !== undefined];
}
const NOTHING = [undefined, false];

test('creates a configuration and waits until it is ACTIVE', async () => {
  const env = new TestContext();
  const created = start(env);
  const { arn, state } = await created;
  expect([env.arns, state]).toEqual([[arn], 'ACTIVE']);
  expect(progressOf(env)).toEqual([arn, true]);
  expect(env.physicalIds).toEqual([arn]);
});

test('a configuration of an earlier request is used without a call to CloudFormation', async () => {
  const env = new TestContext();
  const { arn } = env.addConfiguration();
  env.resource = 'absent';
  const created = start(env);
  expect(await created).toMatchObject({ arn, state: 'ACTIVE' });
  expect(progressOf(env)).toEqual([arn, false]);
  expect(env.physicalIds).toEqual([undefined]);
  expect(env.timesOf('describeResource')).toEqual([]);
});

test('the configuration of a superseded request is deleted', async () => {
  const env = new TestContext();
  env.recordEvent('CREATE_FAILED', 'invented', undefined, { reason: 'Resource creation cancelled' });
  env.recordEvent('DELETE_IN_PROGRESS', 'invented');
  const created = start(env);
  expect(await errorOf(created)).toMatchObject(superseded('Create'));
  expect(env.arns).toEqual([]);
  expect(progressOf(env)).toEqual(NOTHING);
  expect(env.physicalIds).toEqual([expect.any(String), undefined]);
});

test('a superseded request keeps the configuration of an earlier delivery that the resource had', async () => {
  const env = new TestContext('Update');
  const { arn } = env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false });
  env.recordEvent('UPDATE_COMPLETE', arn);
  env.recordEvent('UPDATE_COMPLETE', OTHER);
  const created = start(env, UPDATE);
  expect(await errorOf(created)).toMatchObject(superseded('Update'));
  expect(env.arns).toEqual([arn]);
  expect(progressOf(env)).toEqual([undefined, true]);
});

test('a superseded request deletes the configuration of an earlier delivery that the resource never had', async () => {
  const env = new TestContext('Update');
  env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false });
  env.recordEvent('UPDATE_COMPLETE', OTHER);
  expect(await errorOf(start(env, UPDATE))).toMatchObject(superseded('Update'));
  expect(env.arns).toEqual([]);
});

test('a failed configuration is deleted, and the error has the reason', async () => {
  const env = new TestContext();
  env.account.creationFailures.add();
  env.bucket = { kind: 'access-denied' };
  const created = start(env);
  const cause = formatDetail('BucketAccessDenied', { bucket: 'stream-archive', account: '123456789012' });
  expect(await errorOf(created)).toMatchObject(resourceError('CreateFailed', { attempts: '', cause }));
  expect(env.arns).toEqual([]);
  expect(progressOf(env)).toEqual(NOTHING);
});

test('a create that fails without a bucket problem is repeated', async () => {
  const env = new TestContext();
  env.account.creationFailures.add();
  const created = start(env);
  const { arn, state } = await created;
  expect([env.arns, state]).toEqual([[arn], 'ACTIVE']);
  const [first] = env.physicalIds;
  expect(first).not.toBe(arn);
  expect(env.logs).toContainEqual({
    message: 'CREATE_FAILED without a reason in the bucket; creating again',
    details: { arn: first },
  });
});

test('the error after two failed creates has the number of attempts', async () => {
  const env = new TestContext();
  env.account.creationFailures.add({ times: 3 });
  const cause = formatDetail('BucketPolicySuspected', { bucket: 'stream-archive', region: 'us-east-1' });
  expect(await errorOf(start(env))).toMatchObject(resourceError('CreateFailed', { attempts: ' 2 times', cause }));
  expect(env.arns).toEqual([]);
  expect(env.timesOf('create')).toHaveLength(2);
});

test('a configuration whose settings differ from its settings hash is not used, and its tag is corrected', async () => {
  const env = new TestContext();
  const other = createDesiredState({ Name: 'other' });
  const found = env.addConfiguration(other, { [OWNER_TAGS.settingsHash]: DESIRED_STATE.settingsHash });
  const { arn, tags } = await start(env);
  expect([env.arns, tags[OWNER_TAGS.settingsHash]]).toEqual([[found.arn, arn], DESIRED_STATE.settingsHash]);
  expect(env.account.recordingConfigurations()[0]?.tags[OWNER_TAGS.settingsHash]).toBe(other.settingsHash);
});

describe('the tags of the configuration', () => {
  const createAndTag = async (env: TestContext) => toTagTarget(env.context, await createAndWait(env.context, CREATION));

  test('do not change for a configuration that the request created', async () => {
    const { configuration, extraTags } = await createAndTag(new TestContext());
    expect(extraTags).toBeUndefined();
    expect(configuration.tags[OWNER_TAGS.requestId]).toMatch(/^request-1 2026-/);
  });

  test('mark a found configuration, with its creation time', async () => {
    const env = new TestContext();
    env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-0', createdAt: 0, isFound: false });
    expect((await createAndTag(env)).extraTags).toEqual({
      [OWNER_TAGS.requestId]: 'request-1 found 1970-01-01T00:00:00.000Z',
    });
  });

  test('mark a configuration that was adopted before, without a time', async () => {
    const env = new TestContext();
    env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-0', createdAt: undefined, isFound: false });
    expect((await createAndTag(env)).extraTags).toEqual({ [OWNER_TAGS.requestId]: 'request-1 found' });
  });
});

test('a configuration that is deleted outside the stack is created again', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  void env.pass(2_000).then(() => {
    for (const arn of env.arns) env.account.deleteRecordingConfiguration({ arn });
  });
  const created = start(env);
  const { arn } = await created;
  expect(env.arns).toEqual([arn]);
  const [first] = env.physicalIds;
  expect(first).not.toBe(arn);
  expect(env.physicalIds).toEqual([first, undefined, arn]);
  expect(progressOf(env)).toEqual([arn, true]);
});

test('a configuration that the rollback deleted is not created again', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  void env.pass(2_000).then(() => {
    env.recordEvent('DELETE_IN_PROGRESS', 'invented');
    for (const arn of env.arns) env.account.deleteRecordingConfiguration({ arn });
  });
  const created = start(env);
  expect(await errorOf(created)).toMatchObject(superseded('Create'));
  expect(env.timesOf('create')).toEqual([0]);
  expect(env.arns).toEqual([]);
  expect(progressOf(env)).toEqual(NOTHING);
});

test('a configuration that Get no longer finds is deleted if the request is superseded', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  const created = start(env);
  env.onNext(
    'get',
    (proceed) => proceed(),
    () => {
      env.recordEvent('CREATE_FAILED', 'invented', undefined, { reason: 'Resource creation cancelled' });
      env.recordEvent('DELETE_IN_PROGRESS', 'invented');
      return undefined;
    },
    missing,
    missing,
    missing,
  );
  expect(await errorOf(created)).toMatchObject(superseded('Create'));
  expect(env.arns).toEqual([]);
  expect(env.timesOf('create')).toEqual([0]);
  expect(progressOf(env)).toEqual(NOTHING);
});

/** The number of Get calls before a found configuration counts as deleted. */
const GETS = 4;
const missing: CallOverride = () => undefined;

test('the error after five deletions has their number', async () => {
  const env = new TestContext();
  env.addConfiguration();
  env.onNext('get', ...Array.from({ length: 5 * GETS }, () => missing));
  expect(await errorOf(start(env))).toMatchObject(resourceError('DeletedDuringCreate', { times: 5 }));
  expect(env.timesOf('get')).toHaveLength(5 * GETS);
});

test('four deletions are not an error', async () => {
  const env = new TestContext();
  const { arn } = env.addConfiguration();
  env.onNext('get', ...Array.from({ length: 4 * GETS }, () => missing));
  expect(await start(env)).toMatchObject({ arn, state: 'ACTIVE' });
});

test('two deliveries keep the same configuration', async () => {
  const env = new TestContext('Create', { timeToActiveMs: 5_000 });
  const created = start(env);
  void env
    .pass(2_000)
    .then(() => env.addConfiguration(DESIRED_STATE, {}, { requestId: 'request-1', createdAt: 0, isFound: false }));
  const { arn } = await created;
  expect(env.arns).toEqual([arn]);
  expect(progressOf(env)).toEqual([arn, true]);
});
