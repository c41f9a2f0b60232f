import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { callWithRetry, type RequestContext } from './request-context';

const POLL = {
  /** IVS accepts a call that follows a second without calls. */
  minMs: 240,
  /** IVS allows an account 3 Gets a second, for all its stacks together. */
  quotaMs: 340,
  /** Once a call was throttled, many events share the quota. */
  throttledMinMs: 2_000,
  maxMs: 5_000,
  /** The interval grows with the time waited, so that the last wait is a small share of the whole. */
  growth: 0.05,
  earlyGrowth: 0.14,
};
/** A configuration just created may be unknown to IVS for a moment. */
const NOT_FOUND_GRACE_MS = 10_000;

/** Returns the time to wait before the next poll, in milliseconds. */
export function pollIntervalMs({ random, quota }: Pick<RequestContext, 'random' | 'quota'>, waitedMs: number): number {
  const earlyMs = Math.min(POLL.quotaMs, Math.max(POLL.minMs, waitedMs * POLL.earlyGrowth));
  const minMs = quota.isThrottled ? POLL.throttledMinMs : earlyMs;
  // Events that were throttled together must not return together.
  const jitter = quota.isThrottled ? 1 : 0.2;
  return Math.min(POLL.maxMs, Math.max(minMs, waitedMs * POLL.growth)) * (1 + jitter * random());
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
