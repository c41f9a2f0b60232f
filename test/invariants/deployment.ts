import { OWNER_TAG_PREFIX } from '../../schema/tags';

/** Configurations that stay although no stack has them. */
export class Deployment {
  /** Kept on purpose, by DeletionPolicy or UpdateReplacePolicy. */
  readonly retained = new Set<string>();
  /** Left by an operation that was rolled back, as its policies say; it does not matter whether the function deletes it. */
  readonly optional = new Set<string>();
  /** CloudFormation gave up on deleting them after the function had rightly refused to. */
  readonly abandoned = new Set<string>();
  /**
   * Configurations that may still have tags of an earlier template: an event gives the properties of one template before,
   * and other tags that are there could be anybody's.
   */
  readonly withEarlierTags = new Set<string>();
  /** When a person last changed the owner tags of a configuration. */
  readonly ownerTagsChangedAt = new Map<string, number>();
  /** When people deleted a configuration. */
  readonly deletedOutsideAt = new Map<string, number>();
  /** How long a deletion by people may not be seen, in milliseconds. */
  deletionLagMs = 0;
  /** Requests after which no Delete follows, as the resource is retained, although they may have left something. */
  readonly requestsWithoutDelete = new Set<string>();

  /** Whether a configuration was made, or adopted, by a request that may leave it. */
  isOfRequestWithoutDelete(tags: Readonly<Record<string, string>>): boolean {
    return Object.values(tags).some((value) => this.requestsWithoutDelete.has(value.split(' ')[0] ?? ''));
  }

  /** How old CloudFormation's record may be, in milliseconds. */
  recordLagMs = 0;

  /**
   * Assumption: where the record lags, people do not remove all owner tags of what the stack has while an update runs. An
   * update cannot tell by a stale record that it rolls back, and nothing else shows the original then.
   */
  isUndetectable({ arn, tags }: { readonly arn: string; readonly tags: Readonly<Record<string, string>> }): boolean {
    const isTagged = Object.keys(tags).some((key) => key.startsWith(OWNER_TAG_PREFIX));
    return this.recordLagMs > 0 && this.ownerTagsChangedAt.has(arn) && !isTagged;
  }

  isKept(arn: string): boolean {
    return this.retained.has(arn) || this.abandoned.has(arn);
  }
}
