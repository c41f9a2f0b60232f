/** The polling schedule of a baseline, from its source. */
export interface BaselineSchedule {
  readonly name: string;
  /** The wait before each poll; the first poll is immediate. */
  readonly waits: () => Generator<number>;
  /** Whether a second poll must also return ACTIVE, after the same wait as the first one. */
  readonly hasConfirmingPoll: boolean;
}

/** Calls take no time in these schedules. */
export const BASELINE_SCHEDULES: readonly BaselineSchedule[] = [
  { name: 'Provider framework', hasConfirmingPoll: false, waits: () => repeatInterval(5_000) },
  { name: 'Alchemy', hasConfirmingPoll: false, waits: () => repeatInterval(3_000) },
  // The default of the plugin SDK.
  { name: 'Terraform', hasConfirmingPoll: true, waits: () => backOff(200, 10_000) },
];

function* repeatInterval(ms: number): Generator<number> {
  for (yield 0; ;) yield ms;
}

function* backOff(firstMs: number, longestMs: number): Generator<number> {
  yield 0;
  for (let ms = firstMs; ; ms = Math.min(longestMs, ms * 2)) yield ms;
}

/** Returns the detection latency of a schedule, and its number of polls. */
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
  throw new Error('The schedule ended before ACTIVE.');
}
