import type { StackEvent } from '../aws/stacks';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { parseDefaultTags, tryParseDeclaration, type Declaration } from './desired-state';
import type { Operation } from './request-context';
import { readOrigin } from './ownership';
import {
  findCreationSpan,
  findGoal,
  findReplacementOf,
  isBegun,
  isGoodEnd,
  isOperationStart,
  isStartOrRollback,
  type CreationSpan,
  type StackHistory,
} from './stack-history';
import { ask, isDeleting, readStackAndRoot, readStanding, type Standing } from './stack-resource';

/** How often and how far apart CloudFormation is asked for events that it does not show yet. */
const EVENT_LOOKS = 5;
const EVENT_LOOK_MS = 2_000;

/** Looks until the events show what is looked for; undefined if they do not within a while. */
export async function lookAgain<Shown>(
  operation: Operation,
  look: (isLast: boolean) => Promise<Shown | undefined>,
): Promise<Shown | undefined> {
  const { clock, whole, cloudFormation } = operation;
  for (let looks = 1; ; looks += 1) {
    const isLast = looks === EVENT_LOOKS || whole.remainingMs() < 2 * EVENT_LOOK_MS;
    const shown = await look(isLast);
    if (shown !== undefined || isLast || cloudFormation.isUnreachable) return shown;
    await clock.sleep(EVENT_LOOK_MS, whole.signal);
  }
}

/**
 * What CloudFormation brings the resource to, or brought it to last; undefined where it does not say.
 *
 * @param isRollback - whether the stack is known to roll back
 */
export async function readGoal(operation: Operation, isRollback = false): Promise<Declaration | undefined> {
  const { owner, defaultTags } = operation;
  const isEnough = (all: readonly StackEvent[]): boolean =>
    all.some((event) => event.logicalId === owner.logicalId && isBegun(event)) &&
    (!isRollback || all.some((event) => event.physicalId === owner.stackId && isStartOrRollback(event)));
  const events = await readEvents(operation, owner.stackId, isEnough, MAX_GOAL_PAGES);
  const goal = events === undefined ? undefined : findGoal(events, owner, isRollback);
  return goal === undefined ? undefined : tryParseDeclaration(goal, parseDefaultTags(defaultTags));
}

/** The event that is looked for began the operation that is under way, so it is among the newest. */
const MAX_GOAL_PAGES = 5;

/** What the resource has; the id is undefined where that is nothing. */
export type Held = { readonly id: string | undefined } | 'unknown';

/** What the resource has, or has instead of what is being deleted. */
export async function readHeld(operation: Operation, standing: Standing): Promise<Held> {
  if (typeof standing === 'string') return standing === 'unknown' ? standing : { id: undefined };
  return isDeleting(standing) ? readReplacementOf(operation, standing.physicalId) : { id: standing.physicalId };
}

/**
 * The resource's history. Undefined where CloudFormation could not be asked, or does not show the start of the event that
 * is served: then older events may be missing as well.
 *
 * @param physicalId - which the event says that the resource has
 */
export async function readHistory(operation: Operation, physicalId: string): Promise<StackHistory | undefined> {
  const { kind, owner, log } = operation;
  const start = `${kind.toUpperCase()}_IN_PROGRESS`;
  const shown = await lookAgain(operation, async (isLast) => {
    const { history, isConsistent } = (await readHistoryOnce(operation)) ?? {};
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
  operation: Operation,
): Promise<{ readonly history: StackHistory; readonly isConsistent: boolean } | undefined> {
  const { stackId, logicalId } = operation.owner;
  const both = await readStackAndRoot(operation, stackId);
  const root = both?.at(-1);
  if (root === undefined) return undefined;
  const { rootId } = root;
  const isEnd = (event: StackEvent): boolean => isGoodEnd(event, rootId);
  const ofRoot = await readEvents(operation, rootId, (all) => all.some(isEnd));
  if (ofRoot === undefined) return undefined;
  const end = ofRoot.findIndex(isEnd);
  const endedAt = ofRoot[end]?.at;
  const isSince = ({ at }: StackEvent): boolean => endedAt === undefined || at > endedAt;
  const since =
    rootId === stackId
      ? ofRoot.slice(0, end < 0 ? undefined : end)
      : (await readEvents(operation, stackId, (all) => !all.every(isSince)))?.filter(isSince);
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
export async function readCreationSpan(operation: Operation, physicalId: string): Promise<CreationSpan | undefined> {
  const { stackId, logicalId } = operation.owner;
  const find = (all: readonly StackEvent[]): CreationSpan | undefined => {
    const own = all.filter((event) => event.logicalId === logicalId);
    return findCreationSpan(own, physicalId);
  };
  return lookAgain(operation, async () => {
    const standing = await readStanding(operation);
    const span = find((await readEvents(operation, stackId, (all) => find(all) !== undefined)) ?? []);
    // The resource was created again, or the record is stale: the events have to show the other creation, too.
    const isOther = typeof standing !== 'string' && standing.physicalId !== physicalId;
    return isOther && span?.endedAt === Infinity ? undefined : span;
  });
}

/**
 * What the resource has instead of a configuration that is being deleted, as the events of the operation under way tell;
 * undefined where it has nothing.
 */
export async function readReplacementOf(operation: Operation, arn: string): Promise<Held> {
  const { stackId, logicalId } = operation.owner;
  const isStart = (event: StackEvent): boolean => event.physicalId === stackId && isOperationStart(event);
  const shown = await lookAgain(operation, async () => {
    const events = (await readEvents(operation, stackId, (all) => all.some(isStart))) ?? [];
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
export async function wasEverHeld(operation: Operation, configuration: RecordingConfiguration): Promise<boolean> {
  const { arn } = configuration;
  const madeAt = readOrigin(configuration)?.madeAt ?? -Infinity;
  const isEnough = (all: readonly StackEvent[]): boolean => all.some(({ at }) => at < madeAt);
  const events = await readEvents(operation, operation.owner.stackId, isEnough);
  return events === undefined || events.some(({ physicalId }) => physicalId === arn);
}

/**
 * The events of a stack, the newest first, page by page until they are enough; undefined where CloudFormation could not be
 * asked.
 */
async function readEvents(
  operation: Operation,
  stackId: string,
  isEnough: (all: readonly StackEvent[]) => boolean,
  maxPages = Infinity,
): Promise<readonly StackEvent[] | undefined> {
  const { stacks } = operation;
  const events: StackEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const token = nextToken;
    const answer = await ask(operation, (signal) => stacks.listEvents(stackId, token, signal));
    if (answer === 'unknown') return undefined;
    events.push(...answer.value.events);
    nextToken = answer.value.nextToken;
    if (nextToken === undefined || isEnough(events)) break;
  }
  return events;
}
