import { AwsCallError } from './aws-call-error';
import type { BucketFinding, Buckets } from './buckets';
import { callAws } from './call';
import type { loadS3Client } from './clients';

/**
 * Buckets through the SDK's S3 client.
 *
 * @param region - the Region that buckets must be in
 * @param load - loads the client, at the first call: only a failed creation needs it
 */
export function createS3Buckets(region: string, load: typeof loadS3Client): Buckets {
  return {
    find: async (bucketName, accountId, signal) => {
      const { sdk, client } = await load();
      try {
        const input = new sdk.HeadBucketCommand({ Bucket: bucketName, ExpectedBucketOwner: accountId });
        const { BucketRegion = region } = await callAws('s3:ListBucket', signal, (options) =>
          client.send(input, options),
        );
        return { kind: BucketRegion === region ? 'found' : 'elsewhere', region: BucketRegion };
      } catch (error) {
        const finding = explainRefusal(error);
        if (finding === undefined) throw error;
        return finding;
      } finally {
        client.destroy();
      }
    },
  };
}

function explainRefusal(error: unknown): BucketFinding | undefined {
  if (!(error instanceof AwsCallError)) return undefined;
  if (error.kind === 'not-found') return { kind: 'missing' };
  if (error.kind === 'access-denied') return { kind: 'denied' };
  const region = readRedirectRegion(error.cause);
  return region === undefined ? undefined : { kind: 'elsewhere', region };
}

/** S3 answers 301 or 400 for a bucket of another Region, and names the Region in a header. */
function readRedirectRegion(error: unknown): string | undefined {
  const { $response } = (error ?? {}) as {
    readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> };
  };
  const isRedirect = $response?.statusCode === 301 || $response?.statusCode === 400;
  return isRedirect ? $response.headers?.['x-amz-bucket-region'] : undefined;
}
