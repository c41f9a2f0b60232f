import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';

/**
 * Returns the error of a request that CloudFormation canceled or superseded, after cleanup. CloudFormation ignores the
 * response.
 */
export function supersededError({ kind }: RequestContext): ResourceError {
  return new ResourceError('RequestSuperseded', { kind });
}

/**
 * Returns the error of a Delete that contradicts the stack resource. If the Delete is stale, CloudFormation ignores the
 * response. If the stack resource is stale, a success would leave an orphan.
 */
export function staleDeleteError(physicalId: string): ResourceError {
  return new ResourceError('StaleDelete', { id: physicalId });
}
