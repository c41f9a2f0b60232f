/** A resource as CloudFormation records it. */
export interface StackResource {
  /** Such as `CREATE_IN_PROGRESS`. */
  readonly status: string;
  /** Empty until a creation has been answered. */
  readonly physicalId: string;
}

/** A stack as a whole. */
export interface Stack {
  /** Such as `UPDATE_ROLLBACK_IN_PROGRESS`. */
  readonly status: string;
  /** The root of nested stacks; otherwise the stack itself. */
  readonly rootId: string;
}

export interface StackEvent {
  /** In milliseconds since the epoch, by CloudFormation's clock. */
  readonly at: number;
  readonly logicalId: string;
  /** Of an event of the stack itself, the stack's id. */
  readonly physicalId: string;
  readonly status: string;
  /** Why the status is what it is; empty where the event does not say. */
  readonly reason: string;
  /** The properties of the resource; undefined where the event shows none. */
  readonly properties: unknown;
}

export interface StackEventPage {
  /** The newest comes first. */
  readonly events: readonly StackEvent[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** What CloudFormation shows of the stacks that the events come from. Rejects like RecordingConfigurations. */
export interface Stacks {
  /** `absent`: the stack has no such resource. `no-stack`: CloudFormation knows no such stack. */
  describeResource(
    stackId: string,
    logicalId: string,
    signal: AbortSignal,
  ): Promise<StackResource | 'absent' | 'no-stack'>;
  /** Undefined where CloudFormation knows no such stack. */
  describeStack(stackId: string, signal: AbortSignal): Promise<Stack | undefined>;
  /**
   * One page of the stack's events; none where CloudFormation knows no such stack.
   *
   * @param nextToken - of the page before; undefined for the first
   */
  listEvents(stackId: string, nextToken: string | undefined, signal: AbortSignal): Promise<StackEventPage>;
}
