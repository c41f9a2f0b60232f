import { AwsCallError } from '../aws/aws-call-error';
import type { Stack, StackResource } from '../aws/stacks';
import { createBackOff } from '../util/back-off';
import { startDeadline } from '../util/deadline';
import type { Operation } from './request-context';
import type { Owner } from './ownership';

/** CloudFormation is asked for a hint, not for permission: after this long the work goes on without it. */
const PATIENCE_MS = 60_000;

/** What CloudFormation says of the resource: its record, `absent`, or `unknown` if it could not be asked. */
export type Standing = StackResource | 'absent' | 'unknown';

/** Whether the record shows a deletion. In a cleanup it may be that of what was replaced. */
export function isDeleting(standing: Standing): boolean {
  return typeof standing !== 'string' && standing.status.startsWith('DELETE_');
}

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

export function getRecordedId(standing: Standing): string | undefined {
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

/** The stack and, where it is another, its root stack; undefined where CloudFormation could not be asked. */
export async function readStackAndRoot(operation: Operation, stackId: string): Promise<readonly Stack[] | undefined> {
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

/** Asks CloudFormation something; `unknown` where it denies that or does not answer. */
export async function ask<Value>(
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
