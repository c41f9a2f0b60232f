/** A resource as CloudFormation records it. */
export interface StackResource {
  /** Such as `CREATE_IN_PROGRESS`. */
  readonly status: string;
  /** Absent until a creation has been answered. */
  readonly physicalId: string | undefined;
}

/** What CloudFormation says about the stacks that the events come from. Rejects like RecordingConfigurations. */
export interface Stacks {
  /** Undefined where CloudFormation knows no such resource. */
  describeResource(stackId: string, logicalId: string, signal: AbortSignal): Promise<StackResource | undefined>;
  /**
   * The properties that CloudFormation is bringing the resource to, or brought it to last; undefined where it does not
   * say.
   */
  describeGoal(stackId: string, logicalId: string, signal: AbortSignal): Promise<unknown>;
  /**
   * Whether an operation of the root stack has ended well since CloudFormation created the resource, so that no rollback
   * can undo the creation. What is too old for CloudFormation to show has ended well.
   */
  isCreationFinal(stackId: string, logicalId: string, signal: AbortSignal): Promise<boolean>;
  /** The status of the stack as a whole, such as `UPDATE_ROLLBACK_IN_PROGRESS`; undefined where there is none. */
  describeStatus(stackId: string, signal: AbortSignal): Promise<string | undefined>;
}
