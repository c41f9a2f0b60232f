/** When a peer looks whether a configuration is ACTIVE, as its source has it. */
export interface PeerSchedule {
  readonly name: string;
  /** The wait before each look; the first comes at once. */
  readonly waits: () => Generator<number>;
  /** Whether a second look has to show ACTIVE, too, as long after the first one as that came after the look before. */
  readonly looksTwice: boolean;
}

/** Calls cost nothing here. */
export const PEER_SCHEDULES: readonly PeerSchedule[] = [
  { name: 'Provider framework', looksTwice: false, waits: () => waitEvenly(5_000) },
  { name: 'Alchemy', looksTwice: false, waits: () => waitEvenly(3_000) },
  // The plugin library's default.
  { name: 'Terraform', looksTwice: true, waits: () => waitLonger(200, 10_000) },
];

function* waitEvenly(ms: number): Generator<number> {
  for (yield 0; ;) yield ms;
}

function* waitLonger(firstMs: number, longestMs: number): Generator<number> {
  yield 0;
  for (let ms = firstMs; ; ms = Math.min(longestMs, ms * 2)) yield ms;
}

/** How long after ACTIVE the peer knows, and how often it looked. */
export function findOvershoot(
  { waits, looksTwice }: PeerSchedule,
  timeToActiveMs: number,
): { overshootMs: number; looks: number } {
  let looks = 0;
  let at = 0;
  for (const wait of waits()) {
    at += wait;
    looks += 1;
    if (at < timeToActiveMs) continue;
    const again = looksTwice ? wait : 0;
    return { overshootMs: at + again - timeToActiveMs, looks: looksTwice ? looks + 1 : looks };
  }
  throw new Error('The schedule ended before ACTIVE: expected one without an end.');
}
