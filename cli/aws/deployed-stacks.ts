/** A stack as CloudFormation records it. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
}

/** A resource of a stack as CloudFormation records it. */
export interface DeployedResource {
  readonly logicalId: string;
  /** Absent until a creation has been answered. */
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly status: string;
}

/** The stacks of one account and Region, as they are deployed. Rejects like RecordingConfigurations. */
export interface DeployedStacks {
  /**
   * A stack by its name or by its id; a deleted one by its id only.
   *
   * @returns undefined where there is none
   */
  describe(nameOrId: string, signal: AbortSignal): Promise<DeployedStack | undefined>;
  /** All resources, from every page; those that are deleted may be among them. */
  listResources(stackId: string, signal: AbortSignal): Promise<readonly DeployedResource[]>;
  /**
   * The properties to which CloudFormation last brought each of these resources, or is bringing it: those of the newest
   * event that began a creation or an update which has not failed. The rollback of an update has such an event of its own.
   *
   * @returns what is known, by logical id; events are kept for 90 days
   */
  findGoals(stackId: string, logicalIds: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown>>;
  /** The template, JSON or YAML, transforms carried out. */
  readTemplate(stackId: string, signal: AbortSignal): Promise<string>;
}
