/** A call that reached the server. */
export interface RecordedCall {
  /** The operation's name; method and path where there is no such operation. */
  readonly operation: string;
  /** As it came, before validation; undefined where it could not be read. */
  readonly input: unknown;
  /** Undefined where the request was not signed. */
  readonly accessKeyId: string | undefined;
  /** When it arrived: milliseconds since the epoch, on the server's clock. */
  readonly time: number;
  /** HTTP status of the outcome, also where it never reached the caller; undefined while there is no outcome. */
  readonly status: number | undefined;
}

/** The calls that a server received, in the order of their arrival. */
export class CallLog {
  #calls: RecordedCall[] = [];

  /** Records a call that has just arrived; the function returned records its outcome. */
  begin(call: Omit<RecordedCall, 'status'>): (status: number) => RecordedCall {
    const recorded: RecordedCall & { status: number | undefined } = { ...call, status: undefined };
    this.#calls.push(recorded);
    return (status) => {
      recorded.status = status;
      return recorded;
    };
  }

  /** The calls so far; of one operation when it is named. */
  list(operation?: string): readonly RecordedCall[] {
    return this.#calls.filter((call) => call.operation === (operation ?? call.operation)).map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
  }
}
