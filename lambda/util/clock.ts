import { setTimeout as delay } from 'node:timers/promises';

/** The clock of the function. Tests replace it. */
export interface Clock {
  /** Returns a monotonic time in milliseconds, to measure durations. */
  now(): number;
  /** Returns the wall time in milliseconds since the epoch, to compare with times of other machines. */
  epochMs(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  epochMs: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
