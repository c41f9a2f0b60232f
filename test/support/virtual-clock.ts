import type { Clock } from '../../lambda/util/clock';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/**
 * A clock that advances only while all work waits: once no tracked work is in progress, it jumps to the next timer. So
 * minutes of waiting take no time, and no result depends on the speed of the machine.
 */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: Timer[] = [];
  #underWay = 0;
  #isJumpScheduled = false;

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason as Error);
      };
      const timer: Timer = {
        at: this.#now + ms,
        ring: () => {
          signal?.removeEventListener('abort', cancel);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      signal?.addEventListener('abort', cancel, { once: true });
      this.#timers.push(timer);
      this.#scheduleJump();
    });
  }

  /** Advances the time even if work is in progress. */
  tick(ms: number): void {
    this.#now += ms;
  }

  /** Does work while the clock is stopped, such as a call over a real socket. */
  async track<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#scheduleJump();
    }
  }

  /** The same port with tracked calls. */
  trackCalls<Port extends object>(port: Port): Port {
    const tracked = Object.entries(port).map(([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      (...args: unknown[]) => this.track(() => call(...args)),
    ]);
    return Object.fromEntries(tracked) as Port;
  }

  #scheduleJump(): void {
    if (this.#isJumpScheduled) return;
    this.#isJumpScheduled = true;
    // By the next turn of the event loop, the receiver of a response has started its next step.
    setImmediate(() => {
      this.#isJumpScheduled = false;
      if (this.#underWay > 0) return;
      const [first, ...others] = this.#timers;
      if (first === undefined) return;
      const next = others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first);
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.ring();
      this.#scheduleJump();
    });
  }
}
