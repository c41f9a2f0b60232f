import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import { DeadlineError, type Deadline } from '../util/deadline';
import { listChannelsUsing } from './channels';
import { callWithRetry, type RequestContext } from './request-context';
import { isCreateDone, pollIntervalMs, waitUntilDeleted } from './wait';

/** IVS refuses to delete a configuration that a channel uses. */
export class InUseError extends Error {
  override readonly name = 'InUseError';

  constructor(
    readonly arn: string,
    /** The channels that use it; undefined where they could not be listed. */
    readonly channels: readonly Channel[] | undefined,
    cause: unknown,
  ) {
    super(`${arn} is in use.`, { cause });
  }
}

/** How long a channel that was just deleted or pointed elsewhere may still count as a user. */
const IN_USE_RETRY_MS = 30_000;

/** Frees a configuration of the channels that use it; gives what undoes that, where a deletion that fails has to. */
export type OnInUseHandler = (arn: string) => Promise<(() => Promise<void>) | undefined>;

/**
 * Deletes a configuration and waits until it is gone; one that is gone already is fine.
 *
 * @param release - what is done about channels that use it; undefined for nothing
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

/** As {@link deleteAndWait}, but for the wait: IVS has taken the deletion on, and whether it is gone is for the caller to see. */
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
    // Channels that stop recording while their configuration stays would lose streams.
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
      // The time may be over in the midst of a call; what was in the way until then is the reason all the same.
      if (error instanceof DeadlineError && conflict !== undefined)
        throw await createInUseError(context, arn, conflict);
      if (!(error instanceof AwsCallError) || error.kind !== 'ResourceConflict') throw error;
      const configuration = await callWithRetry(context, deadline, (signal) => configurations.get(arn, signal));
      const waited = clock.now() - startedAt;
      // One that is still being created cannot be deleted yet; that passes by itself, however long it takes. One that
      // is unknown a moment after it was in conflict is either gone or too new; the next deletion tells.
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
    context.log.warn('The channels that use the configuration could not be listed', {
      arn,
      refusal: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
