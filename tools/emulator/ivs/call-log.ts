/** A call that the server received. */
export interface RecordedCall {
  /** The operation's name; method and path if the operation is unknown. */
  readonly operation: string;
  /** The input before validation; undefined if it could not be parsed. */
  readonly input: unknown;
  /** Undefined if the request is not signed. */
  readonly accessKeyId: string | undefined;
  /** When it arrived: milliseconds since the epoch, on the server's clock. */
  readonly time: number;
  /** HTTP status of the outcome, even if it did not reach the caller; undefined until there is an outcome. */
  readonly status: number | undefined;
}

/** The calls that a server received, in the order of arrival. */
export class CallLog {
  #calls: RecordedCall[] = [];

  /** Records a call; the returned function records its outcome. */
  begin(call: Omit<RecordedCall, 'status'>): (status: number) => RecordedCall {
    const recorded: RecordedCall & { status: number | undefined } = { ...call, status: undefined };
    this.#calls.push(recorded);
    return (status) => {
      recorded.status = status;
      return recorded;
    };
  }

  /** Lists all calls, or those of one operation. */
  list(operation?: string): readonly RecordedCall[] {
    return this.#calls.filter((call) => call.operation === (operation ?? call.operation)).map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
  }
}
