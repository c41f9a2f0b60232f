import type { Operation } from './request-context';
import { RecordingError } from './resource-error';

/** The end of an event that CloudFormation cancelled or superseded, after cleanup. Nobody reads the response then. */
export function notWaitedFor({ kind }: Operation): RecordingError {
  return new RecordingError(
    `CloudFormation cancelled or superseded this ${kind}. Everything it created was deleted. If this is the reason of a ` +
      'failed deployment, deploy again.',
  );
}

/**
 * The end of a Delete that CloudFormation's record contradicts. It fails: if it is stale, nobody reads the response; if
 * the record is stale, a success would leave the configuration behind.
 */
export function staleDelete(physicalId: string): RecordingError {
  return new RecordingError(
    `CloudFormation does not show that the resource ${physicalId} is being deleted. Nothing was deleted. If the ` +
      'deletion is still wanted, delete again.',
  );
}
