import type { BucketStatus } from '../aws/buckets';
import { startDeadline } from '../util/deadline';
import type { RequestContext } from './request-context';
import { retryUntilConsistent } from './stack-resource';

/** How long a look at the bucket may take: it explains, and must not cost the answer. */
const BUCKET_CHECK_TIMEOUT_MS = 10_000;

/**
 * What is wrong with the bucket as a text of three parts, before anything is created; undefined where nothing is known to
 * be wrong. What cannot be seen is logged and left to IVS.
 */
export async function findBucketProblem(context: RequestContext, bucketName: string): Promise<string | undefined> {
  let status: BucketStatus | undefined;
  // A bucket that was created a moment ago may be unknown for another one.
  await retryUntilConsistent(context, async () => {
    status = await inspect(context, bucketName);
    return status?.kind !== 'missing';
  });
  if (status === undefined) return undefined;
  if (status.kind === 'access-denied' || (status.kind === 'found' && !status.isEncryptionKnown)) {
    context.log.warn("The bucket could not be checked whole: permissions are missing, or it is not this account's", {
      bucketName,
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    });
  }
  return status.kind === 'access-denied' ? undefined : formatProblem(context, bucketName, status);
}

/** Why a creation probably ended in CREATE_FAILED; IVS gives no reason. */
export async function formatCreateFailedReason(context: RequestContext, bucketName: string): Promise<string> {
  return formatCreateFailed(context, bucketName, await findCreateFailedCause(context, bucketName));
}

/**
 * What about the bucket explains a creation that ended in CREATE_FAILED, as a text of three parts; undefined where the
 * bucket is as it should be. A check that did not succeed is a cause as well: the bucket may still be the reason.
 */
export async function findCreateFailedCause(context: RequestContext, bucketName: string): Promise<string | undefined> {
  const status = await inspect(context, bucketName);
  if (status !== undefined) return formatProblem(context, bucketName, status);
  return (
    `Expected the bucket ${bucketName} to exist, in ${context.region} and in this account; the function could not ` +
    'check it. Check that, then try again.'
  );
}

/**
 * The text for a creation that ended in CREATE_FAILED.
 *
 * @param cause - what {@link findCreateFailedCause} found
 * @param attempts - how many configurations in a row ended so; each was deleted
 */
export function formatCreateFailed(
  { region }: RequestContext,
  bucketName: string,
  cause: string | undefined,
  attempts = 1,
): string {
  const times = attempts === 1 ? '' : ` ${attempts} times`;
  return (
    `IVS could not create the recording configuration (state CREATE_FAILED${times}, for which it gives no reason); it was ` +
    `deleted again${times}. ` +
    (cause ??
      `The bucket ${bucketName} exists, in ${region} and in this account, as it should. Check that its policy does ` +
        'not deny the service-linked role AWSServiceRoleForIVSRecordToS3, then try again.')
  );
}

function formatProblem(context: RequestContext, bucketName: string, status: BucketStatus): string | undefined {
  const { region } = context;
  const accountId = getAccountId(context);
  switch (status.kind) {
    case 'missing':
      return `The bucket ${bucketName} does not exist. Expected it to exist before. Create it, or name another.`;
    case 'wrong-region':
      return (
        `The bucket ${bucketName} is in ${status.region}. Expected a bucket in ${region}, the Region of the ` +
        'recording configuration. Name one that is there.'
      );
    case 'wrong-account':
      return (
        `The bucket ${bucketName} belongs to another account than ${accountId}. Expected a bucket of the account of ` +
        'the recording configuration. Name one that it owns.'
      );
    case 'access-point-alias':
      return (
        `${bucketName} is the alias of an access point. Expected the name of a bucket: IVS accepts an alias, and then ` +
        'records nothing. Use the name of the bucket.'
      );
    case 'access-denied':
      return (
        `The bucket ${bucketName} belongs to another account than ${accountId}, or the function may not check it ` +
        '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.'
      );
    case 'encrypted-with-kms':
      return (
        `The bucket ${bucketName} encrypts with ${status.algorithm} by default. Expected SSE-S3 (AES256): IVS cannot ` +
        'write with SSE-KMS, and streams would fail to record without an error of the configuration. Change the ' +
        "bucket's default encryption, or name another bucket."
      );
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
    log.warn('The bucket could not be looked at', { refusal: error instanceof Error ? error.message : String(error) });
    return undefined;
  } finally {
    limit.clear();
  }
}

function getAccountId({ owner }: RequestContext): string {
  return owner.stackId.split(':')[4] ?? '';
}
