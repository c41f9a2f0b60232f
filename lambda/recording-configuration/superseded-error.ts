import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';

/** The end of an event that CloudFormation cancelled or superseded, after cleanup. Nobody reads the response then. */
export function supersededError({ kind }: RequestContext): ResourceError {
  return new ResourceError(
    `CloudFormation cancelled or superseded this ${kind}. Everything it created was deleted. If this is the reason of a ` +
      'failed deployment, deploy again.',
  );
}

/**
 * The end of a Delete that CloudFormation's record contradicts. It fails: if it is stale, nobody reads the response; if
 * the record is stale, a success would leave the configuration behind.
 */
export function staleDeleteError(physicalId: string): ResourceError {
  return new ResourceError(
    `CloudFormation does not show that the resource ${physicalId} is being deleted. Nothing was deleted. If the ` +
      'deletion is still wanted, delete again.',
  );
}
