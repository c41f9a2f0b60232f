import { AwsCallError } from '../aws/aws-call-error';
import type { StackResource } from '../aws/stacks';
import { createBackOff } from '../time/back-off';
import { startDeadline } from '../time/deadline';
import type { Operation } from './operation';

/** CloudFormation is asked for a hint, not for permission: after this long the work goes on without it. */
const PATIENCE_MS = 60_000;

/** What CloudFormation says of the resource: its record, `absent`, or `unknown` if it could not be asked. */
export type Standing = StackResource | 'absent' | 'unknown';

/** Asks CloudFormation how the resource stands. Being denied, or no answer, is logged and does not fail the event. */
export async function readStanding(operation: Operation): Promise<Standing> {
  const { stacks, owner } = operation;
  const answer = await ask(operation, (signal) => stacks.describeResource(owner.stackId, owner.logicalId, signal));
  if (answer === 'unknown') return answer;
  return answer.value ?? 'absent';
}

/** What tells the latest event of a resource from one that was cancelled or delivered late. */
export interface Occasion {
  /** The id that the event says the resource has; undefined for a Create. */
  readonly physicalId: string | undefined;
  /**
   * For an update: the resource still has what the update is to change, so on a roll-back it is not the update that
   * CloudFormation waits for.
   */
  readonly isForward: boolean;
}

/**
 * Whether CloudFormation still waits for what this event is to make. When another resource fails, CloudFormation does
 * not wait: it sets the resource's status and sends the event that undoes this one, while this one still runs. So an
 * event that has made something asks afterwards, and the event that undoes it looks afterwards; one sees the other.
 */
export async function isStillWanted(operation: Operation, { physicalId, isForward }: Occasion): Promise<boolean> {
  const standing = await readStanding(operation);
  if (standing === 'unknown') return true;
  if (standing === 'absent') return false;
  if (operation.kind === 'Create') return standing.status === 'CREATE_IN_PROGRESS';
  if (standing.status !== 'UPDATE_IN_PROGRESS' || standing.physicalId !== physicalId) return false;
  if (!isForward) return true;
  const { stacks, owner } = operation;
  const stack = await ask(operation, (signal) => stacks.describeStatus(owner.stackId, signal));
  return stack === 'unknown' || stack.value?.includes('ROLLBACK') !== true;
}

async function ask<Value>(
  operation: Operation,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<{ readonly value: Value } | 'unknown'> {
  const { clock, random, log, whole } = operation;
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
