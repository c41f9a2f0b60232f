/**
 * What a look at a bucket shows.
 *
 * - `found`: it exists, in `region`, belongs to the account, and IVS can write to it as far as its encryption goes
 * - `missing`: there is no such bucket
 * - `wrong-region`: it exists in another Region
 * - `wrong-account`: it belongs to another account
 * - `encrypted-with-kms`: its default encryption is SSE-KMS, with which IVS cannot write
 * - `access-point-alias`: the name is the alias of an access point, through which IVS records nothing
 * - `access-denied`: the function may not look, or it belongs to another account
 */
export type BucketStatus =
  | { readonly kind: 'wrong-region'; readonly region: string }
  | {
      readonly kind: 'found';
      /** Whether the look went as far as the encryption; the function may not be allowed to. */
      readonly isEncryptionKnown: boolean;
    }
  | { readonly kind: 'missing' | 'wrong-account' | 'access-point-alias' | 'access-denied' }
  | {
      readonly kind: 'encrypted-with-kms';
      /** As S3 calls it: `aws:kms` or `aws:kms:dsse`. */
      readonly algorithm: string;
    };

/** The buckets that recordings go to. Rejects like RecordingConfigurations. */
export interface Buckets {
  /** @param accountId - the account that the bucket must belong to */
  inspect(bucketName: string, accountId: string, signal: AbortSignal): Promise<BucketStatus>;
}
