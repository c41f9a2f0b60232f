import type { OperationName } from './operations';

/** What goes wrong with a call. "Done" means that the call took effect although its caller cannot know. */
export type FaultKind =
  /** 429, nothing done. */
  | 'throttle'
  /** 500, nothing done. */
  | 'internal-error'
  /** Done, then 500. */
  | 'internal-error-after-commit'
  /** 503, nothing done. */
  | 'unavailable'
  /** 404 as if the resource were not visible yet, nothing done. */
  | 'not-found'
  /** The connection breaks, nothing done. */
  | 'drop-before-commit'
  /** Done, then the connection breaks. */
  | 'drop-after-commit'
  /** Done; half of the JSON body arrives. */
  | 'truncate'
  /** Done; the body is empty. */
  | 'empty-body'
  /** Nothing done, and no answer before the server closes. */
  | 'hang'
  /** Done and answered after `ms` milliseconds of waiting. */
  | 'delay';

export type Fault =
  | { readonly kind: Exclude<FaultKind, 'delay'> }
  | { readonly kind: 'delay'; /** Milliseconds, on the injected clock. */ readonly ms: number };

export type QueuedFault = Fault & {
  /** `*` for every operation. */
  readonly operation: OperationName | '*';
  /** How many calls it happens to. Default 1. */
  readonly times?: number;
  /** How many calls of the operation pass unharmed first. Default 0. */
  readonly after?: number;
};

/** The faults that wait for their calls. It decides which fault a call meets and does nothing about it. */
export class FaultQueue {
  #waiting: { fault: QueuedFault; times: number; after: number }[] = [];

  add(fault: QueuedFault): void {
    this.#waiting.push({ fault, times: fault.times ?? 1, after: fault.after ?? 0 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The faults that have not happened as often as they are to. */
  pending(): readonly QueuedFault[] {
    return this.#waiting.map(({ fault }) => fault);
  }

  /**
   * The fault that this call meets, if any: the first that was added, is for the operation and has let enough calls
   * pass. The call counts for every fault of its operation that still lets calls pass.
   */
  take(operation: OperationName): Fault | undefined {
    let met: QueuedFault | undefined;
    for (const entry of this.#waiting) {
      if (entry.fault.operation !== '*' && entry.fault.operation !== operation) continue;
      if (entry.after > 0) {
        entry.after -= 1;
      } else if (!met) {
        entry.times -= 1;
        met = entry.fault;
      }
    }
    this.#waiting = this.#waiting.filter(({ times }) => times > 0);
    return met;
  }
}
