import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { callWithRetry } from './retry';
import type { RequestContext } from './request-context';

const POLL = {
  /** IVS accepts one call sooner after a second without calls. */
  minMs: 240,
  /** IVS allows 3 Get calls per second per account, shared by all stacks. */
  quotaMs: 340,
  /** After throttling, many requests share the quota. */
  throttledMinMs: 2_000,
  maxMs: 5_000,
  /** The interval grows with the time waited, so that the detection delay stays a small share of it. */
  growth: 0.05,
  earlyGrowth: 0.14,
};
/** IVS may not find a new configuration at first. */
const NOT_FOUND_GRACE_MS = 10_000;

/** Returns the time to wait before the next poll, in milliseconds. */
export function pollIntervalMs({ random, quota }: Pick<RequestContext, 'random' | 'quota'>, waitedMs: number): number {
  const earlyMs = Math.min(POLL.quotaMs, Math.max(POLL.minMs, waitedMs * POLL.earlyGrowth));
  const minMs = quota.isThrottled ? POLL.throttledMinMs : earlyMs;
  // Requests that were throttled together must not retry together.
  const jitter = quota.isThrottled ? 1 : 0.2;
  return Math.min(POLL.maxMs, Math.max(minMs, waitedMs * POLL.growth)) * (1 + jitter * random());
}

/**
 * Waits until a configuration is no longer CREATING.
 *
 * @param isNew - whether it was just created, so that a not-found error does not mean it is deleted
 * @returns the configuration, ACTIVE or CREATE_FAILED; undefined if it is deleted
 * @throws the reason of the deadline's signal if it is still CREATING at the deadline
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

/** Returns whether the create has ended. */
export function isCreateDone({ state }: RecordingConfiguration): boolean {
  return state === 'ACTIVE' || state === 'CREATE_FAILED';
}

/** Number and interval of the reads before a configuration counts as deleted: Get is eventually consistent. */
const MAX_READS = 3;
const READ_INTERVAL_MS = 2_500;

/** Returns the configuration; undefined if it is deleted. */
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

/** Waits until a configuration is deleted. */
export async function waitUntilDeleted(context: RequestContext, arn: string, deadline: Deadline): Promise<void> {
  const { clock, configurations } = context;
  const startedAt = clock.now();
  for (;;) {
    const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
    if (configuration === undefined) return;
    await clock.sleep(pollIntervalMs(context, clock.now() - startedAt), deadline.signal);
  }
}
