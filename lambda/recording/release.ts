import { parseRecordingConfigurationArn } from '../../contract/arn';
import { MAX_TIMEOUT_SECONDS } from '../../contract/properties';
import { DeadlineError } from '../time/deadline';
import { findUsers, LiveChannelsError, moveAll, moveMovable, refuseLive } from './channel-moves';
import type { Declaration } from './declaration';
import { notWaitedFor } from './not-waited-for';
import type { Operation } from './operation';
import { RecordingError } from './recording-error';
import type { Release } from './removal';
import { isRollBack, isStillWanted, readRecordedId, type Occasion, type Standing } from './standing';

/**
 * Whether channels are moved when a configuration is replaced. Either declaration may say so: a roll-back has the two the
 * other way round, and has to undo what was done on the way there.
 */
export function isReleasing(after: Declaration, before: Declaration | undefined): boolean {
  return after.onInUse === 'RELEASE' || before?.onInUse === 'RELEASE';
}

/**
 * Refuses a replacement before anything is made where a channel is live, and so could not be moved.
 *
 * @param from - the configuration that is to be replaced
 * @throws LiveChannelsError
 */
export async function refuseHandOver(operation: Operation, from: string): Promise<void> {
  if (!(await isRollBack(operation))) await refuseLive(operation, from);
}

/**
 * Lets every channel that uses the replaced configuration use the new one. On a roll-back a live channel does not stand in
 * the way: CloudFormation could go nowhere then. The deletion that follows names it.
 *
 * @throws LiveChannelsError, outside a roll-back; nothing was moved then
 * @throws RecordingError if CloudFormation no longer waits for the event; what was moved is back
 */
export async function handOver(operation: Operation, occasion: Occasion, from: string, to: string): Promise<void> {
  const { work, whole, log } = operation;
  const users = await findUsers(operation, from, work);
  if (users.length === 0 || !(await isStillWanted(operation, occasion))) return;
  try {
    if (await isRollBack(operation)) {
      const live = await moveMovable(operation, from, to, work);
      if (live.length > 0) log.warn('Live channels stay with what is rolled back', { channels: live, arn: from });
    } else {
      await moveAll(operation, users, from, to);
    }
  } catch (error) {
    throw error instanceof DeadlineError ? outOfTime(from, users.length, error) : error;
  }
  // The event that undoes this one may have looked before this one moved; whoever is not waited for tidies up.
  if ((await isStillWanted(operation, occasion)) || (await readRecordedId(operation)) === to) return;
  await moveMovable(operation, to, from, whole);
  throw notWaitedFor(operation);
}

/**
 * What a deletion does about channels: they are pointed to what the resource has instead or, where the resource itself
 * goes, stop recording. Undefined where they stand in the way.
 *
 * @param declaration - what the configuration was made from
 */
export function chooseRelease(
  operation: Operation,
  declaration: Declaration | undefined,
  standing: Standing,
): Release | undefined {
  // Without knowing whether there is a replacement, recording might be switched off where it must go on.
  if (declaration?.onInUse !== 'RELEASE' || standing === 'unknown') return undefined;
  return async (arn) => {
    const replacement = findReplacement(standing, arn);
    if (replacement === undefined) {
      await moveAll(operation, await refuseLive(operation, arn), arn, undefined);
      return;
    }
    const live = await moveMovable(operation, arn, replacement, operation.work);
    if (live.length > 0) throw new LiveChannelsError(arn, live, 0);
  };
}

function findReplacement(standing: Exclude<Standing, 'unknown'>, arn: string): string | undefined {
  if (standing === 'absent' || standing.status.startsWith('DELETE_')) return undefined;
  const { physicalId = '' } = standing;
  return physicalId !== arn && parseRecordingConfigurationArn(physicalId) !== undefined ? physicalId : undefined;
}

function outOfTime(from: string, users: number, error: DeadlineError): RecordingError {
  return new RecordingError(
    `The ${users} channels that use ${from} could not all be pointed to its replacement within ${error.allowedMs / 1000} ` +
      's; they are left as they were. Expected that to take less: IVS allows 5 calls a second. Raise Timeouts.Create (at ' +
      `most ${MAX_TIMEOUT_SECONDS} seconds), then try again.`,
    { cause: error },
  );
}
