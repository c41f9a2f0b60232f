/**
 * The result of a bucket inspection.
 *
 * - `found`: it exists in `region`, belongs to the account, and its known encryption allows IVS to write
 * - `missing`: it does not exist
 * - `wrong-region`: it is in another Region
 * - `wrong-account`: it belongs to another account
 * - `encrypted-with-kms`: its default encryption is SSE-KMS, with which IVS cannot write
 * - `access-point-alias`: the name is an access point alias, to which IVS does not record
 * - `access-denied`: the function has no permission to inspect it, or it belongs to another account
 */
export type BucketStatus =
  | { readonly kind: 'wrong-region'; readonly region: string }
  | {
      readonly kind: 'found';
      /** Whether the encryption was read; the function may have no permission to do so. */
      readonly isEncryptionKnown: boolean;
    }
  | { readonly kind: 'missing' | 'wrong-account' | 'access-point-alias' | 'access-denied' }
  | {
      readonly kind: 'encrypted-with-kms';
      /** The S3 algorithm: `aws:kms` or `aws:kms:dsse`. */
      readonly algorithm: string;
    };

/** The buckets for recordings. Rejects as RecordingConfigurations does. */
export interface Buckets {
  /**
   * Inspects a bucket.
   *
   * @param accountId - the account that the bucket must belong to
   */
  inspect(bucketName: string, accountId: string, signal: AbortSignal): Promise<BucketStatus>;
}
