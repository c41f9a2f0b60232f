import {
  findConfiguration,
  isCreateDone,
  pollIntervalMs,
  waitUntilActive,
  waitUntilDeleted,
} from '../../../lambda/recording-configuration/wait';
import { DeadlineError } from '../../../lambda/util/deadline';
import { TestContext, errorOf, type CallOverride } from './test-context';

const missing: CallOverride = () => undefined;

test.each([
  [0, 240],
  [1_700, 240],
  [2_000, 280],
  [2_500, 340],
  [6_800, 340],
  [10_000, 500],
  [100_000, 5_000],
  [500_000, 5_000],
])('after %d ms of waiting the next poll comes %d ms later, or up to a fifth more', (waited, delay) => {
  const quota = { isThrottled: false };
  expect(pollIntervalMs({ quota, random: () => 0 }, waited)).toBeCloseTo(delay);
  expect(pollIntervalMs({ quota, random: () => 0.5 }, waited)).toBeCloseTo(delay * 1.1);
  expect(pollIntervalMs({ quota, random: () => 1 }, waited)).toBeCloseTo(delay * 1.2);
});

test.each([
  [0, 2_000],
  [40_000, 2_000],
  [60_000, 3_000],
  [500_000, 5_000],
])('in a crowd it comes, after %d ms of waiting, %d ms later, or up to twice that', (waited, delay) => {
  const quota = { isThrottled: true };
  expect(pollIntervalMs({ quota, random: () => 0 }, waited)).toBeCloseTo(delay);
  expect(pollIntervalMs({ quota, random: () => 1 }, waited)).toBeCloseTo(delay * 2);
});

describe('waiting until a configuration is created', () => {
  test('ends with the first poll that does not find it CREATING', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 2_000 });
    const { arn } = env.addConfiguration();
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ arn, state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 264, 528, 792, 1_056, 1_320, 1_584, 1_848, 2_133]);
  });

  test('polls less often once a call was throttled, and not at once', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 4_000 });
    env.context.quota.isThrottled = true;
    await waitUntilActive(env.context, env.addConfiguration().arn, true);
    expect(env.timesOf('get')).toEqual([3_000, 6_000]);
  });

  test('ends with a creation that failed', async () => {
    const env = new TestContext();
    env.account.creationFailures.add();
    expect(await waitUntilActive(env.context, env.addConfiguration().arn, true)).toMatchObject({
      state: 'CREATE_FAILED',
    });
  });

  test('waits out a state that IVS has introduced since', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', (proceed) => ({ ...(proceed() as object), state: 'UNKNOWN' }));
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 264]);
  });

  test('finds one gone that was there before', async () => {
    const env = new TestContext();
    const { arn } = env.addConfiguration();
    env.account.deleteRecordingConfiguration({ arn });
    expect(await waitUntilActive(env.context, arn, false)).toBeUndefined();
    expect(env.timesOf('get')).toEqual([0, 0, 2_500, 5_000]);
  });

  test('goes on where one that was there before is shown again', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', missing, missing, missing);
    expect(await waitUntilActive(env.context, arn, false)).toMatchObject({ state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 0, 2_500, 5_000, 5_264]);
  });

  test.each([
    [10_000, [0, 10_550, 10_550, 13_050, 15_550]],
    [10_001, [0, 10_001, 12_501, 15_001]],
  ])('gives a new one ten seconds to become known; after %d ms it looks as for any other', async (ms, looks) => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.account.deleteRecordingConfiguration({ arn });
    env.onNext('get', () => env.pass(ms).then(() => undefined));
    expect(await waitUntilActive(env.context, arn, true)).toBeUndefined();
    expect(env.timesOf('get')).toEqual(looks);
  });

  test('takes a new one that becomes known late', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', () => env.pass(10_001).then(() => undefined), missing, missing);
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ state: 'ACTIVE' });
  });

  test('finds a new one gone once it was known', async () => {
    const env = new TestContext('Create', { timeToActiveMs: Infinity });
    const { arn } = env.addConfiguration();
    env.onNext('get', (proceed) => {
      const found = proceed();
      env.account.deleteRecordingConfiguration({ arn });
      return found;
    });
    expect(await waitUntilActive(env.context, arn, true)).toBeUndefined();
    expect(env.timesOf('get')).toEqual([0, 264, 264, 2_764, 5_264]);
  });

  test('ends with the time that the template allows', async () => {
    const env = new TestContext('Create', { timeToActiveMs: Infinity, workMs: 60_000 });
    const { arn } = env.addConfiguration();
    expect(await errorOf(waitUntilActive(env.context, arn, true))).toEqual(new DeadlineError(60_000));
  });
});

test.each([
  ['ACTIVE', true],
  ['CREATE_FAILED', true],
  ['CREATING', false],
  ['UNKNOWN', false],
] as const)('a creation that is %s has come to an end: %p', (state, isIt) => {
  expect(isCreateDone({ arn: 'arn', state, tags: {} })).toBe(isIt);
});

describe('finding a configuration', () => {
  test('polls once where it is there, and three before it counts as gone', async () => {
    const env = new TestContext('Delete');
    const { arn } = env.addConfiguration();
    expect(await findConfiguration(env.context, arn, env.context.deadline)).toMatchObject({ arn });
    expect(env.timesOf('get')).toEqual([0]);
    env.onNext('get', missing, missing);
    expect(await findConfiguration(env.context, arn, env.context.deadline)).toMatchObject({ arn });
    expect(env.timesOf('get')).toEqual([0, 0, 2_500, 5_000]);
    env.onNext('get', missing, missing, missing);
    expect(await findConfiguration(env.context, arn, env.context.deadline)).toBeUndefined();
    expect(env.timesOf('get')).toHaveLength(7);
  });

  test('does not check a second time where the time is short', async () => {
    const env = new TestContext('Delete', { workMs: 4_999 });
    expect(await findConfiguration(env.context, 'gone', env.context.deadline)).toBeUndefined();
    expect(env.timesOf('get')).toEqual([0]);
  });
});

test('waiting until a configuration is gone ends with the first poll that does not find it', async () => {
  const env = new TestContext('Delete');
  const found = env.addConfiguration();
  const there = (): unknown => found;
  env.account.deleteRecordingConfiguration({ arn: found.arn });
  env.onNext('get', there, () => env.pass(10_000).then(there));
  await waitUntilDeleted(env.context, found.arn, env.context.deadline);
  expect(env.timesOf('get')).toEqual([0, 264, 264 + 10_000 + 565]);
});

test('waiting until a configuration is gone ends with the deadline that it is given', async () => {
  const env = new TestContext('Delete');
  const { arn } = env.addConfiguration();
  expect(await errorOf(waitUntilDeleted(env.context, arn, env.context.cleanupDeadline))).toEqual(
    new DeadlineError(880_000),
  );
});
