import type { StackEvent } from '../aws/stacks';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { parseDefaultTags, tryParseDesiredState, type DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { parseOrigin } from './ownership';
import {
  findCreateSpan,
  findDesiredProperties,
  findPreviousEnd,
  findReplacementOf,
  hasEventBeforeDeletion,
  haveSameStart,
  isStartEvent,
  isStableEnd,
  isSuccessfulEnd,
  isOperationStart,
  isStartOrRollback,
  type CreateSpan,
  type StackHistory,
} from './stack-history';
import { query, isDeleting, readStackAndRoot, describeStackResource, type StackResourceStatus } from './stack-resource';

/** Number and interval of the reads for stack events that are not visible yet. */
const MAX_EVENT_READS = 5;
const EVENT_READ_INTERVAL_MS = 2_000;

/** Reads until a result is defined; returns undefined if none is after a while. */
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
 * Returns the desired state of the resource, current or last; undefined if the stack events do not show it.
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

/** The event started the operation in progress, so it is among the newest. */
const MAX_EVENT_PAGES = 5;

/**
 * Returns whether an operation of the stack started after this request. The operation of the request started before it,
 * so CloudFormation's clock and that of the function may differ a little.
 */
export async function hasLaterOperation(context: RequestContext): Promise<boolean> {
  const { stackId } = context.owner;
  const isStart = (event: StackEvent): boolean => event.physicalId === stackId && isOperationStart(event);
  const events = await readEvents(context, stackId, (all) => all.some(isStart), MAX_EVENT_PAGES);
  const start = events?.find(isStart);
  return start !== undefined && start.at > context.startedAtEpochMs;
}

/** The configuration that the resource has; `id` is undefined if it has none. */
export type Held = { readonly id: string | undefined } | 'unknown';

/** Returns the configuration that the resource has. If one is being deleted, returns its replacement. */
export async function readHeld(context: RequestContext, stackResource: StackResourceStatus): Promise<Held> {
  if (typeof stackResource === 'string') return stackResource === 'unknown' ? stackResource : { id: undefined };
  return isDeleting(stackResource)
    ? readReplacementOf(context, stackResource.physicalId)
    : { id: stackResource.physicalId };
}

/**
 * Returns the history of the resource. Returns undefined if CloudFormation could not be reached, or does not show the
 * start of the current request: older events may then be missing too.
 *
 * @param physicalId - of the request
 */
export async function readHistory(context: RequestContext, physicalId: string): Promise<StackHistory | undefined> {
  const { kind, owner, log, cloudFormation } = context;
  // The history ends with the start of the request, so it does not change.
  if (cloudFormation.history !== undefined) return cloudFormation.history;
  const start = `${kind.toUpperCase()}_IN_PROGRESS`;
  const shown = await retryRead(context, async (isLast) => {
    const { history, isConsistent } = (await readHistoryOnce(context)) ?? {};
    const newest = history?.events[0];
    const isOfEvent = newest?.status === start && newest.physicalId === physicalId;
    return isOfEvent && (isConsistent === true || isLast) ? history : undefined;
  });
  if (shown === undefined) log.warn('Stack events not available', { logicalId: owner.logicalId });
  cloudFormation.history = shown;
  return shown;
}

/** Returns the history and whether the events match the status of the root stack. If not, they are stale. */
async function readHistoryOnce(
  context: RequestContext,
): Promise<{ readonly history: StackHistory; readonly isConsistent: boolean } | undefined> {
  const { stackId, logicalId } = context.owner;
  const stackAndRoot = await readStackAndRoot(context, stackId);
  const root = stackAndRoot?.at(-1);
  if (root === undefined) return undefined;
  const { rootId } = root;
  const isEnd = (event: StackEvent): boolean => isSuccessfulEnd(event, rootId);
  const ofRoot = await readEvents(context, rootId, (all) => findPreviousEnd(all, rootId) !== undefined);
  if (ofRoot === undefined) return undefined;
  const ofStack =
    rootId === stackId
      ? ofRoot
      : await readEvents(context, stackId, (all) => selectSince(all, ofRoot, isEnd).length < all.length);
  if (ofStack === undefined) return undefined;
  const ofResource = ({ logicalId: id }: StackEvent): boolean => id === logicalId;
  const newest = ofRoot.find(({ physicalId }) => physicalId === rootId);
  return {
    history: {
      endedAt: ofRoot.find(isEnd)?.at,
      previousEndedAt: findPreviousEnd(ofRoot, rootId)?.at,
      events: selectSince(ofStack, ofRoot, isEnd).filter(ofResource),
      eventsToUndo: selectSince(ofStack, ofRoot, (event) => isStableEnd(event, rootId)).filter(ofResource),
    },
    isConsistent: newest?.status === root.status && haveSameStart(ofRoot, rootId, ofStack, stackId),
  };
}

/** Selects the events of a stack, newest first, since an end of an operation of its root stack. */
function selectSince(
  ofStack: readonly StackEvent[],
  ofRoot: readonly StackEvent[],
  isEnd: (event: StackEvent) => boolean,
): readonly StackEvent[] {
  const end = ofRoot.findIndex(isEnd);
  if (end < 0) return ofStack;
  // Two events may have the same time.
  if (ofStack === ofRoot) return ofStack.slice(0, end);
  const endedAt = ofRoot[end]?.at ?? -Infinity;
  return ofStack.filter(({ at }) => at > endedAt);
}

/**
 * Returns the time span of a failed or canceled create that CloudFormation is deleting. Returns undefined if
 * CloudFormation could not be reached, or does not show it.
 *
 * @param physicalId - the physical id that CloudFormation gave the resource at that time
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
    // The resource was created again, or the stack resource is stale: the events must show the other create too.
    const isOther = typeof stackResource !== 'string' && stackResource.physicalId !== physicalId;
    return isOther && span?.endedAt === Infinity ? undefined : span;
  });
}

/** Number of events in which an operation before the current one is searched for the replacement. */
const MAX_REPLACEMENT_EVENTS = 500;

/** Returns the replacement of a configuration that is being deleted; `id` is undefined if there is none. */
export async function readReplacementOf(context: RequestContext, arn: string): Promise<Held> {
  const { stackId, logicalId } = context.owner;
  const ofResource = (event: StackEvent): boolean => event.logicalId === logicalId;
  const isStart = (event: StackEvent): boolean => event.physicalId === stackId && isOperationStart(event);
  const isEnough = (all: readonly StackEvent[]): boolean =>
    all.some(isStart) && (all.length >= MAX_REPLACEMENT_EVENTS || hasEventBeforeDeletion(all.filter(ofResource)));
  const shown = await retryRead(context, async () => {
    const events = (await readEvents(context, stackId, isEnough)) ?? [];
    const newest = events.find((event) => ofResource(event) || isStart(event));
    // If the events do not show the deletion, they are stale.
    const isFresh = newest?.physicalId === arn && newest.status.startsWith('DELETE_');
    return isFresh ? { id: findReplacementOf(arn, events.filter(ofResource)) } : undefined;
  });
  return shown ?? 'unknown';
}

/** Returns whether the resource had the configuration at any time, or CloudFormation could not be reached. */
export async function wasEverHeld(context: RequestContext, configuration: RecordingConfiguration): Promise<boolean> {
  const { arn } = configuration;
  const createdAt = parseOrigin(configuration)?.createdAt ?? -Infinity;
  const isEnough = (all: readonly StackEvent[]): boolean => all.some(({ at }) => at < createdAt);
  const events = await readEvents(context, context.owner.stackId, isEnough);
  return events === undefined || events.some(({ physicalId }) => physicalId === arn);
}

/**
 * Returns stack events, newest first. Reads pages until the events are enough; returns undefined if CloudFormation
 * could not be reached.
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
