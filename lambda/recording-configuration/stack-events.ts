import type { StackEvent } from '../aws/stacks';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { parseDefaultTags, tryParseDesiredState, type DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { parseOrigin } from './ownership';
import {
  findCreateSpan,
  findDesiredProperties,
  findReplacementOf,
  isStartEvent,
  isSuccessfulEnd,
  isOperationStart,
  isStartOrRollback,
  type CreateSpan,
  type StackHistory,
} from './stack-history';
import { query, isDeleting, readStackAndRoot, describeStackResource, type StackResourceStatus } from './stack-resource';

/** How often and how far apart CloudFormation is asked for events that it does not show yet. */
const MAX_EVENT_READS = 5;
const EVENT_READ_INTERVAL_MS = 2_000;

/** Looks until the events show what is looked for; undefined if they do not within a while. */
export async function retryRead<Shown>(
  context: RequestContext,
  read: (isLast: boolean) => Promise<Shown | undefined>,
): Promise<Shown | undefined> {
  const { clock, cleanupDeadline, cloudFormation } = context;
  for (let reads = 1; ; reads += 1) {
    const isLast = reads === MAX_EVENT_READS || cleanupDeadline.remainingMs() < 2 * EVENT_READ_INTERVAL_MS;
    const shown = await read(isLast);
    if (shown !== undefined || isLast || cloudFormation.isUnreachable) return shown;
    await clock.sleep(EVENT_READ_INTERVAL_MS, cleanupDeadline.signal);
  }
}

/**
 * What CloudFormation brings the resource to, or brought it to last; undefined where it does not say.
 *
 * @param isRollback - whether the stack is known to roll back
 */
export async function readDesiredState(context: RequestContext, isRollback = false): Promise<DesiredState | undefined> {
  const { owner, defaultTags } = context;
  const isEnough = (all: readonly StackEvent[]): boolean =>
    all.some((event) => event.logicalId === owner.logicalId && isStartEvent(event)) &&
    (!isRollback || all.some((event) => event.physicalId === owner.stackId && isStartOrRollback(event)));
  const events = await readEvents(context, owner.stackId, isEnough, MAX_EVENT_PAGES);
  const latest = events === undefined ? undefined : findDesiredProperties(events, owner, isRollback);
  return latest === undefined ? undefined : tryParseDesiredState(latest, parseDefaultTags(defaultTags));
}

/** The event that is looked for began the operation that is under way, so it is among the newest. */
const MAX_EVENT_PAGES = 5;

/** What the resource has; the id is undefined where that is nothing. */
export type Held = { readonly id: string | undefined } | 'unknown';

/** What the resource has, or has instead of what is being deleted. */
export async function readHeld(context: RequestContext, stackResource: StackResourceStatus): Promise<Held> {
  if (typeof stackResource === 'string') return stackResource === 'unknown' ? stackResource : { id: undefined };
  return isDeleting(stackResource)
    ? readReplacementOf(context, stackResource.physicalId)
    : { id: stackResource.physicalId };
}

/**
 * The resource's history. Undefined where CloudFormation could not be asked, or does not show the start of the event that
 * is served: then older events may be missing as well.
 *
 * @param physicalId - which the event says that the resource has
 */
export async function readHistory(context: RequestContext, physicalId: string): Promise<StackHistory | undefined> {
  const { kind, owner, log } = context;
  const start = `${kind.toUpperCase()}_IN_PROGRESS`;
  const shown = await retryRead(context, async (isLast) => {
    const { history, isConsistent } = (await readHistoryOnce(context)) ?? {};
    const newest = history?.events[0];
    const isOfEvent = newest?.status === start && newest.physicalId === physicalId;
    return isOfEvent && (isConsistent === true || isLast) ? history : undefined;
  });
  if (shown === undefined) {
    log.warn('CloudFormation does not show the events of the resource', { logicalId: owner.logicalId });
  }
  return shown;
}

/** The history, and whether the events show the root stack in the state that it is in: they may be stale. */
async function readHistoryOnce(
  context: RequestContext,
): Promise<{ readonly history: StackHistory; readonly isConsistent: boolean } | undefined> {
  const { stackId, logicalId } = context.owner;
  const stackAndRoot = await readStackAndRoot(context, stackId);
  const root = stackAndRoot?.at(-1);
  if (root === undefined) return undefined;
  const { rootId } = root;
  const isEnd = (event: StackEvent): boolean => isSuccessfulEnd(event, rootId);
  const ofRoot = await readEvents(context, rootId, (all) => all.some(isEnd));
  if (ofRoot === undefined) return undefined;
  const end = ofRoot.findIndex(isEnd);
  const endedAt = ofRoot[end]?.at;
  const isSince = ({ at }: StackEvent): boolean => endedAt === undefined || at > endedAt;
  const since =
    rootId === stackId
      ? ofRoot.slice(0, end < 0 ? undefined : end)
      : (await readEvents(context, stackId, (all) => !all.every(isSince)))?.filter(isSince);
  if (since === undefined) return undefined;
  const newest = ofRoot.find(({ physicalId }) => physicalId === rootId);
  return {
    history: { endedAt, events: since.filter((event) => event.logicalId === logicalId) },
    isConsistent: newest?.status === root.status,
  };
}

/**
 * When a creation began that failed or was cancelled, and that CloudFormation deletes now. Undefined where it could not be
 * asked, or does not show that.
 *
 * @param physicalId - the one that CloudFormation gave to the resource then
 */
export async function readCreateSpan(context: RequestContext, physicalId: string): Promise<CreateSpan | undefined> {
  const { stackId, logicalId } = context.owner;
  const findConfiguration = (all: readonly StackEvent[]): CreateSpan | undefined => {
    const own = all.filter((event) => event.logicalId === logicalId);
    return findCreateSpan(own, physicalId);
  };
  return retryRead(context, async () => {
    const stackResource = await describeStackResource(context);
    const span = findConfiguration(
      (await readEvents(context, stackId, (all) => findConfiguration(all) !== undefined)) ?? [],
    );
    // The resource was created again, or the record is stale: the events have to show the other creation, too.
    const isOther = typeof stackResource !== 'string' && stackResource.physicalId !== physicalId;
    return isOther && span?.endedAt === Infinity ? undefined : span;
  });
}

/**
 * What the resource has instead of a configuration that is being deleted, as the events of the operation under way tell;
 * undefined where it has nothing.
 */
export async function readReplacementOf(context: RequestContext, arn: string): Promise<Held> {
  const { stackId, logicalId } = context.owner;
  const isStart = (event: StackEvent): boolean => event.physicalId === stackId && isOperationStart(event);
  const shown = await retryRead(context, async () => {
    const events = (await readEvents(context, stackId, (all) => all.some(isStart))) ?? [];
    const start = events.findIndex(isStart);
    const ofOperation = events.slice(0, start < 0 ? undefined : start).filter((event) => event.logicalId === logicalId);
    const [newest] = ofOperation;
    // Without the deletion among them, the events are stale.
    const isFresh = newest?.physicalId === arn && newest.status.startsWith('DELETE_');
    return isFresh ? { id: findReplacementOf(arn, ofOperation) } : undefined;
  });
  return shown ?? 'unknown';
}

/** Whether CloudFormation shows that the resource had the configuration at some time, or could not be asked. */
export async function wasEverHeld(context: RequestContext, configuration: RecordingConfiguration): Promise<boolean> {
  const { arn } = configuration;
  const createdAt = parseOrigin(configuration)?.createdAt ?? -Infinity;
  const isEnough = (all: readonly StackEvent[]): boolean => all.some(({ at }) => at < createdAt);
  const events = await readEvents(context, context.owner.stackId, isEnough);
  return events === undefined || events.some(({ physicalId }) => physicalId === arn);
}

/**
 * The events of a stack, the newest first, page by page until they are enough; undefined where CloudFormation could not be
 * asked.
 */
async function readEvents(
  context: RequestContext,
  stackId: string,
  isEnough: (all: readonly StackEvent[]) => boolean,
  maxPages = Infinity,
): Promise<readonly StackEvent[] | undefined> {
  const { stacks } = context;
  const events: StackEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const token = nextToken;
    const result = await query(context, (signal) => stacks.listEvents(stackId, token, signal));
    if (result === 'unknown') return undefined;
    events.push(...result.value.events);
    nextToken = result.value.nextToken;
    if (nextToken === undefined || isEnough(events)) break;
  }
  return events;
}
