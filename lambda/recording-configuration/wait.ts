import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { callWithRetry, type RequestContext } from './request-context';

/** The least time between two looks, at first, when IVS lets calls through that were not made in the second before. */
const SHORTEST_MS = 240;
/** The least in the long run: IVS allows an account 3 Gets a second, for all its stacks together. */
const SUSTAINABLE_MS = 340;
/** The least once a call of the event was throttled: many share the quota then, and a look takes it from their calls. */
const SHORTEST_IN_CROWD_MS = 2_000;
const LONGEST_MS = 5_000;
/** How fast the first becomes the second: as a share of the time already waited. */
const EARLY_SHARE = 0.14;
/** Waiting grows with the time already waited, so that the last wait is a small share of the whole. */
const SHARE = 0.05;
/** A configuration just created may be unknown to IVS for a moment. */
const NOT_FOUND_GRACE_MS = 10_000;

/** How long to wait before the next look. */
export function pollIntervalMs({ random, quota }: Pick<RequestContext, 'random' | 'quota'>, waitedMs: number): number {
  const early = Math.min(SUSTAINABLE_MS, Math.max(SHORTEST_MS, waitedMs * EARLY_SHARE));
  const leastMs = quota.isThrottled ? SHORTEST_IN_CROWD_MS : early;
  // Those who were throttled together should not come back together.
  const spread = quota.isThrottled ? 1 : 0.2;
  return Math.min(LONGEST_MS, Math.max(leastMs, waitedMs * SHARE)) * (1 + spread * random());
}

/**
 * Waits until a configuration is CREATING no more.
 *
 * @param isNew - it was created a moment ago, so that being unknown is no sign of being gone
 * @returns the configuration, ACTIVE or CREATE_FAILED; undefined if it is gone
 * @throws the reason of the deadline's signal if it is still CREATING then
 */
export async function waitUntilActive(
  context: RequestContext,
  arn: string,
  isNew: boolean,
): Promise<DescribedRecordingConfiguration | undefined> {
  const { clock, deadline, configurations, quota } = context;
  const startedAt = clock.now();
  let isKnown = !isNew;
  if (isNew && quota.isThrottled) await clock.sleep(pollIntervalMs(context, 0), deadline.signal);
  for (;;) {
    const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
    const waited = clock.now() - startedAt;
    if (configuration !== undefined) {
      isKnown = true;
      if (isCreateDone(configuration)) return configuration;
    } else if (isKnown || waited > NOT_FOUND_GRACE_MS) {
      if ((await findConfiguration(context, arn, deadline)) === undefined) return undefined;
    }
    await clock.sleep(pollIntervalMs(context, waited), deadline.signal);
  }
}

/** Whether the creation has come to an end. */
export function isCreateDone({ state }: RecordingConfiguration): boolean {
  return state === 'ACTIVE' || state === 'CREATE_FAILED';
}

/** How often and how far apart a configuration is looked for before it counts as gone: Get may lag. */
const MAX_READS = 3;
const READ_INTERVAL_MS = 2_500;

/** The configuration; undefined if it is gone. */
export async function findConfiguration(
  context: RequestContext,
  arn: string,
  deadline: Deadline,
): Promise<DescribedRecordingConfiguration | undefined> {
  const { clock, configurations } = context;
  for (let read = 1; ; read += 1) {
    const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
    if (configuration !== undefined || read === MAX_READS) return configuration;
    if (deadline.remainingMs() < 2 * READ_INTERVAL_MS) return undefined;
    await clock.sleep(READ_INTERVAL_MS, deadline.signal);
  }
}

/** Waits until a configuration that was deleted is gone. */
export async function waitUntilDeleted(context: RequestContext, arn: string, deadline: Deadline): Promise<void> {
  const { clock, configurations } = context;
  const startedAt = clock.now();
  for (;;) {
    const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
    if (configuration === undefined) return;
    await clock.sleep(pollIntervalMs(context, clock.now() - startedAt), deadline.signal);
  }
}
