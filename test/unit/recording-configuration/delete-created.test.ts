import { isStillCreatedByRequest } from '../../../lambda/recording-configuration/delete-created';
import { DESIRED_STATE, TestContext } from './test-context';

/** A configuration that a delivery of the request created, and that never becomes ACTIVE. */
function setUp(wholeMs: number) {
  const env = new TestContext('Create', { wholeMs, timeToActiveMs: 1_000_000 });
  const origin = { requestId: 'request-1', createdAt: env.clock.epochMs(), isFound: false };
  const { arn } = env.addConfiguration(DESIRED_STATE, {}, origin);
  const elapsedMs = (): number => env.clock.now() - env.context.startedAt;
  return { isStillCreated: () => isStillCreatedByRequest(env.context, arn), elapsedMs };
}

test('a configuration that stays CREATING is waited for a minute, then deleted', async () => {
  const { isStillCreated, elapsedMs } = setUp(880_000);
  expect(await isStillCreated()).toBe(true);
  expect(elapsedMs()).toBe(60_000);
});

test('half of the time is left for the deletion', async () => {
  const { isStillCreated, elapsedMs } = setUp(20_000);
  expect(await isStillCreated()).toBe(true);
  expect(elapsedMs()).toBe(10_000);
});
