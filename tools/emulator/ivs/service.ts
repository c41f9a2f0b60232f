import type { IvsAccount } from './account';
import type { Fault } from './faults';
import { IvsError } from './ivs-error';
import { type OperationName, operations } from './operations';
import type { RateLimiter } from './rate-quotas';

/** A permission that a call requires, and the caller. */
export interface AuthorizationRequest {
  /** For instance `ivs:CreateRecordingConfiguration`. */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call, such as `iam:AWSServiceName`. */
  readonly context?: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
}

/** Undefined allows the call; a string denies it and is the text of the AccessDeniedException. */
export type Authorize = (request: AuthorizationRequest) => string | undefined;

/** The account, its authorization and its rate limits. */
export interface IvsService {
  readonly account: IvsAccount;
  readonly authorize?: Authorize | undefined;
  readonly rateLimiter?: RateLimiter | undefined;
}

export interface IvsCall {
  readonly operation: OperationName;
  readonly input: unknown;
  readonly accessKeyId: string;
}

/** The response to a call, and its delivery. */
export interface IvsResponse {
  /** HTTP status of the outcome; undefined if the call was neither executed nor rejected. */
  readonly status: number | undefined;
  /** Present if the response is an error. */
  readonly errorType?: string;
  /** Absent if the response has no body, like that of a Delete. */
  readonly body?: object;
  readonly delivery: 'whole' | 'truncated' | 'empty' | 'dropped' | 'withheld';
}

/**
 * Handles one call immediately, without a network. The caller applies a `delay` before. `FaultKind` defines whether a
 * call with a fault takes effect.
 */
export function handleCall(service: IvsService, call: IvsCall, fault?: Fault): IvsResponse {
  switch (fault?.kind) {
    case 'throttle':
      return toErrorResponse(new IvsError('ThrottlingException', 'Rate exceeded'));
    case 'internal-error':
      return toErrorResponse(new IvsError('InternalServerException', 'Injected internal error'));
    case 'unavailable':
      return toErrorResponse(new IvsError('ServiceUnavailable', 'Injected unavailability'));
    case 'not-found':
      return toErrorResponse(new IvsError('ResourceNotFoundException', 'The resource is not visible yet'));
    case 'drop-before-commit':
      return { status: undefined, delivery: 'dropped' };
    case 'hang':
      return { status: undefined, delivery: 'withheld' };
    case 'internal-error-after-commit':
      execute(service, call);
      return toErrorResponse(new IvsError('InternalServerException', 'Injected internal error'));
    case 'drop-after-commit':
      return { ...execute(service, call), delivery: 'dropped' };
    case 'truncate':
      return { ...execute(service, call), delivery: 'truncated' };
    case 'empty-body':
      return { ...execute(service, call), delivery: 'empty' };
    case 'delay':
    case undefined:
      return execute(service, call);
  }
}

export function toErrorResponse(error: IvsError): IvsResponse {
  const body = { [error.member]: error.message };
  return { status: error.status, errorType: error.type, body, delivery: 'whole' };
}

function execute({ account, authorize, rateLimiter }: IvsService, call: IvsCall): IvsResponse {
  try {
    if (rateLimiter && !rateLimiter.tryAcquire(call.operation)) {
      throw new IvsError('ThrottlingException', `Rate exceeded for ${call.operation}`);
    }
    const operation = operations[call.operation];
    const { permissions, run } = operation.prepare(account, call.input);
    for (const permission of permissions) {
      const denial = authorize?.({ ...permission, accessKeyId: call.accessKeyId });
      if (denial !== undefined) throw new IvsError('AccessDeniedException', denial);
    }
    const output = run();
    return { status: operation.status, delivery: 'whole', ...(output && { body: output }) };
  } catch (error) {
    if (error instanceof IvsError) return toErrorResponse(error);
    throw error;
  }
}
