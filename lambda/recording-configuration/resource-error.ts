import { formatDetail, type MessageCode, type MessageValues } from '../../schema/messages';

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
