/**
 * What a look at a bucket shows.
 *
 * - `found`: it exists, in `region`, and belongs to the account
 * - `missing`: there is no such bucket
 * - `elsewhere`: it exists in another Region
 * - `denied`: it belongs to another account, or the function may not look
 */
export type BucketFinding =
  { readonly kind: 'found' | 'elsewhere'; readonly region: string } | { readonly kind: 'missing' | 'denied' };

/** The buckets that recordings go to. Rejects like RecordingConfigurations. */
export interface Buckets {
  /** @param accountId - the account that the bucket must belong to */
  find(bucketName: string, accountId: string, signal: AbortSignal): Promise<BucketFinding>;
}
