import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../util/deadline';
import { persist, type Operation } from './request-context';

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
const UNKNOWN_AT_FIRST_MS = 10_000;

/** How long to wait before the next look. */
export function nextLookMs({ random, quota }: Pick<Operation, 'random' | 'quota'>, waitedMs: number): number {
  const early = Math.min(SUSTAINABLE_MS, Math.max(SHORTEST_MS, waitedMs * EARLY_SHARE));
  const leastMs = quota.isShort ? SHORTEST_IN_CROWD_MS : early;
  // Those who were throttled together should not come back together.
  const spread = quota.isShort ? 1 : 0.2;
  return Math.min(LONGEST_MS, Math.max(leastMs, waitedMs * SHARE)) * (1 + spread * random());
}

/**
 * Waits until a configuration is CREATING no more.
 *
 * @param isNew - it was created a moment ago, so that being unknown is no sign of being gone
 * @returns the configuration, ACTIVE or CREATE_FAILED; undefined if it is gone
 * @throws the reason of the deadline's signal if it is still CREATING then
 */
export async function waitUntilCreated(
  operation: Operation,
  arn: string,
  isNew: boolean,
): Promise<DescribedRecordingConfiguration | undefined> {
  const { clock, work, configurations, quota } = operation;
  const startedAt = clock.now();
  let isKnown = !isNew;
  if (isNew && quota.isShort) await clock.sleep(nextLookMs(operation, 0), work.signal);
  for (;;) {
    const configuration = await persist(operation, work, (signal) => configurations.get(arn, signal));
    const waited = clock.now() - startedAt;
    if (configuration !== undefined) {
      isKnown = true;
      if (isDone(configuration)) return configuration;
    } else if (isKnown || waited > UNKNOWN_AT_FIRST_MS) {
      if ((await find(operation, arn, work)) === undefined) return undefined;
    }
    await clock.sleep(nextLookMs(operation, waited), work.signal);
  }
}

/** Whether the creation has come to an end. */
export function isDone({ state }: RecordingConfiguration): boolean {
  return state === 'ACTIVE' || state === 'CREATE_FAILED';
}

/** How often and how far apart a configuration is looked for before it counts as gone: Get may lag. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 2_500;

/** The configuration; undefined if it is gone. */
export async function find(
  operation: Operation,
  arn: string,
  deadline: Deadline,
): Promise<DescribedRecordingConfiguration | undefined> {
  const { clock, configurations } = operation;
  for (let look = 1; ; look += 1) {
    const configuration = await persist(operation, deadline, (signal) => configurations.get(arn, signal));
    if (configuration !== undefined || look === LOOKS) return configuration;
    if (deadline.remainingMs() < 2 * LOOK_AGAIN_MS) return undefined;
    await clock.sleep(LOOK_AGAIN_MS, deadline.signal);
  }
}

/** Waits until a configuration that was deleted is gone. */
export async function waitUntilGone(operation: Operation, arn: string, deadline: Deadline): Promise<void> {
  const { clock, configurations } = operation;
  const startedAt = clock.now();
  for (;;) {
    const configuration = await persist(operation, deadline, (signal) => configurations.get(arn, signal));
    if (configuration === undefined) return;
    await clock.sleep(nextLookMs(operation, clock.now() - startedAt), deadline.signal);
  }
}
