import { parseRecordingConfigurationArn } from '../../contract/arn';
import { AwsCallError } from '../aws/aws-call-error';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Stack, StackEvent, StackResource } from '../aws/stacks';
import { createBackOff } from '../time/back-off';
import { startDeadline } from '../time/deadline';
import { planChange } from './change-plan';
import { parseDefaultTags, tryParseDeclaration, type Declaration } from './declaration';
import type { Operation } from './operation';
import { readOrigin, type Owner } from './ownership';
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

/** CloudFormation is asked for a hint, not for permission: after this long the work goes on without it. */
const PATIENCE_MS = 60_000;

/** What CloudFormation says of the resource: its record, `absent`, or `unknown` if it could not be asked. */
export type Standing = StackResource | 'absent' | 'unknown';

/** How often and how far apart CloudFormation is asked for events that it does not show yet. */
const EVENT_LOOKS = 5;
const EVENT_LOOK_MS = 2_000;

/** Asks CloudFormation how the resource stands. Being denied, or no answer, is logged and does not fail the event. */
export async function readStanding(operation: Operation): Promise<Standing> {
  const standing = await readStandingOf(operation, operation.owner);
  // Something else than CloudFormation may deploy the resource.
  return standing === 'no-stack' ? 'unknown' : standing;
}

/** As {@link readStanding}, of any resource of any stack of the account and Region; `no-stack` if there is no such stack. */
export async function readStandingOf(operation: Operation, owner: Owner): Promise<Standing | 'no-stack'> {
  const { stacks } = operation;
  const answer = await ask(operation, (signal) => stacks.describeResource(owner.stackId, owner.logicalId, signal));
  return answer === 'unknown' ? answer : answer.value;
}

/** The id that CloudFormation has for the resource; undefined if it has none, or could not be asked. */
export async function readRecordedId(operation: Operation): Promise<string | undefined> {
  return getRecordedId(await readStanding(operation));
}

function getRecordedId(standing: Standing): string | undefined {
  return typeof standing === 'string' ? undefined : standing.physicalId;
}

/** How often and how far apart CloudFormation is asked before an event counts as one that is not waited for. */
const ASKINGS = 3;
const ASKING_AGAIN_MS = 2_000;

/**
 * Asks until the answer is the one that an event in time gets, or it is certain that it is another: what CloudFormation
 * shows may be a moment old, and taking an event in time for a late one would undo or skip its work.
 */
export async function confirm(operation: Operation, isInTime: () => Promise<boolean>): Promise<boolean> {
  const { clock, whole } = operation;
  for (let asking = 1; ; asking += 1) {
    if (await isInTime()) return true;
    if (asking === ASKINGS) return false;
    await clock.sleep(ASKING_AGAIN_MS, whole.signal);
  }
}

/** What the resource has; the id is undefined where that is nothing. */
export type Held = { readonly id: string | undefined } | 'unknown';

/** Whether the record shows a deletion. In a cleanup it may be that of what was replaced. */
function isGoing(standing: Standing): boolean {
  return typeof standing !== 'string' && standing.status.startsWith('DELETE_');
}

/** What the resource has, or has instead of what is being deleted. */
export async function readHeld(operation: Operation, standing: Standing): Promise<Held> {
  if (typeof standing === 'string') return standing === 'unknown' ? standing : { id: undefined };
  return isGoing(standing) ? readReplacementOf(operation, standing.physicalId) : { id: standing.physicalId };
}

/** What tells the latest event of a resource from one that was cancelled or delivered late. */
export interface Occasion {
  /** What the event asks for. */
  readonly declaration: Declaration;
  /** The id that the event says the resource has; undefined for a Create. */
  readonly physicalId: string | undefined;
  /** For an update: the resource still has what the update is to change. */
  readonly isForward: boolean;
  /** For an update that moves channels: the configuration that they used before. */
  readonly released?: string | undefined;
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

/**
 * What is to become of a configuration that an event made.
 *
 * - `keep`: CloudFormation waits for it, or has it already
 * - `discard`: CloudFormation neither waits for it nor ever had it
 * - `leave`: CloudFormation may have had it and deletes it itself
 */
export type Fate = 'keep' | 'discard' | 'leave';

/**
 * Decides on a configuration after it was made. When another resource fails, CloudFormation does not wait: it sets the
 * resource's status and sends the event that undoes this one, while this one still runs. So an event that has made
 * something asks afterwards, and the event that undoes it looks afterwards; one sees the other.
 *
 * @param isNew - this delivery made it, not an earlier one of the same event
 */
export async function decideFate(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Fate> {
  if (await isStillWanted(operation, occasion)) return 'keep';
  return decideFateOfSuperseded(operation, occasion, configuration, isNew);
}

/** As {@link decideFate}, of an event that CloudFormation does not wait for. */
export async function decideFateOfSuperseded(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Fate> {
  const { arn } = configuration;
  await waitForHeir(operation, occasion);
  // Another delivery's answer may be why: so what is recorded is read once it is certain that no answer counts any more.
  const standing = await readStanding(operation);
  const held = await readHeld(operation, standing);
  if (held !== 'unknown' && held.id === arn) return 'keep';
  if (held === 'unknown' && isGoing(standing)) return 'leave';
  const isOver = standing === 'absent' || isGoing(standing);
  if (isNew || isOver || isWhereItWas(getRecordedId(standing), occasion)) return 'discard';
  return (await wasEverHeld(operation, configuration)) ? 'leave' : 'discard';
}

/** Whether CloudFormation shows that the resource had the configuration at some time, or could not be asked. */
async function wasEverHeld(operation: Operation, configuration: RecordingConfiguration): Promise<boolean> {
  const { arn } = configuration;
  const madeAt = readOrigin(configuration)?.madeAt ?? -Infinity;
  const isEnough = (all: readonly StackEvent[]): boolean => all.some(({ at }) => at < madeAt);
  const events = await readEvents(operation, operation.owner.stackId, isEnough);
  return events === undefined || events.some(({ physicalId }) => physicalId === arn);
}

const HEIR_MS = 5_000;

/**
 * Waits while another event is under way that wants the same settings: it may have found the configuration and count on
 * it, and only once it is answered is that known.
 */
async function waitForHeir(operation: Operation, { declaration }: Occasion): Promise<void> {
  const { clock, whole } = operation;
  for (;;) {
    const standing = await readStanding(operation);
    if (typeof standing === 'string' || standing.status !== 'UPDATE_IN_PROGRESS') return;
    const goal = await readGoal(operation);
    if (goal?.fingerprint !== declaration.fingerprint) return;
    await clock.sleep(HEIR_MS, whole.signal);
  }
}

/** Whether the resource has what it had before the event: then what the event made was never taken over. */
function isWhereItWas(recorded: string | undefined, { physicalId }: Occasion): boolean {
  if (physicalId !== undefined) return recorded === physicalId;
  return recorded === undefined || parseRecordingConfigurationArn(recorded) === undefined;
}

/** Whether CloudFormation waits for this event, and for no later one of the resource. */
export async function isStillWanted(operation: Operation, occasion: Occasion): Promise<boolean> {
  const { clock, whole, cloudFormation } = operation;
  for (let look = 1; ; look += 1) {
    const answer = { isWanted: 'unknown' as boolean | 'unknown' };
    await confirm(operation, async () => {
      answer.isWanted = await isWanted(operation, occasion);
      return answer.isWanted !== false;
    });
    if (answer.isWanted !== 'unknown') return answer.isWanted;
    // An update that goes forward is what a rollback undoes; any other one may be the rollback.
    if (cloudFormation.hasNoGoal || look === EVENT_LOOKS || whole.remainingMs() < 2 * EVENT_LOOK_MS) {
      cloudFormation.hasNoGoal = true;
      return !occasion.isForward;
    }
    await clock.sleep(EVENT_LOOK_MS, whole.signal);
  }
}

/** Unknown where there may be two events on a rollback, and CloudFormation does not show which one it waits for. */
async function isWanted(operation: Operation, occasion: Occasion): Promise<boolean | 'unknown'> {
  const standing = await readStanding(operation);
  if (standing === 'unknown') return true;
  if (standing === 'absent') return false;
  if (operation.kind === 'Create') return standing.status === 'CREATE_IN_PROGRESS';
  if (standing.status !== 'UPDATE_IN_PROGRESS' || standing.physicalId !== occasion.physicalId) return false;
  if (!(await isRollBack(operation))) return true;
  // On a roll-back there may be two: the update that was cancelled, and the one that undoes it.
  const goal = await readGoal(operation, true);
  if (goal === undefined) return 'unknown';
  return planChange(goal, occasion.declaration).kind === 'nothing';
}

/** Whether an operation of the stack, or of the root stack that it is nested in, is under way or may be. */
export async function isInProgress(operation: Operation, stackId: string): Promise<boolean> {
  const both = await readStackAndRoot(operation, stackId);
  return both === undefined || both.some(({ status }) => status.endsWith('_IN_PROGRESS'));
}

/** Whether the stack is on its way back; false where CloudFormation could not be asked. */
export async function isRollBack(operation: Operation): Promise<boolean> {
  const stack = await describeStack(operation, operation.owner.stackId);
  return typeof stack === 'object' && stack.status.includes('ROLLBACK');
}

/**
 * The resource's history. Undefined where CloudFormation could not be asked, or does not show the start of the event that
 * is served: then older events may be missing as well.
 *
 * @param physicalId - which the event says that the resource has
 */
export async function readHistory(operation: Operation, physicalId: string): Promise<StackHistory | undefined> {
  const { kind, owner, clock, whole } = operation;
  const start = `${kind.toUpperCase()}_IN_PROGRESS`;
  for (let look = 1; ; look += 1) {
    const { history, isConsistent } = (await readHistoryOnce(operation)) ?? {};
    const newest = history?.events[0];
    const isLast = look === EVENT_LOOKS;
    if (newest?.status === start && newest.physicalId === physicalId && (isConsistent === true || isLast))
      return history;
    if (isLast || whole.remainingMs() < 2 * EVENT_LOOK_MS) break;
    await clock.sleep(EVENT_LOOK_MS, whole.signal);
  }
  operation.log.warn('CloudFormation does not show the events of the resource', { logicalId: owner.logicalId });
  return undefined;
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
  const { owner, clock, whole } = operation;
  const keepOwn = (all: readonly StackEvent[]): readonly StackEvent[] =>
    all.filter(({ logicalId }) => logicalId === owner.logicalId);
  for (let look = 1; ; look += 1) {
    const events = await readEvents(
      operation,
      owner.stackId,
      (all) => findCreationSpan(keepOwn(all), physicalId) !== undefined,
    );
    const span = events === undefined ? undefined : findCreationSpan(keepOwn(events), physicalId);
    if (span !== undefined || look === EVENT_LOOKS || whole.remainingMs() < 2 * EVENT_LOOK_MS) return span;
    await clock.sleep(EVENT_LOOK_MS, whole.signal);
  }
}

/**
 * What the resource has instead of a configuration that is being deleted, as the events of the operation under way tell;
 * undefined where it has nothing.
 */
export async function readReplacementOf(operation: Operation, arn: string): Promise<Held> {
  const { owner, clock, whole } = operation;
  const { stackId, logicalId } = owner;
  const isStart = (event: StackEvent): boolean => event.physicalId === stackId && isOperationStart(event);
  for (let look = 1; ; look += 1) {
    const events = await readEvents(operation, stackId, (all) => all.some(isStart));
    if (events === undefined) break;
    const start = events.findIndex(isStart);
    const ofOperation = events.slice(0, start < 0 ? undefined : start).filter((event) => event.logicalId === logicalId);
    const [newest] = ofOperation;
    // Without the deletion among them, the events are stale.
    if (newest?.physicalId === arn && newest.status.startsWith('DELETE_')) {
      return { id: findReplacementOf(arn, ofOperation) };
    }
    if (look === EVENT_LOOKS || whole.remainingMs() < 2 * EVENT_LOOK_MS) break;
    await clock.sleep(EVENT_LOOK_MS, whole.signal);
  }
  return 'unknown';
}

/** The stack and, where it is another, its root stack; undefined where CloudFormation could not be asked. */
async function readStackAndRoot(operation: Operation, stackId: string): Promise<readonly Stack[] | undefined> {
  const stack = await describeStack(operation, stackId);
  if (stack === 'unknown') return undefined;
  if (stack === undefined) return [];
  if (stack.rootId === stackId) return [stack];
  const root = await describeStack(operation, stack.rootId);
  return root === 'unknown' ? undefined : [stack, ...(root === undefined ? [] : [root])];
}

async function describeStack(operation: Operation, stackId: string): Promise<Stack | undefined | 'unknown'> {
  const { stacks } = operation;
  const answer = await ask(operation, (signal) => stacks.describeStack(stackId, signal));
  return answer === 'unknown' ? answer : answer.value;
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

async function ask<Value>(
  operation: Operation,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<{ readonly value: Value } | 'unknown'> {
  const { clock, random, log, whole, cloudFormation } = operation;
  if (cloudFormation.isUnreachable) return 'unknown';
  const limit = startDeadline(clock, PATIENCE_MS, whole);
  const backOff = createBackOff(500, 4_000, random);
  try {
    for (;;) {
      try {
        return { value: await call(limit.signal) };
      } catch (error) {
        const mayPass = error instanceof AwsCallError && (error.kind === 'throttled' || error.kind === 'unavailable');
        const delay = backOff.next();
        if (!mayPass || delay >= limit.remainingMs()) {
          whole.signal.throwIfAborted();
          cloudFormation.isUnreachable = true;
          log.warn('CloudFormation could not be asked how the resource stands; going on without knowing', {
            refusal: error instanceof Error ? error.message : String(error),
          });
          return 'unknown';
        }
        await clock.sleep(delay, limit.signal);
      }
    }
  } finally {
    limit.clear();
  }
}
