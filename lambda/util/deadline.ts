import type { Clock } from './clock';

/** The reason of a signal that was aborted at its deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(
    /** The allowed time in milliseconds. */
    readonly allowedMs: number,
    /** The setting that shortened it, if any. */
    readonly cappedBy?: 'ServiceTimeout',
  ) {
    super(`The ${allowedMs / 1000} s given were used up.`);
  }
}

/** A time at which `signal` is aborted with a {@link DeadlineError} as its reason. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The setting that shortened it, if any. */
  readonly cappedBy: 'ServiceTimeout' | undefined;
  /** Returns the remaining milliseconds; never negative. */
  remainingMs(): number;
  /** Stops the timer, so that the signal is not aborted. */
  clear(): void;
}

/** Work that ends at a deadline. */
export type Task = (deadline: Deadline) => Promise<void>;

/**
 * Starts a deadline after `ms` milliseconds, or at the parent's deadline if that is earlier.
 *
 * @param parent - an outer deadline
 * @param cappedBy - the setting that shortened it, if any
 */
export function startDeadline(clock: Clock, ms: number, parent?: Deadline, cappedBy?: 'ServiceTimeout'): Deadline {
  const endsAt = clock.now() + Math.min(ms, parent?.remainingMs() ?? Infinity);
  const controller = new AbortController();
  const timer = new AbortController();
  const followParent = (): void => {
    controller.abort(parent?.signal.reason);
  };
  const clear = (): void => {
    timer.abort();
    parent?.signal.removeEventListener('abort', followParent);
  };
  parent?.signal.addEventListener('abort', followParent, { once: true });
  if (parent?.signal.aborted === true) followParent();
  clock.sleep(Math.max(0, endsAt - clock.now()), timer.signal).then(
    () => {
      clear();
      controller.abort(new DeadlineError(Math.round(ms), cappedBy));
    },
    () => undefined, // cleared
  );
  return { signal: controller.signal, cappedBy, remainingMs: () => Math.max(0, endsAt - clock.now()), clear };
}
