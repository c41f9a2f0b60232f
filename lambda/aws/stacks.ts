/** A stack resource as CloudFormation records it. */
export interface StackResource {
  /** Such as `CREATE_IN_PROGRESS`. */
  readonly status: string;
  /** Empty until the response to the Create is received. */
  readonly physicalId: string;
  /** When the status changed, in milliseconds since the epoch, by CloudFormation's clock; undefined if unknown. */
  readonly updatedAt?: number | undefined;
}

/** A stack. */
export interface Stack {
  /** Such as `UPDATE_ROLLBACK_IN_PROGRESS`. */
  readonly status: string;
  /** The root stack if the stack is nested; otherwise the stack itself. */
  readonly rootId: string;
}

export interface StackEvent {
  /** In milliseconds since the epoch, by CloudFormation's clock. */
  readonly at: number;
  readonly logicalId: string;
  /** The stack id for an event of the stack itself. */
  readonly physicalId: string;
  readonly status: string;
  /** The status reason; empty if the event has none. */
  readonly reason: string;
  /** The properties of the resource; undefined if the event has none. */
  readonly properties: unknown;
}

export interface StackEventPage {
  /** Newest first. */
  readonly events: readonly StackEvent[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** The CloudFormation stacks that requests come from. Rejects as RecordingConfigurations does. */
export interface Stacks {
  /** Returns `absent` if the stack has no such resource, and `no-stack` if the stack does not exist. */
  describeResource(
    stackId: string,
    logicalId: string,
    signal: AbortSignal,
  ): Promise<StackResource | 'absent' | 'no-stack'>;
  /** Returns undefined if the stack does not exist. */
  describeStack(stackId: string, signal: AbortSignal): Promise<Stack | undefined>;
  /**
   * Lists one page of the stack events; empty if the stack does not exist.
   *
   * @param nextToken - from the previous page; undefined for the first
   */
  listEvents(stackId: string, nextToken: string | undefined, signal: AbortSignal): Promise<StackEventPage>;
}
