import { IvsError } from './ivs-error';

export interface Bucket {
  readonly region: string;
  readonly accountId: string;
}

/** The buckets there are, by name. */
export type Buckets = ReadonlyMap<string, Bucket>;

/**
 * What a creation that records to this bucket comes to. A bucket of another Region is refused at once, except in
 * us-east-1: there the service accepts the creation and lets it fail afterwards.
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
