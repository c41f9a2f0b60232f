/** The HTTP status of every error, by the service's error name. */
const statuses = {
  ValidationException: 400,
  SerializationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  PendingVerification: 403,
  ChannelNotBroadcasting: 404,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  ConflictException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
  ServiceUnavailable: 503,
} as const;

export type IvsErrorType = keyof typeof statuses;

/** Errors of the front end that every AWS service has. */
const frontEndErrorTypes: readonly IvsErrorType[] = [
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'ThrottlingException',
  'UnknownOperationException',
];

/**
 * An error of IVS. `type` is in the `x-amzn-ErrorType` header. The text is in the member `exceptionMessage` for errors
 * of the service, and in `message` for errors of the front end.
 */
export class IvsError extends Error {
  readonly type: IvsErrorType;
  readonly status: number;
  readonly member: 'exceptionMessage' | 'message';

  constructor(type: IvsErrorType, message: string) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = statuses[type];
    this.member = frontEndErrorTypes.includes(type) ? 'message' : 'exceptionMessage';
  }
}
