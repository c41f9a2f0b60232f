import type { StackEvent } from '../aws/stacks';

/** The events of a resource since the last successful operation of the stack. A rollback can undo only these. */
export interface StackHistory {
  /**
   * The end of that operation in milliseconds since the epoch, by CloudFormation's clock; undefined if there is none.
   */
  readonly endedAt: number | undefined;
  /**
   * The end of the last successful operation before the current one, which differs from `endedAt` during a cleanup. What
   * was created since then is not retained on purpose.
   */
  readonly previousEndedAt: number | undefined;
  /** The events of the resource since then, newest first. */
  readonly events: readonly StackEvent[];
  /** Those since a later rollback ended, if there is one: what a rollback of the stack now undoes, newest first. */
  readonly eventsToUndo: readonly StackEvent[];
}

/** States of a root stack after which it cannot roll back to an earlier state. */
const SUCCESSFUL_ENDS = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_COMPLETE',
];

/** Returns whether an event shows the successful end of an operation of the root stack. */
export function isSuccessfulEnd({ physicalId, status }: StackEvent, rootId: string): boolean {
  return physicalId === rootId && SUCCESSFUL_ENDS.includes(status);
}

/** Returns whether an event shows the end of an operation of the root stack or of its rollback. */
export function isStableEnd(event: StackEvent, rootId: string): boolean {
  return isSuccessfulEnd(event, rootId) || (event.physicalId === rootId && event.status === 'UPDATE_ROLLBACK_COMPLETE');
}

/**
 * Returns the last successful end of the root stack before its current operation; undefined if the events do not show
 * both.
 *
 * @param events - of the root stack, newest first
 */
export function findPreviousEnd(events: readonly StackEvent[], rootId: string): StackEvent | undefined {
  const start = events.findIndex((event) => event.physicalId === rootId && isOperationStart(event));
  return start < 0 ? undefined : events.slice(start).find((event) => isSuccessfulEnd(event, rootId));
}

/**
 * Returns whether the events of a root stack and of its nested stack, both newest first, show the same current operation.
 * An operation of the root stack starts at most one operation of a nested stack.
 */
export function haveSameStart(
  ofRoot: readonly StackEvent[],
  rootId: string,
  ofStack: readonly StackEvent[],
  stackId: string,
): boolean {
  const listStarts = (events: readonly StackEvent[], id: string): readonly number[] =>
    events.filter((event) => event.physicalId === id && isOperationStart(event)).map(({ at }) => at);
  const [rootStart = -Infinity] = listStarts(ofRoot, rootId);
  const [, earlierStart = -Infinity] = listStarts(ofStack, stackId);
  return rootStart > earlierStart;
}

/** Returns whether no rollback can undo the create of the resource any more. */
export function isCreateFinal(history: StackHistory | undefined): boolean {
  return history?.events.every(({ status }) => !status.startsWith('CREATE_')) === true;
}

/** Returns whether an update of the resource failed since then. */
export function hasFailedUpdate({ events }: StackHistory): boolean {
  return events.some(({ status }) => status === 'UPDATE_FAILED');
}

/**
 * Returns whether the failed update may still run: the events do not show that CloudFormation received its response.
 */
export function mayStillRun({ events }: StackHistory): boolean {
  const failure = events.find(({ status }) => status === 'UPDATE_FAILED');
  // The reason is from https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
  return failure?.reason.includes('Received response status [FAILED]') !== true;
}

/** Returns whether all events since then are deletions: those of a cleanup, or of the removal of the resource. */
export function isOnlyDeleting({ events }: StackHistory): boolean {
  return events.every(isDeletion);
}

/** Returns the physical id that a rollback of the stack restores; undefined if the resource had none. */
export function findPreviousId({ eventsToUndo }: StackHistory): string | undefined {
  // The first event since then has the id. The event of a create has no id or that of the new configuration.
  const first = eventsToUndo.at(-1);
  return first === undefined || first.status.startsWith('CREATE_') ? undefined : first.physicalId;
}

/** Returns whether a create since the last successful operation adopted the configuration. */
export function isAdoptedSince({ events }: StackHistory, arn: string): boolean {
  return events.some(({ status, properties }) => status.startsWith('CREATE_') && readAdoptArn(properties) === arn);
}

function readAdoptArn(properties: unknown): unknown {
  return typeof properties === 'object' && properties !== null && 'AdoptArn' in properties
    ? properties.AdoptArn
    : undefined;
}

/**
 * Returns whether a configuration was created since the end of a successful operation.
 *
 * @param endedAt - undefined if there is no such operation
 * @param createdAt - in milliseconds since the epoch, by the function's clock
 */
export function isCreatedSince(endedAt: number | undefined, createdAt: number): boolean {
  return endedAt === undefined || createdAt >= endedAt;
}

/** The start of a failed or canceled create and the start of the next one, in milliseconds since the epoch. */
export interface CreateSpan {
  readonly startedAt: number;
  /** Infinity if the resource was not created again. */
  readonly endedAt: number;
}

/**
 * Returns the time span of a failed or canceled create; undefined if the events do not show it.
 *
 * @param events - of the resource, newest first
 * @param physicalId - the physical id that CloudFormation gave the resource at that time
 */
export function findCreateSpan(events: readonly StackEvent[], physicalId: string): CreateSpan | undefined {
  const end = events.findIndex((event) => event.physicalId === physicalId && !event.status.startsWith('DELETE_'));
  const start = end < 0 ? undefined : events.slice(end).find(isCreationStart);
  if (start === undefined) return undefined;
  // The resource may have been created again since then.
  const next = events.slice(0, end).findLast(isCreationStart);
  return { startedAt: start.at, endedAt: next?.at ?? Infinity };
}

export function isCreatedWithin({ startedAt, endedAt }: CreateSpan, createdAt: number): boolean {
  return createdAt >= startedAt && createdAt < endedAt;
}

function isCreationStart({ status }: StackEvent): boolean {
  return status === 'CREATE_IN_PROGRESS';
}

/** Returns whether the events of the resource show what was before its deletion, or that of a replaced configuration. */
export function hasEventBeforeDeletion(events: readonly StackEvent[]): boolean {
  return events.some((event) => !isDeletion(event));
}

/**
 * Returns the replacement of a configuration that is being deleted; undefined if the resource itself is deleted. During
 * the cleanup of an update, the stack resource may show the deletion of the replaced configuration. An earlier operation
 * may have created the replacement: a cleanup also deletes what operations left that failed without a rollback.
 *
 * @param events - of the resource, newest first
 */
export function findReplacementOf(arn: string, events: readonly StackEvent[]): string | undefined {
  const last = events.findIndex((event) => !isDeletion(event));
  const physicalId = events[last]?.physicalId ?? '';
  const isDeleted = events.slice(0, last).some((event) => event.physicalId === physicalId);
  return physicalId === '' || physicalId === arn || isDeleted ? undefined : physicalId;
}

function isDeletion({ status }: StackEvent): boolean {
  return status.startsWith('DELETE_');
}

/**
 * Returns the desired properties of the resource, current or last; undefined if the events do not show them.
 *
 * @param events - of the stack, newest first
 * @param isRollback - whether the stack rolls back. An event before the rollback shows the properties that are undone.
 * If the events do not show the rollback, they are stale.
 */
export function findDesiredProperties(
  events: readonly StackEvent[],
  { stackId, logicalId }: { readonly stackId: string; readonly logicalId: string },
  isRollback: boolean,
): unknown {
  const start = events.findIndex((event) => event.logicalId === logicalId && isStartEvent(event));
  if (start < 0) return undefined;
  if (isRollback) {
    const rollback = events.findIndex((event) => event.physicalId === stackId && isStartOrRollback(event));
    if (rollback < start || events[rollback]?.status.includes('ROLLBACK') !== true) return undefined;
  }
  return events[start]?.properties;
}

/** Returns whether an event starts a create or update of a resource. */
export function isStartEvent({ status }: StackEvent): boolean {
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS';
}

/** Returns whether a stack event starts an operation. */
export function isOperationStart({ status }: StackEvent): boolean {
  return /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(status);
}

/** Returns whether a stack event starts an operation or its rollback. */
export function isStartOrRollback(event: StackEvent): boolean {
  return isOperationStart(event) || event.status.endsWith('ROLLBACK_IN_PROGRESS');
}
