import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Deadline } from '../time/deadline';
import { persist, type Operation } from './operation';

/** The least time between two looks: IVS allows an account 3 Gets a second, for all its stacks together. */
const SHORTEST_MS = 350;
const LONGEST_MS = 5_000;
/** Waiting grows with the time already waited, so that the last wait is a small share of the whole. */
const SHARE = 0.1;
/** A configuration just created may be unknown to IVS for a moment. */
const UNKNOWN_AT_FIRST_MS = 10_000;

/** How long to wait before the next look. */
export function nextLookMs(waitedMs: number, random: () => number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, waitedMs * SHARE)) * (1 + 0.2 * random());
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
): Promise<RecordingConfiguration | undefined> {
  const { clock, random, work, configurations } = operation;
  const startedAt = clock.now();
  let isKnown = !isNew;
  for (;;) {
    const configuration = await persist(operation, work, (signal) => configurations.get(arn, signal));
    const waited = clock.now() - startedAt;
    if (configuration === undefined) {
      if (isKnown || waited > UNKNOWN_AT_FIRST_MS) return undefined;
    } else {
      isKnown = true;
      if (configuration.state !== 'CREATING') return configuration;
    }
    await clock.sleep(nextLookMs(waited, random), work.signal);
  }
}

/** Waits until a configuration that was deleted is gone. */
export async function waitUntilGone(operation: Operation, arn: string, deadline: Deadline): Promise<void> {
  const { clock, random, configurations } = operation;
  const startedAt = clock.now();
  for (;;) {
    const configuration = await persist(operation, deadline, (signal) => configurations.get(arn, signal));
    if (configuration === undefined) return;
    await clock.sleep(nextLookMs(clock.now() - startedAt, random), deadline.signal);
  }
}
