/** The calls of the function that can fail. */
export const CALL_SITES = [
  'create',
  'get',
  'list',
  'delete',
  'addTags',
  'removeTags',
  'listUsing',
  'isLive',
  'getChannel',
  'setRecording',
  'describeResource',
  'describeStack',
  'listEvents',
  'findBucket',
  'respond',
] as const;

export type CallSite = (typeof CALL_SITES)[number];

/**
 * How a call fails:
 *
 * - `Throttling`, `denied`: AWS rejects the call, and it has no effect
 * - `lost before`, `lost after`: the connection breaks before or after the call takes effect
 * - `hangs before`, `hangs after`: the call times out before or after it takes effect
 * - `slow`: the call takes effect late, usually after the timeout of its caller
 * - `not found at first`: a new configuration is not found yet
 * - `crash before`, `crash after`: the function crashes before or after the call takes effect
 */
export const FAULT_KINDS = [
  'Throttling',
  'denied',
  'lost before',
  'lost after',
  'hangs before',
  'hangs after',
  'slow',
  'not found at first',
  'crash before',
  'crash after',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly site: CallSite;
  readonly kind: FaultKind;
  /** How many calls of this site succeed first. */
  readonly afterCalls: number;
}

/** The calls that change IVS. */
export const SLOW_SITES: readonly CallSite[] = ['create', 'delete', 'addTags', 'removeTags', 'setRecording'];

/** Whether a fault of this kind is possible for calls of this site. */
export function canHappen(site: CallSite, kind: FaultKind): boolean {
  switch (kind) {
    case 'not found at first':
      return site === 'get';
    case 'slow':
      return SLOW_SITES.includes(site);
    case 'denied':
      // The function does not retry a denied read of CloudFormation or of a bucket. It continues without the result.
      return !['describeResource', 'describeStack', 'listEvents', 'findBucket', 'respond'].includes(site);
    default:
      return true;
  }
}

/** The faults of a schedule that have not occurred yet. */
export class FaultPlan {
  /** How often each fault occurred, by `site: kind`. */
  readonly faultCounts = new Map<string, number>();
  readonly #waiting: { readonly fault: Fault; afterCalls: number }[];

  constructor(faults: readonly Fault[]) {
    this.#waiting = faults.map((fault) => ({ fault, afterCalls: fault.afterCalls }));
  }

  /** Takes the fault of this call, if any. Each fault occurs once. */
  take(site: CallSite): FaultKind | undefined {
    const index = this.#waiting.findIndex((entry) => entry.fault.site === site && entry.afterCalls-- <= 0);
    if (index < 0) return undefined;
    const [entry] = this.#waiting.splice(index, 1);
    const kind = entry?.fault.kind;
    if (kind !== undefined)
      this.faultCounts.set(`${site}: ${kind}`, (this.faultCounts.get(`${site}: ${kind}`) ?? 0) + 1);
    return kind;
  }
}
