/** A stack as CloudFormation records it. */
export interface DeployedStack {
  readonly id: string;
  readonly name: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
}

/** A stack resource as CloudFormation records it. */
export interface DeployedResource {
  readonly logicalId: string;
  /** Undefined until the response to the Create is received. */
  readonly physicalId: string | undefined;
  readonly type: string;
  readonly status: string;
}

/** The deployed stacks of one environment. Rejects as RecordingConfigurations does. */
export interface DeployedStacks {
  /**
   * Describes a stack by name or id; a deleted stack only by id.
   *
   * @returns undefined if it does not exist
   */
  describe(nameOrId: string, signal: AbortSignal): Promise<DeployedStack | undefined>;
  /** Returns all resources, from all pages, possibly including deleted ones. */
  listResources(stackId: string, signal: AbortSignal): Promise<readonly DeployedResource[]>;
  /**
   * Returns the properties of the newest create or update of each resource that did not fail. It may still be in
   * progress. The rollback of an update has its own event.
   *
   * @returns the known properties by logical id; CloudFormation keeps events for 90 days
   */
  findDesiredProperties(
    stackId: string,
    logicalIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, unknown>>;
  /**
   * Returns the template, as JSON or YAML.
   *
   * @param stage - as it was sent, or after its transforms
   */
  readTemplate(stackId: string, stage: 'Original' | 'Processed', signal: AbortSignal): Promise<string>;
}
