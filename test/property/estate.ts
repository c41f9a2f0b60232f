/** Configurations that stay although no stack has them. */
export class Estate {
  /** Kept on purpose, by DeletionPolicy or UpdateReplacePolicy. */
  readonly retained = new Set<string>();
  /** CloudFormation gave up on deleting them after the function had rightly refused to. */
  readonly abandoned = new Set<string>();
  /** When a person last changed the owner tags of a configuration. */
  readonly tampered = new Map<string, number>();
  /** Deleted by people. */
  readonly vanished = new Set<string>();

  holds(arn: string): boolean {
    return this.retained.has(arn) || this.abandoned.has(arn);
  }
}
