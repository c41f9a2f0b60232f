import type { AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { RETRYABLE_BEFORE_COMMIT, callWithRetry } from '../../../lambda/recording-configuration/retry';
import { DeadlineError, startDeadline } from '../../../lambda/util/deadline';
import { TestContext, errorOf, failWith, type CallOverride } from './test-context';

/** A call that fails with these errors first. */
function setUp(...overrides: readonly CallOverride[]) {
  const env = new TestContext();
  env.onNext('list', ...overrides);
  const list = (signal: AbortSignal): Promise<unknown> => env.context.configurations.list(undefined, signal);
  return { env, list };
}

const times = (count: number, override: CallOverride): readonly CallOverride[] =>
  Array.from({ length: count }, () => override);

test.each<AwsCallErrorKind>(['Throttling', 'EndpointNotFound', 'ServiceUnavailable'])(
  'a call that fails with %s is retried with growing delays',
  async (kind) => {
    const { env, list } = setUp(...times(6, failWith(kind)));
    expect(await callWithRetry(env.context, env.context.deadline, list)).toMatchObject({ configurations: [] });
    expect(env.timesOf('list')).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 11_750]);
  },
);

test('only a throttled call marks the quota as throttled', async () => {
  const unavailable = setUp(failWith('ServiceUnavailable'));
  await callWithRetry(unavailable.env.context, unavailable.env.context.deadline, unavailable.list);
  expect(unavailable.env.context.quota.isThrottled).toBe(false);
  const throttled = setUp(failWith('Throttling'));
  await callWithRetry(throttled.env.context, throttled.env.context.deadline, throttled.list);
  expect(throttled.env.context.quota.isThrottled).toBe(true);
});

test.each<AwsCallErrorKind>([
  'InvalidRequest',
  'ServiceLimitExceeded',
  'PendingVerification',
  'NotFound',
  'ResourceConflict',
])('a call that fails with %s is not retried', async (kind) => {
  const { env, list } = setUp(failWith(kind));
  expect(await errorOf(callWithRetry(env.context, env.context.deadline, list))).toMatchObject({ kind });
  expect(env.timesOf('list')).toEqual([0]);
});

test('an unknown host name is not retried in a Region without IVS', async () => {
  const { env, list } = setUp(failWith('EndpointNotFound'));
  const context = { ...env.context, region: 'eu-north-1' };
  expect(await errorOf(callWithRetry(context, context.deadline, list))).toMatchObject({ kind: 'EndpointNotFound' });
  expect(env.timesOf('list')).toEqual([0]);
  const throttled = setUp(failWith('Throttling'));
  const other = { ...throttled.env.context, region: 'eu-north-1' };
  expect(await callWithRetry(other, other.deadline, throttled.list)).toMatchObject({ configurations: [] });
});

test('only throttling and unknown host names are retryable before a commit', () => {
  expect(RETRYABLE_BEFORE_COMMIT).toEqual(['Throttling', 'EndpointNotFound']);
});

test('an error that is not an AwsCallError is not retried', async () => {
  const { env, list } = setUp(() => {
    throw new TypeError('x');
  });
  expect(await errorOf(callWithRetry(env.context, env.context.deadline, list))).toBeInstanceOf(TypeError);
});

test('the caller defines the retryable errors besides denials', async () => {
  const { env, list } = setUp(failWith('Throttling'), failWith('AccessDenied'), failWith('ServiceUnavailable'));
  const error = await errorOf(callWithRetry(env.context, env.context.deadline, list, ['Throttling']));
  expect(error).toMatchObject({ kind: 'ServiceUnavailable' });
  expect(env.timesOf('list')).toEqual([0, 250, 750]);
});

test('a denial is retried during the first 180 s of the operation', async () => {
  const early = setUp(failWith('AccessDenied'));
  await early.env.pass(179_999);
  expect(await callWithRetry(early.env.context, early.env.context.deadline, early.list)).toMatchObject({
    configurations: [],
  });

  const late = setUp(failWith('AccessDenied'));
  await late.env.pass(180_000);
  const error = await errorOf(callWithRetry(late.env.context, late.env.context.deadline, late.list));
  expect(error).toMatchObject({ kind: 'AccessDenied' });
});

test.each([
  'with an explicit deny in a service control policy',
  'because no permissions boundary allows the ivs:Action action',
  'because no service control policy allows the ivs:Action action',
])('a denial %s is not retried', async (reason) => {
  const { env, list } = setUp(failWith('AccessDenied', `not authorized to perform: ivs:Action ${reason}`));
  expect(await errorOf(callWithRetry(env.context, env.context.deadline, list))).toMatchObject({
    kind: 'AccessDenied',
  });
  expect(env.timesOf('list')).toEqual([0]);
});

test('if the next attempt would start too late, the last error is thrown', async () => {
  const { env, list } = setUp(...times(3, failWith('Throttling', 'slow down')));
  const deadline = startDeadline(env.clock, 750);
  const error = await errorOf(callWithRetry(env.context, deadline, list));
  expect(error).toMatchObject({ kind: 'Throttling', message: 'slow down' });
  expect(env.timesOf('list')).toEqual([0, 250]);
});

test('a call that the deadline ends throws the previous error, if there is one', async () => {
  for (const before of [[failWith('ServiceUnavailable')], []]) {
    const { env, list } = setUp(...before);
    const deadline = startDeadline(env.clock, 1_000);
    const hang = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    let isFirst = before.length > 0;
    const error = await errorOf(
      callWithRetry(env.context, deadline, (signal) => {
        const call = isFirst ? list : hang;
        isFirst = false;
        return call(signal);
      }),
    );
    if (before.length > 0) expect(error).toMatchObject({ kind: 'ServiceUnavailable' });
    else expect(error).toEqual(new DeadlineError(1_000));
  }
});

test('before the deadline the last error is thrown', async () => {
  const { env, list } = setUp(failWith('Throttling'), failWith('InvalidRequest'));
  expect(await errorOf(callWithRetry(env.context, env.context.deadline, list))).toMatchObject({
    kind: 'InvalidRequest',
  });
});
