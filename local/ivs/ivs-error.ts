/** HTTP status of every error the server answers with, by the service's own error name. */
const statuses = {
  ValidationException: 400,
  SerializationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  IncompleteSignatureException: 403,
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

/** An error as IVS answers it: `type` travels in the `x-amzn-ErrorType` header, the message in `exceptionMessage`. */
export class IvsError extends Error {
  readonly type: IvsErrorType;
  readonly status: number;

  constructor(type: IvsErrorType, message: string) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = statuses[type];
  }
}
