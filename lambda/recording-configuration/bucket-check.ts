import type { BucketStatus } from '../aws/buckets';
import { startDeadline } from '../util/deadline';
import type { RequestContext } from './request-context';
import { ResourceError } from './errors';
import { retryUntilConsistent } from './retry';
import { getErrorMessage } from '../util/error-message';

/** The check only explains errors, so it must not use up the time for the response. */
const BUCKET_CHECK_TIMEOUT_MS = 10_000;
const MAX_INSPECTIONS = 3;

/**
 * Returns the error for an unusable bucket before anything is created; undefined if no problem is known. If the
 * inspection fails, logs a warning and leaves the decision to IVS.
 */
export async function findBucketProblem(
  context: RequestContext,
  bucketName: string,
): Promise<ResourceError | undefined> {
  let status: BucketStatus | undefined;
  // S3 may not show a newly created bucket to other callers yet.
  const isShown = async (): Promise<boolean> => {
    status = await inspect(context, bucketName);
    return status?.kind !== 'missing';
  };
  await retryUntilConsistent(context, isShown, MAX_INSPECTIONS);
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
 * Returns the bucket problem that explains CREATE_FAILED; undefined if the bucket meets the requirements. A failed
 * inspection is also returned as a cause, because the bucket may still be the reason.
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
 * Returns the error for a create that ended in CREATE_FAILED.
 *
 * @param cause - the result of {@link findCreateFailedCause}
 * @param attempts - number of consecutive configurations that ended in CREATE_FAILED; each was deleted
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

/** Returns undefined and logs a warning if the inspection fails. */
async function inspect(context: RequestContext, bucketName: string): Promise<BucketStatus | undefined> {
  const { buckets, clock, cleanupDeadline, log } = context;
  const limit = startDeadline(clock, BUCKET_CHECK_TIMEOUT_MS, cleanupDeadline);
  try {
    return await buckets.inspect(bucketName, getAccountId(context), limit.signal);
  } catch (error) {
    log.warn('Bucket inspection failed; continuing without it', {
      error: getErrorMessage(error),
    });
    return undefined;
  } finally {
    limit.clear();
  }
}

function getAccountId({ owner }: RequestContext): string {
  return owner.stackId.split(':')[4] ?? '';
}
