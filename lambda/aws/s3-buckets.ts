import type { S3Client } from '@aws-sdk/client-s3';
import { AwsCallError } from './aws-call-error';
import type { BucketStatus, Buckets } from './buckets';
import { callAws } from './call';
import type { loadS3Client } from './clients';

/**
 * Implements Buckets with the SDK's S3 client.
 *
 * @param region - the Region that buckets must be in
 * @param load - loads the client at the first call, because not every request needs it
 */
export function createS3Buckets(region: string, load: typeof loadS3Client): Buckets {
  return {
    inspect: async (bucketName, accountId, signal) => {
      const { sdk, client } = await load();
      const bucket = { Bucket: bucketName, ExpectedBucketOwner: accountId };
      try {
        const location = await head(sdk, client, bucket, signal);
        if (location.kind === 'access-denied') {
          // S3 returns the same error for a wrong owner and for a missing permission. A call without an expected owner
          // distinguishes them, unless the other account denies access to the bucket.
          const { kind } = await head(sdk, client, { Bucket: bucketName }, signal);
          return { kind: kind === 'found' ? 'wrong-account' : 'access-denied' };
        }
        return location.kind === 'found' ? await findEncryption(sdk, client, bucket, signal) : location;
      } finally {
        client.destroy();
      }
    },
  };

  async function head(
    sdk: Sdk,
    client: S3Client,
    bucket: Bucket,
    signal: AbortSignal,
  ): Promise<Exclude<BucketStatus, { kind: 'encrypted-with-kms' }>> {
    try {
      const input = new sdk.HeadBucketCommand(bucket);
      const { BucketRegion = region, AccessPointAlias: isAlias = false } = await callAws(
        's3:ListBucket',
        signal,
        (options) => client.send(input, options),
      );
      if (isAlias) return { kind: 'access-point-alias' };
      return BucketRegion === region
        ? { kind: 'found', isEncryptionKnown: false }
        : { kind: 'wrong-region', region: BucketRegion };
    } catch (error) {
      return toBucketStatus(error, region);
    }
  }
}

type Sdk = Awaited<ReturnType<typeof loadS3Client>>['sdk'];

interface Bucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

async function findEncryption(sdk: Sdk, client: S3Client, bucket: Bucket, signal: AbortSignal): Promise<BucketStatus> {
  try {
    const input = new sdk.GetBucketEncryptionCommand(bucket);
    const { ServerSideEncryptionConfiguration: configuration } = await callAws(
      's3:GetEncryptionConfiguration',
      signal,
      (options) => client.send(input, options),
    );
    const algorithms = configuration?.Rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm);
    const algorithm = algorithms?.find((name) => name?.startsWith('aws:kms') === true);
    return algorithm === undefined
      ? { kind: 'found', isEncryptionKnown: true }
      : { kind: 'encrypted-with-kms', algorithm };
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    // A bucket without default encryption is a 404, and so is a bucket deleted since; IVS reports the latter.
    if (error.kind === 'NotFound') return { kind: 'found', isEncryptionKnown: true };
    if (error.kind === 'AccessDenied') return { kind: 'found', isEncryptionKnown: false };
    throw error;
  }
}

function toBucketStatus(error: unknown, region: string): Exclude<BucketStatus, { kind: 'encrypted-with-kms' }> {
  if (!(error instanceof AwsCallError)) throw error;
  if (error.kind === 'NotFound') return { kind: 'missing' };
  const bucketRegion = readBucketRegion(error.cause);
  if (error.kind === 'AccessDenied') {
    const isWrongRegion = bucketRegion !== undefined && bucketRegion !== region;
    return isWrongRegion ? { kind: 'wrong-region', region: bucketRegion } : { kind: 'access-denied' };
  }
  if (bucketRegion === undefined) throw error;
  return { kind: 'wrong-region', region: bucketRegion };
}

/**
 * S3 returns 301 or 400 for a bucket in another Region, and 403 if the caller also has no permission. A header names
 * the Region in each case: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
function readBucketRegion(error: unknown): string | undefined {
  const { $response } = (error ?? {}) as {
    readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  };
  const { statusCode = 0, headers } = $response ?? {};
  return [301, 400, 403].includes(statusCode) ? headers?.['x-amz-bucket-region'] : undefined;
}
