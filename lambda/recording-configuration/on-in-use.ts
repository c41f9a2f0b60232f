import { parseRecordingConfigurationArn } from '../../schema/arn';
import { DeadlineError } from '../util/deadline';
import { findUsers, LiveChannelsError, moveAll, moveMovable, refuseLive } from './channels';
import type { Declaration } from './desired-state';
import { notWaitedFor } from './superseded-error';
import type { Operation } from './request-context';
import { RecordingError } from './resource-error';
import type { Release } from './delete';
import { readReplacementOf, type Held } from './stack-events';
import { isDeleting, isRollBack, readRecordedId, type Standing } from './stack-resource';
import { isStillWanted, type Occasion } from './superseded';
import { adviseTimeout } from './timeout-advice';

/**
 * Whether channels are moved when a configuration is replaced. Either declaration may say so: a rollback has the two the
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
  if (await isRollBack(operation)) return;
  await inTime(from, () => refuseLive(operation, from));
}

/**
 * Lets every channel that uses the replaced configuration use the new one. On a rollback a live channel does not stand in
 * the way: CloudFormation could go nowhere then. The deletion that follows names it.
 *
 * @param to - the new configuration. Channels that the event did not move may use one that it did not create, and stay.
 * @returns undoes the move; undefined where nothing was moved
 * @throws LiveChannelsError, outside a rollback; nothing was moved then
 * @throws RecordingError if CloudFormation no longer waits for the event; what was moved is back
 */
export async function handOver(
  operation: Operation,
  occasion: Occasion,
  from: string,
  { arn: to, isOwn }: { readonly arn: string; readonly isOwn: boolean },
): Promise<MoveBack | undefined> {
  const { work, whole, log } = operation;
  const users = await findUsers(operation, from, work);
  if (users.length === 0 || !(await isStillWanted(operation, occasion))) return undefined;
  let moveBack: MoveBack = async () => {
    await moveMovable(operation, to, from, whole);
  };
  if (await isRollBack(operation)) {
    const live = await inTime(from, () => moveMovable(operation, from, to, work));
    if (live.length > 0) log.warn('Live channels stay with what is rolled back', { channels: live, arn: from });
  } else {
    const undo = await inTime(from, () => moveAll(operation, users, from, to));
    // What was there before the event may be used by channels that it did not move.
    if (!isOwn) moveBack = undo;
  }
  // The event that undoes this one may have looked before this one moved; whoever is not waited for tidies up.
  if ((await isStillWanted(operation, occasion)) || (await readRecordedId(operation)) === to) return moveBack;
  await moveBack();
  throw notWaitedFor(operation);
}

/** Points channels back that an event has moved. */
export type MoveBack = () => Promise<void>;

/** Points channels back to a configuration that they used before. */
export function moveTo(operation: Operation, former: string): Release {
  return async (arn) => {
    await moveMovable(operation, arn, former, operation.whole);
    return undefined;
  };
}

/**
 * What a deletion does about channels: they are pointed to what the resource has instead or, where the resource itself
 * goes, stop recording. Undefined where they stand in the way.
 *
 * @param declaration - what the configuration was made from
 * @param physicalId - which the event deletes; its twins are deleted with it
 */
export function chooseRelease(
  operation: Operation,
  declaration: Declaration | undefined,
  standing: Standing,
  physicalId: string,
): Release | undefined {
  if (declaration?.onInUse !== 'RELEASE') return undefined;
  return async (arn) => {
    // Without knowing whether there is a replacement, recording might be switched off where it must go on.
    if (standing === 'unknown') throw new RecordingError(explainUnknown(arn));
    const replacement = await findReplacement(operation, standing, physicalId);
    if (replacement === 'unknown') throw new RecordingError(explainUnknown(arn));
    if (replacement.id === undefined) {
      return moveAll(operation, await refuseLive(operation, arn), arn, undefined);
    }
    const live = await moveMovable(operation, arn, replacement.id, operation.work);
    // The others have been pointed there already.
    if (live.length > 0) throw new LiveChannelsError(arn, live, 0);
    return undefined;
  };
}

async function findReplacement(
  operation: Operation,
  standing: Exclude<Standing, 'unknown'>,
  deleted: string,
): Promise<Held> {
  if (standing === 'absent') return { id: undefined };
  // The record may show the deletion of what was replaced, or be stale.
  const shown = await readReplacementOf(operation, deleted);
  if (shown !== 'unknown' || isDeleting(standing)) return shown;
  const { physicalId } = standing;
  const isOther = physicalId !== deleted && parseRecordingConfigurationArn(physicalId) !== undefined;
  return { id: isOther ? physicalId : undefined };
}

function explainUnknown(arn: string): string {
  return (
    `${arn} is in use, and CloudFormation could not be asked whether there is a replacement to point its channels to. ` +
    "Expected the function's role to allow cloudformation:DescribeStackResource. Deploy the provider anew, or allow the " +
    'action, then try again.'
  );
}

/** Does something with all channels of a configuration; where the time is not enough, the error says so. */
async function inTime<Result>(arn: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new RecordingError(
      `It took more than ${error.allowedMs / 1000} s to look at and move the channels that use ${arn}. Expected that to ` +
        `take less: IVS allows 5 calls a second. ${adviseTimeout(error, 'Create')}, then try again.`,
      { cause: error },
    );
  }
}
