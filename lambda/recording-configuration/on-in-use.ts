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
import { supersededError, ResourceError } from './errors';
import type { RequestContext } from './request-context';
import type { OnInUseHandler } from './delete-configuration';
import { readReplacementOf, type Held } from './stack-events';
import { isDeleting, isRollback, readRecordedId, type StackResourceStatus } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { adviseTimeout } from './timeout-advice';

/**
 * Returns whether channels are moved when a configuration is replaced. Either state may request it: in a rollback the
 * two are swapped, and it must undo the earlier move.
 */
export function shouldMoveChannels(desired: DesiredState, previous: DesiredState | undefined): boolean {
  return desired.onInUse === 'RELEASE' || previous?.onInUse === 'RELEASE';
}

/**
 * Throws before a replacement if a channel is live and cannot be moved.
 *
 * @param from - the configuration to be replaced
 * @throws LiveChannelsError
 */
export async function assertChannelsMovable(context: RequestContext, from: string): Promise<void> {
  if (await isRollback(context)) return;
  await withTimeoutMessage(from, () => assertNoLiveChannels(context, from));
}

/**
 * Moves all channels from the replaced configuration to the new one. In a rollback a live channel does not cause a
 * failure, because the rollback must succeed. The error of the later deletion names it.
 *
 * @param to - the new configuration. If the request did not create it, channels that the request did not move may use
 * it and stay.
 * @returns a function that undoes the move; undefined if nothing was moved
 * @throws LiveChannelsError, except in a rollback; no channel was moved
 * @throws ResourceError if CloudFormation no longer waits for the request; the channels are moved back
 */
export async function moveChannels(
  context: RequestContext,
  expected: ExpectedState,
  from: string,
  { arn: to, isOwn }: { readonly arn: string; readonly isOwn: boolean },
): Promise<MoveBack | undefined> {
  const { deadline, cleanupDeadline, log } = context;
  const channelsInUse = await listChannelsUsing(context, from, deadline);
  if (channelsInUse.length === 0) return undefined;
  if (!(await isCurrentRequest(context, expected))) return undefined;
  let moveBack: MoveBack = async () => {
    await moveIdleChannels(context, to, from, cleanupDeadline);
  };
  if (await isRollback(context)) {
    const live = await withTimeoutMessage(from, () => moveIdleChannels(context, from, to, deadline));
    if (live.length > 0)
      log.warn('Live channels keep the configuration that is rolled back', { channels: live, arn: from });
  } else {
    const undo = await withTimeoutMessage(from, () => moveChannelsOrNone(context, channelsInUse, from, to));
    // Other channels may use a configuration that existed before the request.
    if (!isOwn) moveBack = undo;
  }
  // The request that undoes this one may have listed the channels before this one moved them; the superseded request
  // cleans up.
  if ((await isCurrentRequest(context, expected)) || (await readRecordedId(context)) === to) return moveBack;
  await moveBack();
  throw supersededError(context);
}

/** Moves the channels back that a request has moved. */
export type MoveBack = () => Promise<void>;

/** Returns a handler that moves channels back to their previous configuration. */
export function moveChannelsTo(context: RequestContext, previousArn: string): OnInUseHandler {
  return async (arn) => {
    await moveIdleChannels(context, arn, previousArn, context.cleanupDeadline);
    return undefined;
  };
}

/**
 * Returns the handler for channels that use a configuration to be deleted. It moves them to the replacement, or
 * detaches them if the resource itself is deleted. Returns undefined if channels must block the deletion.
 *
 * @param desired - the state from which the configuration was created
 * @param physicalId - of the request; its duplicates are deleted with it
 */
export function createOnInUseHandler(
  context: RequestContext,
  desired: DesiredState | undefined,
  stackResource: StackResourceStatus,
  physicalId: string,
): OnInUseHandler | undefined {
  if (desired?.onInUse !== 'RELEASE') return undefined;
  return async (arn) => {
    // Without a known replacement, channels that must keep recording might be detached.
    if (stackResource === 'unknown') throw new ResourceError('ReplacementUnknown', { arn });
    const replacement = await findReplacement(context, stackResource, physicalId);
    if (replacement === 'unknown') throw new ResourceError('ReplacementUnknown', { arn });
    if (replacement.id === undefined) {
      return moveChannelsOrNone(context, await assertNoLiveChannels(context, arn), arn, undefined);
    }
    const live = await moveIdleChannels(context, arn, replacement.id, context.deadline);
    // The other channels are already moved.
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
  // The stack resource may show the deletion of the replaced configuration, or be stale.
  const shown = await readReplacementOf(context, deleted);
  if (shown !== 'unknown' || isDeleting(stackResource)) return shown;
  const { physicalId } = stackResource;
  const isReplacement = physicalId !== deleted && parseRecordingConfigurationArn(physicalId) !== undefined;
  return { id: isReplacement ? physicalId : undefined };
}

/** Converts a passed deadline into an error that names the timeout to increase. */
async function withTimeoutMessage<Result>(arn: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new ResourceError(
      'ChannelMoveTimeout',
      { arn, seconds: error.allowedMs / 1000, advice: adviseTimeout(error, 'Create') },
      { cause: error },
    );
  }
}
