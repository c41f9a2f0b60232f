import type { OperationName } from './operations';

/** The fault of a call. "Committed" means that the call took effect. */
export type FaultKind =
  /** 429, not committed. */
  | 'throttle'
  /** 500, not committed. */
  | 'internal-error'
  /** Committed, then 500. */
  | 'internal-error-after-commit'
  /** 503, not committed. */
  | 'unavailable'
  /** 404 as if the resource were not visible yet, not committed. */
  | 'not-found'
  /** The connection breaks, not committed. */
  | 'drop-before-commit'
  /** Committed, then the connection breaks. */
  | 'drop-after-commit'
  /** Committed; half of the JSON body arrives. */
  | 'truncate'
  /** Committed; the body is empty. */
  | 'empty-body'
  /** Not committed, and no response until the server closes. */
  | 'hang'
  /** Committed and responded after `ms` milliseconds. */
  | 'delay';

export type Fault =
  | { readonly kind: Exclude<FaultKind, 'delay'> }
  | { readonly kind: 'delay'; /** Milliseconds, on the injected clock. */ readonly ms: number };

export type QueuedFault = Fault & {
  /** `*` for every operation. */
  readonly operation: OperationName | '*';
  /** The number of calls it affects. Default 1. */
  readonly times?: number;
  /** The number of calls of the operation before the first affected one. Default 0. */
  readonly after?: number;
};

/** The pending faults. The queue selects the fault of a call; the caller applies it. */
export class FaultQueue {
  #waiting: { fault: QueuedFault; times: number; after: number }[] = [];

  add(fault: QueuedFault): void {
    this.#waiting.push({ fault, times: fault.times ?? 1, after: fault.after ?? 0 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The faults that still affect calls. */
  pending(): readonly QueuedFault[] {
    return this.#waiting.map(({ fault }) => fault);
  }

  /**
   * Returns the fault of this call, if any: the first added one for the operation that has skipped enough calls. The
   * call counts for every fault of the operation that still skips calls.
   */
  take(operation: OperationName): Fault | undefined {
    let matched: QueuedFault | undefined;
    for (const entry of this.#waiting) {
      if (entry.fault.operation !== '*' && entry.fault.operation !== operation) continue;
      if (entry.after > 0) {
        entry.after -= 1;
      } else if (!matched) {
        entry.times -= 1;
        matched = entry.fault;
      }
    }
    this.#waiting = this.#waiting.filter(({ times }) => times > 0);
    return matched;
  }
}
