import type { Clock } from './clock';

/** Why a signal was aborted: the time given for something was used up. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(
    /** How long it was given, in milliseconds. */
    readonly allowedMs: number,
    /** The setting that shortened it, if one did. */
    readonly cappedBy?: 'ServiceTimeout',
  ) {
    super(`The ${allowedMs / 1000} s given were used up.`);
  }
}

/** A point in time after which `signal` is aborted, with a {@link DeadlineError} as its reason. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The setting that shortened it, if one did. */
  readonly cappedBy: 'ServiceTimeout' | undefined;
  /** Milliseconds left; never negative. */
  remainingMs(): number;
  /** Stops the timer; the signal is no longer aborted. */
  clear(): void;
}

/**
 * Starts a deadline `ms` milliseconds from now, or at the parent's if that comes first.
 *
 * @param parent - a wider deadline that this one lies within
 * @param cappedBy - the setting that shortened it, if one did
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
