import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import { DeadlineError, type Deadline } from '../util/deadline';
import { findUsers } from './channels';
import { persist, type Operation } from './request-context';
import { isDone, nextLookMs, waitUntilGone } from './wait';

/** IVS refuses to delete a configuration that a channel uses. */
export class InUseError extends Error {
  override readonly name = 'InUseError';

  constructor(
    readonly arn: string,
    /** The channels that use it; undefined where they could not be listed. */
    readonly users: readonly Channel[] | undefined,
    cause: unknown,
  ) {
    super(`${arn} is in use.`, { cause });
  }
}

/** How long a channel that was just deleted or pointed elsewhere may still count as a user. */
const IN_USE_MS = 30_000;

/** Frees a configuration of the channels that use it; gives what undoes that, where a deletion that fails has to. */
export type Release = (arn: string) => Promise<(() => Promise<void>) | undefined>;

/**
 * Deletes a configuration and waits until it is gone; one that is gone already is fine.
 *
 * @param release - what is done about channels that use it; undefined for nothing
 * @throws InUseError if a channel uses it
 */
export async function remove(operation: Operation, arn: string, deadline: Deadline, release?: Release): Promise<void> {
  await startRemoval(operation, arn, deadline, release);
  await waitUntilGone(operation, arn, deadline);
}

/** As {@link remove}, but for the wait: IVS has taken the deletion on, and whether it is gone is for the caller to see. */
export async function startRemoval(
  operation: Operation,
  arn: string,
  deadline: Deadline,
  release?: Release,
): Promise<void> {
  let undo: (() => Promise<void>) | undefined;
  const freeOfChannels = async (): Promise<void> => {
    undo = (await release?.(arn)) ?? undo;
  };
  try {
    await deleteOnce(operation, arn, deadline, freeOfChannels);
  } catch (error) {
    // Channels that stop recording while their configuration stays would lose streams.
    await undo?.();
    throw error;
  }
}

async function deleteOnce(
  operation: Operation,
  arn: string,
  deadline: Deadline,
  freeOfChannels: () => Promise<void>,
): Promise<void> {
  const { clock, configurations, log } = operation;
  const startedAt = clock.now();
  let conflict: AwsCallError | undefined;
  for (;;) {
    try {
      await persist(operation, deadline, (signal) => configurations.delete(arn, signal));
      log.info('Deleted', { arn });
      return;
    } catch (error) {
      // The time may be over in the midst of a call; what was in the way until then is the reason all the same.
      if (error instanceof DeadlineError && conflict !== undefined) throw await inUse(operation, arn, conflict);
      if (!(error instanceof AwsCallError) || error.kind !== 'conflict') throw error;
      const configuration = await persist(operation, deadline, (signal) => configurations.get(arn, signal));
      const waited = clock.now() - startedAt;
      // One that is still being created cannot be deleted yet; that passes by itself, however long it takes. One that
      // is unknown a moment after it was in conflict is either gone or too new; the next deletion tells.
      const isSettled = configuration !== undefined && isDone(configuration);
      const delay = nextLookMs(operation, waited);
      if (isSettled) {
        if (waited > IN_USE_MS || delay >= deadline.remainingMs()) throw await inUse(operation, arn, error);
        conflict = error;
        await freeOfChannels();
      }
      await clock.sleep(delay, deadline.signal);
    }
  }
}

async function inUse(operation: Operation, arn: string, cause: AwsCallError): Promise<InUseError> {
  return new InUseError(arn, await nameUsers(operation, arn), cause);
}

async function nameUsers(operation: Operation, arn: string): Promise<readonly Channel[] | undefined> {
  try {
    return await findUsers(operation, arn, operation.whole);
  } catch (error) {
    operation.log.warn('The channels that use the configuration could not be listed', {
      arn,
      refusal: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
