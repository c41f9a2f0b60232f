import { IvsError } from './ivs-error';

export interface Bucket {
  readonly region: string;
  readonly accountId: string;
}

/** The existing buckets, by name. */
export type Buckets = ReadonlyMap<string, Bucket>;

/**
 * Returns the final state of a recording configuration with this bucket. A bucket in another Region is rejected, except
 * in us-east-1, where the service accepts the request and the creation fails later.
 */
export function resolveBucketOutcome(
  bucketName: string,
  buckets: Buckets,
  account: { readonly accountId: string; readonly region: string },
): 'ACTIVE' | 'CREATE_FAILED' {
  const bucket = buckets.get(bucketName);
  if (bucket && bucket.region !== account.region && account.region !== 'us-east-1') {
    throw new IvsError(
      'ValidationException',
      `destinationConfiguration.s3.bucketName: bucket ${bucketName} is in ${bucket.region}, expected ${account.region}`,
    );
  }
  const isUsable = bucket?.region === account.region && bucket.accountId === account.accountId;
  return isUsable ? 'ACTIVE' : 'CREATE_FAILED';
}
