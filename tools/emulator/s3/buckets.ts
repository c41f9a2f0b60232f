/** The properties of a bucket. */
export interface Bucket {
  readonly region: string;
  readonly accountId: string;
  readonly encryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** Whether other accounts can read its properties. Default: false. */
  readonly isShared?: boolean;
  /** Whether the name is an access point alias, which most calls accept as a bucket name. */
  readonly isAccessPointAlias?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** The bucket policy, as parsed JSON. */
  readonly policy?: unknown;
}

/** All buckets by name, including those of other accounts. */
export type Buckets = Map<string, Bucket>;
