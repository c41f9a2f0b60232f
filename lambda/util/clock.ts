import { setTimeout as delay } from 'node:timers/promises';

/** Time as the function sees it; a test may bring its own. */
export interface Clock {
  /** Milliseconds, to measure how long something takes. It never goes back, even where the wall time is set. */
  now(): number;
  /** The wall time, in milliseconds since the epoch, to compare with the times of other machines. */
  epochMs(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as the signal is aborted. */
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
