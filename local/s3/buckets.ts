/** A bucket, as far as those who ask about it can tell. */
export interface Bucket {
  readonly region: string;
  readonly accountId: string;
  readonly encryption: 'AES256' | 'aws:kms';
}

/** Every bucket that there is, whoever owns it, by name. */
export type Buckets = Map<string, Bucket>;
