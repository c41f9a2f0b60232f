import { OWNER_TAG_PREFIX } from '../../schema/tags';

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
  /** How long such a deletion may stay invisible to the function, in milliseconds. */
  deletionLagMs = 0;
  /** Requests that may have left an orphan and get no Delete, because the resource is retained. */
  readonly requestsWithoutDelete = new Set<string>();

  /** Whether such a request created or adopted the configuration with these tags. */
  isOfRequestWithoutDelete(tags: Readonly<Record<string, string>>): boolean {
    return Object.values(tags).some((value) => this.requestsWithoutDelete.has(value.split(' ')[0] ?? ''));
  }

  /** How stale CloudFormation's record may be, in milliseconds. */
  recordLagMs = 0;

  /**
   * Whether the function cannot find the configuration. Assumption: if the record lags, operators do not remove all owner
   * tags while an update runs. With a stale record an update cannot recognize that it is a rollback, and without owner
   * tags it cannot find the original.
   */
  isUndetectable({ arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> }): boolean {
    const isTagged = Object.keys(tags).some((key) => key.startsWith(OWNER_TAG_PREFIX));
    return this.recordLagMs > 0 && this.ownerTagsChangedAt.has(arn) && !isTagged;
  }

  isKept(arn: string): boolean {
    return this.retained.has(arn) || this.abandoned.has(arn);
  }
}
