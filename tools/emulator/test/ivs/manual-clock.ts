import type { Clock } from '../../clock';

/** A clock that only a test advances. */
export interface ManualClock extends Clock {
  /** Advances the time and resolves every sleep that has ended. */
  advance(ms: number): void;
  /** Resolves with the milliseconds of the next sleep as soon as it starts. */
  nextSleep(): Promise<number>;
  /** The number of pending sleeps. */
  sleepers(): number;
}

export function createManualClock(start = Date.UTC(2026, 10, 1)): ManualClock {
  let time = start;
  let sleepers: { until: number; wake: () => void }[] = [];
  let watchers: ((ms: number) => void)[] = [];
  return {
    now: () => time,
    sleepers: () => sleepers.length,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: time + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(new Error('The sleep was aborted', { cause: signal.reason }));
        });
        for (const watch of watchers) watch(ms);
        watchers = [];
      }),
    advance: (ms) => {
      time += ms;
      for (const { until, wake } of sleepers) if (until <= time) wake();
      sleepers = sleepers.filter(({ until }) => until > time);
    },
    nextSleep: () =>
      new Promise((resolve) => {
        watchers.push(resolve);
      }),
  };
}
