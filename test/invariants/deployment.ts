import { OWNER_TAGS } from '../../schema/tags';

/** Configurations that may exist although no stack tracks them, and the changes made outside the stacks. */
export class Deployment {
  /** Configurations that DeletionPolicy or UpdateReplacePolicy retained. */
  readonly retained = new Set<string>();
  /** Configurations that a rolled back operation retained under its policies. The function may delete them or not. */
  readonly optional = new Set<string>();
  /** Configurations that CloudFormation stopped deleting, because the function correctly refused. */
  readonly abandoned = new Set<string>();
  /**
   * Configurations that may still have tags of an earlier template. An event contains the properties of only one previous
   * template, and the origin of any other tag is unknown.
   */
  readonly withEarlierTags = new Set<string>();
  /** When an operator last changed the owner tags of a configuration. */
  readonly ownerTagsChangedAt = new Map<string, number>();
  /** When an operator deleted a configuration outside the stack. */
  readonly deletedOutsideAt = new Map<string, number>();
  /** How stale Get may be, in milliseconds. A change made outside the stacks may stay invisible that long. */
  getLagMs = 0;
  /** Requests that may have left an orphan and get no Delete, because the resource is retained. */
  readonly requestsWithoutDelete = new Set<string>();

  /** Whether such a request created or adopted the configuration with these tags. */
  isOfRequestWithoutDelete(tags: Readonly<Record<string, string>>): boolean {
    return Object.values(tags).some((value) => this.requestsWithoutDelete.has(value.split(' ')[0] ?? ''));
  }

  /** How stale CloudFormation's record may be, in milliseconds. */
  recordLagMs = 0;

  /**
   * Whether the function cannot find the configuration. Assumption: if the record lags, operators do not remove the stack
   * id or the logical id from the tags while an update runs. With a stale record an update cannot recognize that it is a
   * rollback, and without these tags it cannot find the original.
   */
  isUndetectable({ arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> }): boolean {
    const hasOwner = [OWNER_TAGS.stackId, OWNER_TAGS.logicalId].every((key) => Object.hasOwn(tags, key));
    return this.recordLagMs > 0 && this.ownerTagsChangedAt.has(arn) && !hasOwner;
  }

  isKept(arn: string): boolean {
    return this.retained.has(arn) || this.abandoned.has(arn);
  }
}
