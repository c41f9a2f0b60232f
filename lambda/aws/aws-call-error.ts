/**
 * What an AWS service's refusal means to the caller.
 *
 * - `InvalidRequest`: the input was refused (400)
 * - `ServiceLimitExceeded`: there are as many resources as the account may have (402)
 * - `AccessDenied`: a permission is missing, or has not reached every corner of IAM yet (403)
 * - `PendingVerification`: the account is too new for the service (403)
 * - `NotFound`: there is no such thing (404)
 * - `ResourceConflict`: the thing's state does not allow it (409)
 * - `Throttling`: too many calls; nothing was done (429)
 * - `EndpointNotFound`: the service's host name is not known: the service is not in this Region, or the name service is down;
 *   nothing was sent
 * - `ServiceUnavailable`: no usable answer: a server error, a broken connection, no answer in time. Whether the call was
 *   carried out is not known.
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

/** A call to AWS that did not succeed. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';

  constructor(
    readonly kind: AwsCallErrorKind,
    /** The IAM action of the call, such as `ivs:CreateRecordingConfiguration`. */
    readonly action: string,
    /** What the service said. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the service rejected a call, so that it was certainly not carried out. */
export function isRejected(error: unknown): boolean {
  return error instanceof AwsCallError && error.kind !== 'ServiceUnavailable';
}
