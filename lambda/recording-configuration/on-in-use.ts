import { parseRecordingConfigurationArn } from '../../schema/arn';
import { DeadlineError } from '../util/deadline';
import {
  listChannelsUsing,
  LiveChannelsError,
  moveChannelsOrNone,
  moveIdleChannels,
  assertNoLiveChannels,
} from './channels';
import type { DesiredState } from './desired-state';
import { supersededError } from './superseded-error';
import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';
import type { OnInUseHandler } from './delete';
import { readReplacementOf, type Held } from './stack-events';
import { isDeleting, isRollback, readRecordedId, type StackResourceStatus } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { adviseTimeout } from './timeout-advice';

/**
 * Whether channels are moved when a configuration is replaced. Either declaration may say so: a rollback has the two the
 * other way round, and has to undo what was done on the way there.
 */
export function movesChannels(desired: DesiredState, previous: DesiredState | undefined): boolean {
  return desired.onInUse === 'RELEASE' || previous?.onInUse === 'RELEASE';
}

/**
 * Refuses a replacement before anything is made where a channel is live, and so could not be moved.
 *
 * @param from - the configuration that is to be replaced
 * @throws LiveChannelsError
 */
export async function assertChannelsMovable(context: RequestContext, from: string): Promise<void> {
  if (await isRollback(context)) return;
  await withTimeoutMessage(from, () => assertNoLiveChannels(context, from));
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
export async function moveChannels(
  context: RequestContext,
  expected: ExpectedState,
  from: string,
  { arn: to, isOwn }: { readonly arn: string; readonly isOwn: boolean },
): Promise<MoveBack | undefined> {
  const { deadline, cleanupDeadline, log } = context;
  const channelsInUse = await listChannelsUsing(context, from, deadline);
  if (channelsInUse.length === 0 || !(await isCurrentRequest(context, expected))) return undefined;
  let moveBack: MoveBack = async () => {
    await moveIdleChannels(context, to, from, cleanupDeadline);
  };
  if (await isRollback(context)) {
    const live = await withTimeoutMessage(from, () => moveIdleChannels(context, from, to, deadline));
    if (live.length > 0) log.warn('Live channels stay with what is rolled back', { channels: live, arn: from });
  } else {
    const undo = await withTimeoutMessage(from, () => moveChannelsOrNone(context, channelsInUse, from, to));
    // What was there before the event may be used by channels that it did not move.
    if (!isOwn) moveBack = undo;
  }
  // The event that undoes this one may have looked before this one moved; whoever is not waited for tidies up.
  if ((await isCurrentRequest(context, expected)) || (await readRecordedId(context)) === to) return moveBack;
  await moveBack();
  throw supersededError(context);
}

/** Points channels back that an event has moved. */
export type MoveBack = () => Promise<void>;

/** Points channels back to a configuration that they used before. */
export function moveChannelsTo(context: RequestContext, previousArn: string): OnInUseHandler {
  return async (arn) => {
    await moveIdleChannels(context, arn, previousArn, context.cleanupDeadline);
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
export function createOnInUseHandler(
  context: RequestContext,
  desired: DesiredState | undefined,
  stackResource: StackResourceStatus,
  physicalId: string,
): OnInUseHandler | undefined {
  if (desired?.onInUse !== 'RELEASE') return undefined;
  return async (arn) => {
    // Without knowing whether there is a replacement, recording might be switched off where it must go on.
    if (stackResource === 'unknown') throw new ResourceError(formatUnknownReplacement(arn));
    const replacement = await findReplacement(context, stackResource, physicalId);
    if (replacement === 'unknown') throw new ResourceError(formatUnknownReplacement(arn));
    if (replacement.id === undefined) {
      return moveChannelsOrNone(context, await assertNoLiveChannels(context, arn), arn, undefined);
    }
    const live = await moveIdleChannels(context, arn, replacement.id, context.deadline);
    // The others have been pointed there already.
    if (live.length > 0) throw new LiveChannelsError(arn, live, 0);
    return undefined;
  };
}

async function findReplacement(
  context: RequestContext,
  stackResource: Exclude<StackResourceStatus, 'unknown'>,
  deleted: string,
): Promise<Held> {
  if (stackResource === 'absent') return { id: undefined };
  // The record may show the deletion of what was replaced, or be stale.
  const shown = await readReplacementOf(context, deleted);
  if (shown !== 'unknown' || isDeleting(stackResource)) return shown;
  const { physicalId } = stackResource;
  const isReplacement = physicalId !== deleted && parseRecordingConfigurationArn(physicalId) !== undefined;
  return { id: isReplacement ? physicalId : undefined };
}

function formatUnknownReplacement(arn: string): string {
  return (
    `${arn} is in use, and CloudFormation could not be asked whether there is a replacement to point its channels to. ` +
    "Expected the function's role to allow cloudformation:DescribeStackResource. Deploy the provider anew, or allow the " +
    'action, then try again.'
  );
}

/** Does something with all channels of a configuration; where the time is not enough, the error says so. */
async function withTimeoutMessage<Result>(arn: string, deadline: () => Promise<Result>): Promise<Result> {
  try {
    return await deadline();
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new ResourceError(
      `It took more than ${error.allowedMs / 1000} s to look at and move the channels that use ${arn}. Expected that to ` +
        `take less: IVS allows 5 calls a second. ${adviseTimeout(error, 'Create')}, then try again.`,
      { cause: error },
    );
  }
}
