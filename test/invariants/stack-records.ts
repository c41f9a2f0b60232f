import type { Clock } from '../../lambda/util/clock';
import type { Random } from './random';
import type { Stack, StackEvent, StackResource } from '../../lambda/aws/stacks';
import type { Records } from './simulated-ports';

interface Entry<Value> {
  readonly at: number;
  readonly value: Value;
}

interface History {
  readonly rootId: string;
  readonly statuses: Entry<string>[];
  /** By logical id. */
  readonly resources: Map<string, Entry<StackResource | 'absent'>[]>;
  /** Oldest first. */
  readonly events: StackEvent[];
}

export interface Lags {
  readonly recordLagMs: number;
  readonly eventLagMs: number;
}

/** The statuses after which a root stack no longer rolls back its last operation. */
const COMMITTED_STATUSES = ['CREATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'];

export function isCommittedStatus(status: string): boolean {
  return COMMITTED_STATUSES.includes(status);
}

/** CloudFormation's records of stacks and their custom resources, including deleted stacks, with the time of each change. */
export class StackRecords implements Records {
  readonly #histories = new Map<string, History>();
  /** Makes the times of simultaneous events distinct, in their order. */
  #lastAt = -Infinity;

  constructor(readonly clock: Pick<Clock, 'now'>) {}

  createStack(stackId: string, rootId = stackId): void {
    this.#histories.set(stackId, { rootId, statuses: [], resources: new Map(), events: [] });
    this.setStackStatus(stackId, 'REVIEW_IN_PROGRESS');
  }

  /** Sets the status of the stack, and adds its event. */
  setStackStatus(stackId: string, status: string): void {
    const history = this.#find(stackId);
    const at = this.#now();
    const logicalId = stackId.split('/')[1] ?? '';
    history.statuses.push({ at: this.clock.now(), value: status });
    history.events.push({ at, logicalId, physicalId: stackId, status, reason: '', properties: undefined });
  }

  /** Sets the record of a resource, without an event. */
  setResource(stackId: string, logicalId: string, resource: StackResource | 'absent'): void {
    const { resources } = this.#find(stackId);
    const entries = resources.get(logicalId) ?? [];
    resources.set(logicalId, entries);
    const at = this.clock.now();
    entries.push({ at, value: resource === 'absent' ? resource : { ...resource, updatedAt: at } });
  }

  /** Adds an event of a resource, without changing its record. */
  recordEvent(
    stackId: string,
    logicalId: string,
    { status, physicalId }: StackResource,
    properties?: unknown,
    reason = '',
  ): void {
    this.#find(stackId).events.push({ at: this.#now(), logicalId, physicalId, status, reason, properties });
  }

  resource(stackId: string, logicalId: string, asOf = Infinity): StackResource | 'absent' | 'no-stack' {
    const history = this.#histories.get(stackId);
    if (history === undefined) return 'no-stack';
    return findAsOf(history.resources.get(logicalId) ?? [], asOf) ?? 'absent';
  }

  stack(stackId: string, asOf = Infinity): Stack | undefined {
    const history = this.#histories.get(stackId);
    const status = history === undefined ? undefined : findAsOf(history.statuses, asOf);
    return history === undefined || status === undefined ? undefined : { status, rootId: history.rootId };
  }

  events(stackId: string, asOf = Infinity): readonly StackEvent[] {
    return (this.#histories.get(stackId)?.events ?? []).filter(({ at }) => Math.floor(at) <= asOf).reverse();
  }

  /** Stale views of these records: a read shows them as they were up to the lag ago. */
  withLag({ recordLagMs, eventLagMs }: Lags, random: Random): Records {
    const before = (lagMs: number): number => this.clock.now() - drawLag(lagMs, random);
    return {
      resource: (stackId, logicalId) => this.resource(stackId, logicalId, before(recordLagMs)),
      stack: (stackId) => this.stack(stackId, before(recordLagMs)),
      events: (stackId) => this.events(stackId, before(eventLagMs)),
    };
  }

  #now(): number {
    this.#lastAt = Math.max(this.clock.now(), this.#lastAt + 2 ** -10);
    return this.#lastAt;
  }

  #find(stackId: string): History {
    const history = this.#histories.get(stackId);
    if (history === undefined) throw new Error(`There is no stack ${stackId}`);
    return history;
  }
}

function findAsOf<Value>(entries: readonly Entry<Value>[], asOf: number): Value | undefined {
  return entries.findLast(({ at }) => at <= asOf)?.value;
}

/** Draws how stale the next read is: often the longest lag, otherwise random. */
export function drawLag(longestMs: number, random: Random): number {
  if (longestMs === 0) return 0;
  return random() < 0.6 ? longestMs : random() * longestMs;
}
