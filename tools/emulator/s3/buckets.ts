/** A bucket, as far as those who ask about it can tell. */
export interface Bucket {
  readonly region: string;
  readonly accountId: string;
  readonly encryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** Whether its policy lets other accounts look at it; default: no. */
  readonly isShared?: boolean;
  /** Whether the name is the alias of an access point, which most calls take in place of a bucket's name. */
  readonly isAccessPointAlias?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Its bucket policy, as JSON says it. */
  readonly policy?: unknown;
}

/** Every bucket that there is, whoever owns it, by name. */
export type Buckets = Map<string, Bucket>;
