import type { StackEvent } from '../aws/stacks';

/** What CloudFormation shows of a resource since an operation of the stack last ended well: since then a rollback can undo. */
export interface StackHistory {
  /** When that operation ended, in milliseconds since the epoch, by CloudFormation's clock; undefined where none has. */
  readonly endedAt: number | undefined;
  /** The events of the resource since then; the newest comes first. */
  readonly events: readonly StackEvent[];
}

/** States of a root stack after which it rolls back to nothing older. */
const SUCCESSFUL_ENDS = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_COMPLETE',
];

/** Whether an event tells that an operation of the root stack ended well. */
export function isSuccessfulEnd({ physicalId, status }: StackEvent, rootId: string): boolean {
  return physicalId === rootId && SUCCESSFUL_ENDS.includes(status);
}

/** Whether no rollback can undo the creation of the resource any more. */
export function isCreateFinal(history: StackHistory | undefined): boolean {
  return history?.events.every(({ status }) => !status.startsWith('CREATE_')) === true;
}

/** Whether an update of the resource failed since. */
export function hasFailedUpdate({ events }: StackHistory): boolean {
  return events.some(({ status }) => status === 'UPDATE_FAILED');
}

/** Whether the update that failed before may still run: CloudFormation does not show that it waited for the response. */
export function mayStillRun({ events }: StackHistory): boolean {
  const failure = events.find(({ status }) => status === 'UPDATE_FAILED');
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
  return failure?.reason.includes('Received response status [FAILED]') !== true;
}

/** Whether nothing but deletions happened since: what an operation that ended well leaves for its cleanup, or a removal. */
export function isOnlyDeleting({ events }: StackHistory): boolean {
  return events.every(({ status }) => status.startsWith('DELETE_'));
}

/** What the resource had when the last operation ended well; undefined for nothing. */
export function findPreviousId({ events }: StackHistory): string | undefined {
  // The first event since then names it; that of a creation names nothing, or what was created.
  const first = events.at(-1);
  return first === undefined || first.status.startsWith('CREATE_') ? undefined : first.physicalId;
}

/** Whether a creation since the last operation ended well adopted the configuration. */
export function isAdoptedSince({ events }: StackHistory, arn: string): boolean {
  return events.some(({ status, properties }) => status.startsWith('CREATE_') && readAdoptArn(properties) === arn);
}

function readAdoptArn(properties: unknown): unknown {
  return typeof properties === 'object' && properties !== null && 'AdoptArn' in properties
    ? properties.AdoptArn
    : undefined;
}

/**
 * Whether something was made since the last operation ended well, so that a rollback undoes it.
 *
 * @param madeAt - in milliseconds since the epoch, by the function's clock
 */
export function isCreatedSince({ endedAt }: StackHistory, createdAt: number): boolean {
  return endedAt === undefined || createdAt >= endedAt;
}

/** When a creation that failed or was cancelled began, and when the next one did, in milliseconds since the epoch. */
export interface CreateSpan {
  readonly startedAt: number;
  /** Infinity if the resource was not created again. */
  readonly endedAt: number;
}

/**
 * The span of a creation that failed or was cancelled; undefined where the events do not show it.
 *
 * @param events - of the resource; the newest comes first
 * @param physicalId - the one that CloudFormation gave to the resource then
 */
export function findCreateSpan(events: readonly StackEvent[], physicalId: string): CreateSpan | undefined {
  const end = events.findIndex((event) => event.physicalId === physicalId && !event.status.startsWith('DELETE_'));
  const start = end < 0 ? undefined : events.slice(end).find(isCreationStart);
  if (start === undefined) return undefined;
  // The resource may have been created again since.
  const next = events.slice(0, end).findLast(isCreationStart);
  return { startedAt: start.at, endedAt: next?.at ?? Infinity };
}

export function isCreatedWithin({ startedAt, endedAt }: CreateSpan, createdAt: number): boolean {
  return createdAt >= startedAt && createdAt < endedAt;
}

function isCreationStart({ status }: StackEvent): boolean {
  return status === 'CREATE_IN_PROGRESS';
}

/**
 * What the resource got instead of the configuration that is being deleted; undefined where the resource itself goes. In
 * the cleanup after an update CloudFormation's record may show the deletion of what was replaced.
 *
 * @param events - of the stack's operation under way; the newest comes first
 */
export function findReplacementOf(arn: string, events: readonly StackEvent[]): string | undefined {
  const last = events.find(({ status }) => !status.startsWith('DELETE_'));
  return last === undefined || last.physicalId === arn || last.physicalId === '' ? undefined : last.physicalId;
}

/**
 * The properties that CloudFormation brings the resource to, or brought it to last; undefined where the events do not
 * say.
 *
 * @param events - of the stack; the newest comes first
 * @param isRollback - whether the stack rolls back. An event from before the rollback tells what is undone, and where the
 * rollback is not among the events, they are stale.
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

/** Whether an event tells that a resource is created or updated from then on. */
export function isStartEvent({ status }: StackEvent): boolean {
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS';
}

/** Whether an event of a stack tells that an operation began. */
export function isOperationStart({ status }: StackEvent): boolean {
  return /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(status);
}

/** Whether an event of a stack tells that an operation, or its rollback, began. */
export function isStartOrRollback(event: StackEvent): boolean {
  return isOperationStart(event) || event.status.endsWith('ROLLBACK_IN_PROGRESS');
}
