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
])('after %d ms of waiting the poll interval is %d ms, or up to 20 % more', (waited, delay) => {
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
])('once throttled, after %d ms of waiting the poll interval is %d ms, or up to twice that', (waited, delay) => {
  const quota = { isThrottled: true };
  expect(pollIntervalMs({ quota, random: () => 0 }, waited)).toBeCloseTo(delay);
  expect(pollIntervalMs({ quota, random: () => 1 }, waited)).toBeCloseTo(delay * 2);
});

describe('waitUntilActive', () => {
  test('returns after the first poll that is not CREATING', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 2_000 });
    const { arn } = env.addConfiguration();
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ arn, state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 264, 528, 792, 1_056, 1_320, 1_584, 1_848, 2_133]);
  });

  test('polls less often, and not immediately, once a call was throttled', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 4_000 });
    env.context.quota.isThrottled = true;
    await waitUntilActive(env.context, env.addConfiguration().arn, true);
    expect(env.timesOf('get')).toEqual([3_000, 6_000]);
  });

  test('returns a failed configuration', async () => {
    const env = new TestContext();
    env.account.creationFailures.add();
    expect(await waitUntilActive(env.context, env.addConfiguration().arn, true)).toMatchObject({
      state: 'CREATE_FAILED',
    });
  });

  test('waits while the state is not known to the function', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', (proceed) => ({ ...(proceed() as object), state: 'UNKNOWN' }));
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 264]);
  });

  test('returns undefined for an existing configuration that is gone', async () => {
    const env = new TestContext();
    const { arn } = env.addConfiguration();
    env.account.deleteRecordingConfiguration({ arn });
    expect(await waitUntilActive(env.context, arn, false)).toBeUndefined();
    expect(env.timesOf('get')).toEqual([0, 0, 2_500, 5_000]);
  });

  test('continues if Get finds an existing configuration again', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', missing, missing, missing);
    expect(await waitUntilActive(env.context, arn, false)).toMatchObject({ state: 'ACTIVE' });
    expect(env.timesOf('get')).toEqual([0, 0, 2_500, 5_000, 5_264]);
  });

  test.each([
    [10_000, [0, 10_550, 10_550, 13_050, 15_550]],
    [10_001, [0, 10_001, 12_501, 15_001]],
  ])(
    'allows ten seconds until Get finds a new configuration; after %d ms it counts as an existing one',
    async (ms, looks) => {
      const env = new TestContext('Create', { timeToActiveMs: 0 });
      const { arn } = env.addConfiguration();
      env.account.deleteRecordingConfiguration({ arn });
      env.onNext('get', () => env.pass(ms).then(() => undefined));
      expect(await waitUntilActive(env.context, arn, true)).toBeUndefined();
      expect(env.timesOf('get')).toEqual(looks);
    },
  );

  test('returns a new configuration that Get finds late', async () => {
    const env = new TestContext('Create', { timeToActiveMs: 0 });
    const { arn } = env.addConfiguration();
    env.onNext('get', () => env.pass(10_001).then(() => undefined), missing, missing);
    expect(await waitUntilActive(env.context, arn, true)).toMatchObject({ state: 'ACTIVE' });
  });

  test('returns undefined for a new configuration that is deleted after Get found it', async () => {
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

  test('throws a DeadlineError after Timeouts.Create', async () => {
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
] as const)('a create is done in the state %s: %p', (state, isIt) => {
  expect(isCreateDone({ arn: 'arn', state, tags: {} })).toBe(isIt);
});

describe('findConfiguration', () => {
  test('reads once if it finds the configuration, and three times before it returns undefined', async () => {
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

  test('does not read a second time if little time is left', async () => {
    const env = new TestContext('Delete', { workMs: 4_999 });
    expect(await findConfiguration(env.context, 'gone', env.context.deadline)).toBeUndefined();
    expect(env.timesOf('get')).toEqual([0]);
  });
});

test('waitUntilDeleted returns after the first poll that does not find the configuration', async () => {
  const env = new TestContext('Delete');
  const found = env.addConfiguration();
  const there = (): unknown => found;
  env.account.deleteRecordingConfiguration({ arn: found.arn });
  env.onNext('get', there, () => env.pass(10_000).then(there));
  await waitUntilDeleted(env.context, found.arn, env.context.deadline);
  expect(env.timesOf('get')).toEqual([0, 264, 264 + 10_000 + 565]);
});

test('waitUntilDeleted throws at its deadline', async () => {
  const env = new TestContext('Delete');
  const { arn } = env.addConfiguration();
  expect(await errorOf(waitUntilDeleted(env.context, arn, env.context.cleanupDeadline))).toEqual(
    new DeadlineError(880_000),
  );
});
