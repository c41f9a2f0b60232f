import { onDelete } from '../../../lambda/recording-configuration/delete';
import { onUpdate } from '../../../lambda/recording-configuration/update';
import type { DesiredState } from '../../../lambda/recording-configuration/desired-state';
import {
  TestContext,
  DESIRED_STATE,
  createDesiredState,
  errorOf,
  resourceError,
  type CallOverride,
} from './test-context';

const FIRST = createDesiredState({ OnInUse: 'RELEASE' });
const SECOND = createDesiredState({ OnInUse: 'RELEASE', Name: 'two' });
const SECOND_UNDER_FAIL = createDesiredState({ Name: 'two' });

/** A resource whose configuration has a channel, before an update or a delete. */
function setUp(kind: 'Update' | 'Delete') {
  const env = new TestContext(kind, { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.recordStart(arn);
  const attach = (recordingConfigurationArn: string): string =>
    env.account.createChannel({ recordingConfigurationArn }).channel.arn;
  const channels = (): readonly string[] =>
    env.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  const updateTo = (after: DesiredState, previous: DesiredState | undefined, physicalId = arn): Promise<string> =>
    onUpdate(env.context, after, { physicalId, previous });
  return { env, arn, attach, channels, updateTo };
}

test.each([
  ['now', SECOND, DESIRED_STATE],
  ['before', SECOND_UNDER_FAIL, FIRST],
])('a replacement moves channels if RELEASE is declared %s', async (_when, after, previous) => {
  const { arn, attach, channels, updateTo } = setUp('Update');
  attach(arn);
  const replacement = await updateTo(after, previous);
  expect(replacement).not.toBe(arn);
  expect(channels()).toEqual([replacement]);
});

test('under FAIL a replacement neither moves nor lists channels', async () => {
  const { env, arn, attach, channels, updateTo } = setUp('Update');
  attach(arn);
  await updateTo(SECOND_UNDER_FAIL, DESIRED_STATE);
  expect(channels()).toEqual([arn]);
  expect(env.timesOf('listUsing')).toEqual([]);
});

test('a change in place does not list channels', async () => {
  const { env, updateTo } = setUp('Update');
  await updateTo(FIRST, FIRST);
  expect(env.timesOf('listUsing')).toEqual([]);
});

test('a replacement of a deleted configuration does not list channels', async () => {
  const { env, arn, updateTo } = setUp('Update');
  env.account.deleteRecordingConfiguration({ arn });
  await updateTo(SECOND, FIRST);
  expect(env.timesOf('listUsing')).toEqual([]);
});

test('an abandoned update moves its channels back and deletes the configuration that it created', async () => {
  const usual = setUp('Update');
  usual.attach(usual.arn);
  await usual.updateTo(SECOND, FIRST);
  const questions = usual.env.timesOf('describeResource').length;

  const { env, arn, attach, channels, updateTo } = setUp('Update');
  attach(arn);
  const asked = Array.from({ length: questions - 1 }, (): CallOverride => (proceed) => proceed());
  env.onNext('describeResource', ...asked, (proceed) => {
    // The ServiceTimeout is over, or rollback is disabled: no event follows.
    env.resource = { status: 'UPDATE_FAILED', physicalId: arn };
    return proceed();
  });
  expect(await errorOf(updateTo(SECOND, FIRST))).toMatchObject(resourceError('RequestSuperseded', { kind: 'Update' }));
  expect(env.timesOf('setRecording')).toHaveLength(2);
  expect([channels(), env.arns]).toEqual([[arn], [arn]]);
});

test('a live channel fails a replacement before anything is created', async () => {
  const { env, arn, attach, updateTo } = setUp('Update');
  env.live.add(attach(arn));
  expect(await errorOf(updateTo(SECOND, FIRST))).toMatchObject({ name: 'LiveChannelsError' });
  expect(env.arns).toEqual([arn]);
  expect(env.timesOf('create')).toEqual([]);
});

test.each([
  [FIRST, SECOND],
  [DESIRED_STATE, SECOND],
])('the rollback moves the channels of the orphan and deletes it', async (after, previous) => {
  const { env, arn, attach, channels, updateTo } = setUp('Update');
  const { arn: leftover } = env.addConfiguration(SECOND);
  attach(leftover);
  await updateTo(after, previous);
  expect(channels()).toEqual([arn]);
  expect(env.arns).toEqual([arn]);
});

test('the rollback leaves a live channel on the orphan of the failed update', async () => {
  const { env, arn, attach, channels, updateTo } = setUp('Update');
  const { arn: leftover } = env.addConfiguration(SECOND);
  env.live.add(attach(leftover));
  attach(leftover);
  await updateTo(FIRST, SECOND);
  expect(channels()).toEqual([leftover, arn]);
  expect(env.arns).toEqual([arn, leftover]);
});

test('the deletion of the resource detaches its channels and those of its duplicates', async () => {
  const { env, arn, attach, channels } = setUp('Delete');
  const { arn: equal } = env.addConfiguration();
  attach(arn);
  attach(equal);
  await onDelete(env.context, FIRST, arn);
  expect(channels()).toEqual(['', '']);
  expect(env.arns).toEqual([]);
});

test.each<[record: string, isOfReplaced: boolean]>([
  ['DELETE_IN_PROGRESS', true],
  ['UPDATE_COMPLETE', false],
])(
  'the deletion of a replaced configuration moves its channels to the replacement (%s)',
  async (status, isOfReplaced) => {
    const env = new TestContext('Delete', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    const { arn: replacement } = env.addConfiguration(SECOND);
    env.stackStatus = 'UPDATE_IN_PROGRESS';
    env.recordEvent('UPDATE_IN_PROGRESS', arn);
    env.recordEvent('UPDATE_COMPLETE', replacement);
    env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    env.recordStart(arn);
    env.resource = { status, physicalId: isOfReplaced ? arn : replacement };
    env.account.createChannel({ recordingConfigurationArn: arn });
    const channels = (): readonly string[] =>
      env.account.channels().map((channel) => channel.recordingConfigurationArn);
    await onDelete(env.context, FIRST, arn);
    expect(channels()).toEqual([replacement]);
    expect(env.arns).toEqual([replacement]);
  },
);

test('under FAIL a deletion does not detach channels', async () => {
  const { env, arn, attach, channels } = setUp('Delete');
  attach(arn);
  expect(await errorOf(onDelete(env.context, DESIRED_STATE, arn))).toMatchObject({ name: 'InUseError' });
  expect(channels()).toEqual([arn]);
});
