import { systemClock, type Clock } from '../../../tools/emulator/clock';

/** A delay that lasts until a test ends it: a fault `{ kind: 'delay', ms: pause.ms }` pauses its call. */
export interface Pause {
  readonly ms: number;
  release(): void;
}

export interface PausableClock {
  /** The clock for the emulator: the system clock, except for pauses. */
  readonly clock: Clock;
  add(): Pause;
}

/** Longer than any real delay, so that the number can identify the pause. */
const FIRST_MS = 1_000_000_000;

export function createPausableClock(): PausableClock {
  const pauses = new Map<number, Promise<void>>();
  return {
    clock: {
      now: () => systemClock.now(),
      sleep: async (ms, signal) => {
        const released = pauses.get(ms);
        await (released === undefined ? systemClock.sleep(ms, signal) : Promise.race([released, aborted(signal)]));
      },
    },
    add: () => {
      const ms = FIRST_MS + pauses.size;
      let release: () => void = () => undefined;
      pauses.set(
        ms,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return {
        ms,
        release: () => {
          release();
        },
      };
    },
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
