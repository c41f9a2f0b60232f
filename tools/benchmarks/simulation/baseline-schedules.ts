/** When a peer looks whether a configuration is ACTIVE, as its source has it. */
export interface BaselineSchedule {
  readonly name: string;
  /** The wait before each look; the first comes at once. */
  readonly waits: () => Generator<number>;
  /** Whether a second look has to show ACTIVE, too, as long after the first one as that came after the look before. */
  readonly hasConfirmingPoll: boolean;
}

/** Calls cost nothing here. */
export const BASELINE_SCHEDULES: readonly BaselineSchedule[] = [
  { name: 'Provider framework', hasConfirmingPoll: false, waits: () => repeatInterval(5_000) },
  { name: 'Alchemy', hasConfirmingPoll: false, waits: () => repeatInterval(3_000) },
  // The plugin library's default.
  { name: 'Terraform', hasConfirmingPoll: true, waits: () => backOff(200, 10_000) },
];

function* repeatInterval(ms: number): Generator<number> {
  for (yield 0; ;) yield ms;
}

function* backOff(firstMs: number, longestMs: number): Generator<number> {
  yield 0;
  for (let ms = firstMs; ; ms = Math.min(longestMs, ms * 2)) yield ms;
}

/** How long after ACTIVE the peer knows, and how often it looked. */
export function getDetectionLatency(
  { waits, hasConfirmingPoll }: BaselineSchedule,
  timeToActiveMs: number,
): { detectionLatencyMs: number; polls: number } {
  let polls = 0;
  let at = 0;
  for (const wait of waits()) {
    at += wait;
    polls += 1;
    if (at < timeToActiveMs) continue;
    const again = hasConfirmingPoll ? wait : 0;
    return { detectionLatencyMs: at + again - timeToActiveMs, polls: hasConfirmingPoll ? polls + 1 : polls };
  }
  throw new Error('The schedule ended before ACTIVE: expected one without an end.');
}
