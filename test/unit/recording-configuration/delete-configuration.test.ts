import { AwsCallError } from '../../../lambda/aws/aws-call-error';
import { InUseError, deleteAndWait } from '../../../lambda/recording-configuration/delete-configuration';
import { DeadlineError } from '../../../lambda/util/deadline';
import { TestContext, errorOf, failWith } from './test-context';

test('deletes the configuration and polls until it is gone', async () => {
  const env = new TestContext('Delete');
  const found = env.addConfiguration();
  env.onNext('get', () => found);
  await deleteAndWait(env.context, found.arn, env.context.deadline);
  expect(env.arns).toEqual([]);
  expect(env.calls.map(({ site }) => site)).toEqual(['delete', 'get', 'get']);
});

test('a delete of a configuration in use is retried for half a minute', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.account.createChannel({ recordingConfigurationArn: arn });
  const error = await errorOf(deleteAndWait(env.context, arn, env.context.deadline));
  expect(error).toBeInstanceOf(InUseError);
  expect(error).toMatchObject({ name: 'InUseError', arn, message: `${arn} is in use.` });
  expect((error as InUseError).cause).toMatchObject({ name: 'AwsCallError', kind: 'ResourceConflict' });
  expect(env.timesOf('delete').slice(0, 3)).toEqual([0, 264, 528]);
  expect(env.timesOf('delete').at(-1)).toBeGreaterThan(30_000);
  expect(env.timesOf('delete').at(-2)).toBeLessThanOrEqual(30_000);
});

test('the error names the channels if they can be listed', async () => {
  for (const isListed of [true, false]) {
    const env = new TestContext('Delete', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    const { channel } = env.account.createChannel({ name: 'stage', recordingConfigurationArn: arn });
    if (!isListed) env.onNext('listUsing', failWith('InvalidRequest', 'no'));
    const error = await errorOf(deleteAndWait(env.context, arn, env.context.deadline));
    expect((error as InUseError).channels).toEqual(isListed ? [{ arn: channel.arn, name: 'stage' }] : undefined);
    const warning = {
      message: 'Channels using the configuration not listed',
      details: { arn, error: 'no' },
    };
    expect(env.logs.filter(({ message }) => message === warning.message)).toEqual(isListed ? [] : [warning]);
  }
});

test('a deadline before half a minute does not hide that the configuration is in use', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0, workMs: 2_000 });
  const { arn } = env.addConfiguration();
  env.account.createChannel({ recordingConfigurationArn: arn });
  expect(await errorOf(deleteAndWait(env.context, arn, env.context.deadline))).toMatchObject({
    name: 'InUseError',
    channels: [{ name: '' }],
  });
  expect(env.clock.now() - env.context.startedAt).toBeLessThan(2_000);
});

test('a deadline during a call does not hide that the configuration is in use', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0, workMs: 2_000 });
  const { arn } = env.addConfiguration();
  const { channel } = env.account.createChannel({ recordingConfigurationArn: arn });
  env.onNext(
    'delete',
    (proceed) => proceed(),
    async () => {
      await env.pass(3_000);
      throw new DeadlineError(2_000);
    },
  );
  const error = await errorOf(deleteAndWait(env.context, arn, env.context.deadline));
  expect(error).toMatchObject({
    name: 'InUseError',
    channels: [{ arn: channel.arn }],
    cause: { kind: 'ResourceConflict' },
  });
});

test('the deadline is the reason if the configuration is not in use', async () => {
  const env = new TestContext('Delete', { workMs: 2_000 });
  const { arn } = env.addConfiguration();
  env.onNext('delete', () => {
    throw new DeadlineError(2_000);
  });
  expect(await errorOf(deleteAndWait(env.context, arn, env.context.deadline))).toBeInstanceOf(DeadlineError);
});

test('the channels of a configuration in use are detached first, if that is allowed', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  const { channel } = env.account.createChannel({ recordingConfigurationArn: arn });
  const freed: string[] = [];
  await deleteAndWait(env.context, arn, env.context.deadline, (id) => {
    freed.push(id);
    env.account.updateChannel({ arn: channel.arn, recordingConfigurationArn: '' });
    return Promise.resolve(undefined);
  });
  expect(freed).toEqual([arn]);
  expect(env.arns).toEqual([]);
});

test('the channels of an unused or CREATING configuration are not detached', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 5_000, deleteWhileCreating: 'refused' });
  const { arn } = env.addConfiguration();
  await deleteAndWait(env.context, arn, env.context.deadline, () => Promise.reject(new Error('freed')));
  expect(env.arns).toEqual([]);
});

test('a failed delete reverts the detachment', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.account.createChannel({ recordingConfigurationArn: arn });
  let undone = 0;
  const release = (): Promise<() => Promise<void>> =>
    Promise.resolve(() => {
      undone += 1;
      return Promise.resolve();
    });
  env.onNext('delete', (proceed) => proceed(), failWith('InvalidRequest'));
  expect(await errorOf(deleteAndWait(env.context, arn, env.context.deadline, release))).toMatchObject({
    kind: 'InvalidRequest',
  });
  expect(undone).toBe(1);
});

test('an error of the detachment ends the delete', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  env.account.createChannel({ recordingConfigurationArn: arn });
  const live = new RangeError('live');
  expect(await errorOf(deleteAndWait(env.context, arn, env.context.deadline, () => Promise.reject(live)))).toBe(live);
});

test('a conflict at exactly half a minute is retried, one after it is final', async () => {
  const late = (env: TestContext, ms: number): Promise<unknown> =>
    env.pass(ms).then(() => failWith('ResourceConflict')(() => undefined));
  const env = new TestContext('Delete', { timeToActiveMs: 0 });
  const { arn } = env.addConfiguration();
  await env.pass(1);
  env.onNext('delete', () => late(env, 30_000));
  await deleteAndWait(env.context, arn, env.context.deadline);
  expect(env.arns).toEqual([]);

  const other = env.addConfiguration();
  await env.pass(1);
  env.onNext('delete', () => late(env, 30_001));
  expect(await errorOf(deleteAndWait(env.context, other.arn, env.context.deadline))).toBeInstanceOf(InUseError);
});

test('a delete waits until a CREATING configuration can be deleted', async () => {
  const env = new TestContext('Delete', { timeToActiveMs: 100_000, deleteWhileCreating: 'refused' });
  const { arn } = env.addConfiguration();
  await deleteAndWait(env.context, arn, env.context.deadline);
  expect(env.arns).toEqual([]);
});

test('a configuration that Get briefly does not find after a conflict is deleted again', async () => {
  const env = new TestContext('Delete');
  const { arn } = env.addConfiguration();
  env.onNext('delete', () => env.pass(31_000).then(() => failWith('ResourceConflict')(() => undefined)));
  env.onNext('get', () => undefined);
  await deleteAndWait(env.context, arn, env.context.deadline);
  expect(env.arns).toEqual([]);
});

test.each([new AwsCallError('InvalidRequest', 'ivs:DeleteRecordingConfiguration', 'no'), new TypeError('x')])(
  'any other error ends the delete: %p',
  async (error) => {
    const env = new TestContext('Delete');
    env.onNext('delete', () => {
      throw error;
    });
    expect(await errorOf(deleteAndWait(env.context, env.addConfiguration().arn, env.context.deadline))).toBe(error);
    expect(env.timesOf('delete')).toEqual([0]);
  },
);
