import { AwsCallError } from '../aws/aws-call-error';
import type { Deadline } from '../time/deadline';
import { persist, type Operation } from './operation';
import { nextLookMs, waitUntilGone } from './stabilise';

/** IVS refuses to delete a configuration that a channel uses. */
export class InUseError extends Error {
  override readonly name = 'InUseError';

  constructor(
    readonly arn: string,
    cause: unknown,
  ) {
    super(`${arn} is in use.`, { cause });
  }
}

/** How long a channel that was just deleted or pointed elsewhere may still count as a user. */
const IN_USE_MS = 30_000;

/**
 * Deletes a configuration and waits until it is gone; one that is gone already is fine.
 *
 * @throws InUseError if a channel uses it
 */
export async function remove(operation: Operation, arn: string, deadline: Deadline): Promise<void> {
  const { clock, random, configurations, log } = operation;
  const startedAt = clock.now();
  for (;;) {
    try {
      await persist(operation, deadline, (signal) => configurations.delete(arn, signal));
      await waitUntilGone(operation, arn, deadline);
      log.info('Deleted', { arn });
      return;
    } catch (error) {
      if (!(error instanceof AwsCallError) || error.kind !== 'conflict') throw error;
      const configuration = await persist(operation, deadline, (signal) => configurations.get(arn, signal));
      const waited = clock.now() - startedAt;
      // One that is still being created cannot be deleted yet; that passes by itself, however long it takes. One that
      // is unknown a moment after it was in conflict is either gone or too new; the next deletion tells.
      const isSettled = configuration !== undefined && configuration.state !== 'CREATING';
      if (isSettled && waited > IN_USE_MS) throw new InUseError(arn, error);
      await clock.sleep(nextLookMs(waited, random), deadline.signal);
    }
  }
}
