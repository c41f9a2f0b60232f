/**
 * The kind of a failed AWS call.
 *
 * - `InvalidRequest`: the input was rejected (400)
 * - `ServiceLimitExceeded`: the account has reached a resource quota (402)
 * - `AccessDenied`: a permission is missing or has not propagated yet (403)
 * - `PendingVerification`: the account is too new for the service (403)
 * - `NotFound`: the resource does not exist (404)
 * - `ResourceConflict`: the state of the resource does not allow the call (409)
 * - `Throttling`: too many calls; the call had no effect (429)
 * - `EndpointNotFound`: the host name cannot be resolved, because the service is not in this Region or DNS fails; no
 *   request was sent
 * - `ServiceUnavailable`: no valid response: a server error, a broken connection or a timeout. The outcome of the call
 *   is unknown.
 */
export type AwsCallErrorKind =
  | 'InvalidRequest'
  | 'ServiceLimitExceeded'
  | 'AccessDenied'
  | 'PendingVerification'
  | 'NotFound'
  | 'ResourceConflict'
  | 'Throttling'
  | 'EndpointNotFound'
  | 'ServiceUnavailable';

/** An AWS call that failed. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';

  constructor(
    readonly kind: AwsCallErrorKind,
    /** The IAM action of the call, such as `ivs:CreateRecordingConfiguration`. */
    readonly action: string,
    /** The service's error message. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns whether the service rejected the call, so that it certainly had no effect. */
export function isRejected(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind !== 'ServiceUnavailable';
}

export function isNotFound(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind === 'NotFound';
}
