import { moveMovable } from './channel-moves';
import type { Declaration } from './declaration';
import type { Operation } from './operation';
import { findOwned } from './owned-configurations';
import { InUseError, remove, type Release } from './removal';

/**
 * Deletes what an update made that failed or was cancelled: on the way back from it nothing else can refer to a
 * configuration with the settings that were given up.
 *
 * @param givenUp - what that update was to reach
 * @param current - what the resource has; channels are moved to it
 * @param spared - what is left alone beside it
 */
export async function removeLeftovers(
  operation: Operation,
  givenUp: Declaration,
  isReleased: boolean,
  current: string,
  spared: readonly string[] = [],
): Promise<void> {
  const { work, log } = operation;
  const moveToCurrent: Release = async (arn) => {
    await moveMovable(operation, arn, current, work);
  };
  for (const { arn } of await findOwned(operation, givenUp.fingerprint, work)) {
    if (arn === current || spared.includes(arn)) continue;
    try {
      await remove(operation, arn, work, isReleased ? moveToCurrent : undefined);
    } catch (error) {
      if (!(error instanceof InUseError)) throw error;
      log.warn('A leftover of a cancelled update is in use; it is left alone', { arn });
    }
  }
}
