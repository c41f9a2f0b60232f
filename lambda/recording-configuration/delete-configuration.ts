import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import { DeadlineError, type Deadline } from '../util/deadline';
import { listChannelsUsing } from './channels';
import { callWithRetry } from './retry';
import type { RequestContext } from './request-context';
import { isCreateDone, pollIntervalMs, waitUntilDeleted } from './wait';
import { getErrorMessage } from '../util/error-message';

/** IVS does not delete a configuration that a channel uses. */
export class InUseError extends Error {
  override readonly name = 'InUseError';

  constructor(
    readonly arn: string,
    /** The channels that use it; undefined if they could not be listed. */
    readonly channels: readonly Channel[] | undefined,
    cause: unknown,
  ) {
    super(`${arn} is in use.`, { cause });
  }
}

/** Time in which IVS may still report a configuration as in use after its channel was deleted or moved. */
const IN_USE_RETRY_MS = 30_000;

/** Moves or detaches the channels that use a configuration. Returns a function that undoes it if the deletion fails. */
export type OnInUseHandler = (arn: string) => Promise<(() => Promise<void>) | undefined>;

/**
 * Deletes a configuration and waits until it is deleted. Succeeds if it does not exist.
 *
 * @param onInUse - moves or detaches channels that use the configuration; undefined to leave them
 * @throws InUseError if a channel uses it
 */
export async function deleteAndWait(
  context: RequestContext,
  arn: string,
  deadline: Deadline,
  onInUse?: OnInUseHandler,
): Promise<void> {
  await requestDelete(context, arn, deadline, onInUse);
  await waitUntilDeleted(context, arn, deadline);
}

/**
 * Requests the deletion as {@link deleteAndWait} does, but does not wait. The caller checks when the configuration is
 * deleted.
 */
export async function requestDelete(
  context: RequestContext,
  arn: string,
  deadline: Deadline,
  onInUse?: OnInUseHandler,
): Promise<void> {
  let undo: (() => Promise<void>) | undefined;
  const handleChannels = async (): Promise<void> => {
    undo = (await onInUse?.(arn)) ?? undo;
  };
  try {
    await deleteOnce(context, arn, deadline, handleChannels);
  } catch (error) {
    // If the deletion failed, detached channels would stop recording for no reason.
    await undo?.();
    throw error;
  }
}

async function deleteOnce(
  context: RequestContext,
  arn: string,
  deadline: Deadline,
  handleChannels: () => Promise<void>,
): Promise<void> {
  const { clock, configurations, log } = context;
  const startedAt = clock.now();
  let conflict: AwsCallError | undefined;
  for (;;) {
    try {
      await callWithRetry(context, deadline, (signal) => configurations.delete(arn, signal));
      log.info('Deleted', { arn });
      return;
    } catch (error) {
      // The deadline may pass during a call; the earlier conflict is still the cause.
      if (error instanceof DeadlineError && conflict !== undefined)
        throw await createInUseError(context, arn, conflict);
      if (!(error instanceof AwsCallError) || error.kind !== 'ResourceConflict') throw error;
      const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
      const waited = clock.now() - startedAt;
      // A configuration that is CREATING cannot be deleted yet, so keep polling without a limit. One that is not found
      // right after a conflict is either deleted or too new; the next Delete call shows which.
      const isCreated = configuration !== undefined && isCreateDone(configuration);
      const delay = pollIntervalMs(context, waited);
      if (isCreated) {
        if (waited > IN_USE_RETRY_MS || delay >= deadline.remainingMs())
          throw await createInUseError(context, arn, error);
        conflict = error;
        await handleChannels();
      }
      await clock.sleep(delay, deadline.signal);
    }
  }
}

async function createInUseError(context: RequestContext, arn: string, cause: AwsCallError): Promise<InUseError> {
  return new InUseError(arn, await tryListChannelsUsing(context, arn), cause);
}

async function tryListChannelsUsing(context: RequestContext, arn: string): Promise<readonly Channel[] | undefined> {
  try {
    return await listChannelsUsing(context, arn, context.cleanupDeadline);
  } catch (error) {
    context.log.warn('Channels using the configuration not listed', {
      arn,
      error: getErrorMessage(error),
    });
    return undefined;
  }
}
