import type { BucketStatus } from '../aws/buckets';
import { startDeadline } from '../util/deadline';
import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';
import { retryUntilConsistent } from './stack-resource';

/** How long a look at the bucket may take: it explains, and must not cost the answer. */
const BUCKET_CHECK_TIMEOUT_MS = 10_000;

/**
 * The error for an unusable bucket, before anything is created; undefined if no problem is known. A failed inspection is
 * logged, and IVS decides.
 */
export async function findBucketProblem(
  context: RequestContext,
  bucketName: string,
): Promise<ResourceError | undefined> {
  let status: BucketStatus | undefined;
  // A bucket that was created a moment ago may be unknown for another one.
  await retryUntilConsistent(context, async () => {
    status = await inspect(context, bucketName);
    return status?.kind !== 'missing';
  });
  if (status === undefined) return undefined;
  if (status.kind === 'access-denied' || (status.kind === 'found' && !status.isEncryptionKnown)) {
    context.log.warn('Bucket not fully inspected', {
      bucketName,
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    });
  }
  return status.kind === 'access-denied' ? undefined : toError(context, bucketName, status);
}

/**
 * What about the bucket explains a create that ended in CREATE_FAILED; undefined if the bucket meets the requirements. An
 * inspection that failed is a cause too: the bucket may still be the reason.
 */
export async function findCreateFailedCause(
  context: RequestContext,
  bucketName: string,
): Promise<ResourceError | undefined> {
  const status = await inspect(context, bucketName);
  if (status !== undefined) return toError(context, bucketName, status);
  return new ResourceError('BucketNotInspected', { bucket: bucketName, region: context.region });
}

/**
 * The error for a create that ended in CREATE_FAILED.
 *
 * @param cause - the result of {@link findCreateFailedCause}
 * @param attempts - how many configurations in a row ended so; each was deleted
 */
export function createFailedError(
  { region }: RequestContext,
  bucketName: string,
  cause: ResourceError | undefined,
  attempts = 1,
): ResourceError {
  const { detail } = cause ?? new ResourceError('BucketPolicySuspected', { bucket: bucketName, region });
  return new ResourceError(
    'CreateFailed',
    { attempts: attempts === 1 ? '' : ` ${attempts} times`, cause: detail },
    { cause },
  );
}

function toError(context: RequestContext, bucket: string, status: BucketStatus): ResourceError | undefined {
  const { region } = context;
  const account = getAccountId(context);
  switch (status.kind) {
    case 'missing':
      return new ResourceError('BucketNotFound', { bucket });
    case 'wrong-region':
      return new ResourceError('BucketInWrongRegion', { bucket, actual: status.region, region });
    case 'wrong-account':
      return new ResourceError('BucketInWrongAccount', { bucket, account });
    case 'access-point-alias':
      return new ResourceError('BucketIsAccessPointAlias', { bucket });
    case 'access-denied':
      return new ResourceError('BucketAccessDenied', { bucket, account });
    case 'encrypted-with-kms':
      return new ResourceError('BucketEncryptionNotSupported', { bucket, algorithm: status.algorithm });
    case 'found':
      return undefined;
  }
}

/** Undefined where the look did not succeed; that is logged. */
async function inspect(context: RequestContext, bucketName: string): Promise<BucketStatus | undefined> {
  const { buckets, clock, cleanupDeadline, log } = context;
  const limit = startDeadline(clock, BUCKET_CHECK_TIMEOUT_MS, cleanupDeadline);
  try {
    return await buckets.inspect(bucketName, getAccountId(context), limit.signal);
  } catch (error) {
    log.warn('Bucket inspection failed; continuing without it', { error: error instanceof Error ? error.message : String(error) });
    return undefined;
  } finally {
    limit.clear();
  }
}

function getAccountId({ owner }: RequestContext): string {
  return owner.stackId.split(':')[4] ?? '';
}
