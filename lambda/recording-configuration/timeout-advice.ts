import { MAX_TIMEOUT_SECONDS } from '../../schema/properties';
import type { DeadlineError } from '../util/deadline';

/**
 * Returns the timeout to increase, as message text. Increasing the resource's own timeout does not help if
 * ServiceTimeout is shorter.
 */
export function adviseTimeout({ cappedBy }: DeadlineError, timeout: 'Create' | 'Delete'): string {
  return cappedBy === undefined
    ? `Increase Timeouts.${timeout} (at most ${MAX_TIMEOUT_SECONDS} seconds)`
    : 'Increase ServiceTimeout, part of which is reserved for cleanup and the response';
}
