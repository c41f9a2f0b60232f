/** The calls that the function makes, each of which may go wrong. */
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
 * What goes wrong with a call:
 *
 * - `throttled`, `denied`: refused, nothing done
 * - `lost before`, `lost after`: the connection breaks before or after the call took effect
 * - `hangs before`, `hangs after`: no answer within the caller's patience, before or after it took effect
 * - `slow`: carried out, but so late that the caller has given up, unless it is very patient
 * - `unknown at first`: a configuration just created is not found yet
 * - `crash before`, `crash after`: the function dies before or after the call took effect
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
  /** How many calls of this site pass unharmed first. */
  readonly afterCalls: number;
}

/** The calls that change something at IVS. */
export const SLOW_SITES: readonly CallSite[] = ['create', 'delete', 'addTags', 'removeTags', 'setRecording'];

/** Whether a fault of this kind can meet a call of this site. */
export function canHappen(site: CallSite, kind: FaultKind): boolean {
  switch (kind) {
    case 'not found at first':
      return site === 'get';
    case 'slow':
      return SLOW_SITES.includes(site);
    case 'denied':
      // A denied look at CloudFormation or at a bucket is not waited out: it costs knowledge, not the answer.
      return !['describeResource', 'describeStack', 'listEvents', 'findBucket', 'respond'].includes(site);
    default:
      return true;
  }
}

/** The faults that wait for their calls. */
export class FaultPlan {
  /** How often each fault met its call, as `site: kind`. */
  readonly faultCounts = new Map<string, number>();
  readonly #waiting: { readonly fault: Fault; afterCalls: number }[];

  constructor(faults: readonly Fault[]) {
    this.#waiting = faults.map((fault) => ({ fault, afterCalls: fault.afterCalls }));
  }

  /** The fault that this call meets, if any; it meets no other call. */
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
