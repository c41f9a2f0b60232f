import { systemClock, type Clock } from '../../../tools/emulator/clock';

/** A delay that lasts until a test ends it: a fault `{ kind: 'delay', ms: hold.ms }` stops its call right there. */
export interface Pause {
  readonly ms: number;
  release(): void;
}

export interface PausableClock {
  /** For the emulator; without a pause it is the clock of the machine. */
  readonly clock: Clock;
  add(): Pause;
}

/** Longer than anything really waits for, so that the number can stand for the hold. */
const FIRST_MS = 1_000_000_000;

export function createPausableClock(): PausableClock {
  const held = new Map<number, Promise<void>>();
  return {
    clock: {
      now: () => systemClock.now(),
      sleep: async (ms, signal) => {
        const released = held.get(ms);
        await (released === undefined ? systemClock.sleep(ms, signal) : Promise.race([released, aborted(signal)]));
      },
    },
    add: () => {
      const ms = FIRST_MS + held.size;
      let release: () => void = () => undefined;
      held.set(
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
