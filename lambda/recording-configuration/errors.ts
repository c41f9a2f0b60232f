import { formatDetail, type MessageCode, type MessageValues } from '../../schema/messages';
import type { RequestContext } from './request-context';

/** The cause of a failure, as stack events show it: a message of schema/messages.ts. */
export class ResourceError<Code extends MessageCode = MessageCode> extends Error {
  override readonly name: string = 'ResourceError';
  /** The message without its code, to include in another message. */
  readonly detail: string;

  constructor(
    readonly code: Code,
    values: MessageValues<Code>,
    options?: ErrorOptions,
  ) {
    const detail = formatDetail(code, values);
    super(`${code}: ${detail}`, options);
    this.detail = detail;
  }
}

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
