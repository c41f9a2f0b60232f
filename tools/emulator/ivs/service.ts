import type { IvsAccount } from './account';
import type { Fault } from './faults';
import { IvsError } from './ivs-error';
import { type OperationName, operations } from './operations';
import type { RateLimiter } from './rate-quotas';

/** The permission that a call needs, and who calls. */
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

/** What a call is put to: the account, and what stands before it. */
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

/** The answer to a call, and what becomes of it on its way. */
export interface IvsResponse {
  /** HTTP status of the outcome; undefined when the call was neither carried out nor refused. */
  readonly status: number | undefined;
  /** Present when the answer is an error. */
  readonly errorType?: string;
  /** Absent when the answer has no body, as that of a Delete. */
  readonly body?: object;
  readonly delivery: 'whole' | 'truncated' | 'empty' | 'dropped' | 'withheld';
}

/**
 * Answers one call, at once and without a network: a `delay` is for the caller to wait out before. Whether the call
 * took effect when it met a fault is part of the fault's meaning, see `FaultKind`.
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
