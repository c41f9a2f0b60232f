import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';

/** The end of an event that CloudFormation cancelled or superseded, after cleanup. Nobody reads the response then. */
export function supersededError({ kind }: RequestContext): ResourceError {
  return new ResourceError('RequestSuperseded', { kind });
}

/**
 * The end of a Delete that CloudFormation's record contradicts. It fails: if it is stale, nobody reads the response; if
 * the record is stale, a success would leave the configuration behind.
 */
export function staleDeleteError(physicalId: string): ResourceError {
  return new ResourceError('StaleDelete', { id: physicalId });
}
