import { parseRecordingConfigurationArn } from '../../contract/arn';
import { AwsCallError } from '../aws/aws-call-error';
import type { StackResource } from '../aws/stacks';
import { createBackOff } from '../time/back-off';
import { startDeadline } from '../time/deadline';
import { planChange } from './change-plan';
import { parseDefaultTags, tryParseDeclaration, type Declaration } from './declaration';
import type { Operation } from './operation';
import type { Owner } from './ownership';

/** CloudFormation is asked for a hint, not for permission: after this long the work goes on without it. */
const PATIENCE_MS = 60_000;

/** What CloudFormation says of the resource: its record, `absent`, or `unknown` if it could not be asked. */
export type Standing = StackResource | 'absent' | 'unknown';

/** Asks CloudFormation how the resource stands. Being denied, or no answer, is logged and does not fail the event. */
export function readStanding(operation: Operation): Promise<Standing> {
  return readStandingOf(operation, operation.owner);
}

/** As {@link readStanding}, of any resource of any stack of the account and Region. */
export async function readStandingOf(operation: Operation, owner: Owner): Promise<Standing> {
  const { stacks } = operation;
  const answer = await ask(operation, (signal) => stacks.describeResource(owner.stackId, owner.logicalId, signal));
  if (answer === 'unknown') return answer;
  return answer.value ?? 'absent';
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

/** What tells the latest event of a resource from one that was cancelled or delivered late. */
export interface Occasion {
  /** What the event asks for. */
  readonly declaration: Declaration;
  /** The id that the event says the resource has; undefined for a Create. */
  readonly physicalId: string | undefined;
  /** For an update: the resource still has what the update is to change. */
  readonly isForward: boolean;
}

/** What CloudFormation brings the resource to, or brought it to last; undefined where it does not say. */
export async function readGoal(operation: Operation): Promise<Declaration | undefined> {
  const { stacks, owner, defaultTags } = operation;
  const goal = await ask(operation, (signal) => stacks.describeGoal(owner.stackId, owner.logicalId, signal));
  if (goal === 'unknown' || goal.value === undefined) return undefined;
  return tryParseDeclaration(goal.value, parseDefaultTags(defaultTags));
}

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
export async function decideFate(operation: Operation, occasion: Occasion, arn: string, isNew: boolean): Promise<Fate> {
  if (await isStillWanted(operation, occasion)) return 'keep';
  return decideFateOfSuperseded(operation, occasion, arn, isNew);
}

/** As {@link decideFate}, of an event that CloudFormation does not wait for. */
export async function decideFateOfSuperseded(
  operation: Operation,
  occasion: Occasion,
  arn: string,
  isNew: boolean,
): Promise<Fate> {
  await waitForHeir(operation, occasion);
  // Another delivery's answer may be why: so what is recorded is read once it is certain that no answer counts any more.
  const standing = await readStanding(operation);
  const recorded = getRecordedId(standing);
  if (recorded === arn) return 'keep';
  const isOver = standing === 'absent' || (standing !== 'unknown' && standing.status.startsWith('DELETE_'));
  return isNew || isOver || isWhereItWas(recorded, occasion) ? 'discard' : 'leave';
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
export function isStillWanted(operation: Operation, occasion: Occasion): Promise<boolean> {
  return confirm(operation, () => isWanted(operation, occasion));
}

async function isWanted(operation: Operation, occasion: Occasion): Promise<boolean> {
  const standing = await readStanding(operation);
  if (standing === 'unknown') return true;
  if (standing === 'absent') return false;
  if (operation.kind === 'Create') return standing.status === 'CREATE_IN_PROGRESS';
  if (standing.status !== 'UPDATE_IN_PROGRESS' || standing.physicalId !== occasion.physicalId) return false;
  if (!(await isRollBack(operation))) return true;
  // On a roll-back there may be two: the update that was cancelled, and the one that undoes it.
  const goal = await readGoal(operation);
  if (goal === undefined) return !occasion.isForward;
  return planChange(goal, occasion.declaration).kind === 'nothing';
}

/** Whether an operation of the stack, or of the stack that it is nested in, is under way or may be. */
export async function isInProgress(operation: Operation, stackId: string): Promise<boolean> {
  const { stacks } = operation;
  const stack = await ask(operation, (signal) => stacks.describeStatus(stackId, signal));
  return stack === 'unknown' || stack.value?.endsWith('_IN_PROGRESS') === true;
}

/** Whether the stack is on its way back; false where CloudFormation could not be asked. */
export async function isRollBack(operation: Operation): Promise<boolean> {
  const { stacks, owner } = operation;
  const stack = await ask(operation, (signal) => stacks.describeStatus(owner.stackId, signal));
  return stack !== 'unknown' && stack.value?.includes('ROLLBACK') === true;
}

/**
 * Whether no rollback can undo the creation of the resource any more. False where CloudFormation could not be asked.
 */
export async function isCreationFinal(operation: Operation): Promise<boolean> {
  const { stacks, owner } = operation;
  const answer = await ask(operation, (signal) => stacks.isCreationFinal(owner.stackId, owner.logicalId, signal));
  return answer !== 'unknown' && answer.value;
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
