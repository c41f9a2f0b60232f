import type { BucketFinding } from '../aws/buckets';
import { startDeadline } from '../util/deadline';
import type { Operation } from './request-context';
import { confirm } from './stack-resource';

/** How long a look at the bucket may take: it explains, and must not cost the answer. */
const LOOK_MS = 10_000;

/**
 * What is wrong with the bucket as a text of three parts, before anything is created; undefined where nothing is known to
 * be wrong. What cannot be seen is logged and left to IVS.
 */
export async function findBucketProblem(operation: Operation, bucketName: string): Promise<string | undefined> {
  let finding: BucketFinding | undefined;
  // A bucket that was created a moment ago may be unknown for another one.
  await confirm(operation, async () => {
    finding = await look(operation, bucketName);
    return finding?.kind !== 'missing';
  });
  if (finding === undefined) return undefined;
  if (finding.kind === 'denied' || (finding.kind === 'found' && !finding.isEncryptionKnown)) {
    operation.log.warn("The bucket could not be checked whole: permissions are missing, or it is not this account's", {
      bucketName,
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    });
  }
  return finding.kind === 'denied' ? undefined : explain(operation, bucketName, finding);
}

/** Why a creation probably ended in CREATE_FAILED; IVS gives no reason. */
export async function explainCreateFailed(operation: Operation, bucketName: string): Promise<string> {
  return describeCreateFailed(operation, bucketName, await findCreateFailedCause(operation, bucketName));
}

/**
 * What about the bucket explains a creation that ended in CREATE_FAILED, as a text of three parts; undefined where the
 * bucket is as it should be. A check that did not succeed is a cause as well: the bucket may still be the reason.
 */
export async function findCreateFailedCause(operation: Operation, bucketName: string): Promise<string | undefined> {
  const finding = await look(operation, bucketName);
  if (finding !== undefined) return explain(operation, bucketName, finding);
  return (
    `Expected the bucket ${bucketName} to exist, in ${operation.region} and in this account; the function could not ` +
    'check it. Check that, then try again.'
  );
}

/**
 * The text for a creation that ended in CREATE_FAILED.
 *
 * @param cause - what {@link findCreateFailedCause} found
 * @param attempts - how many configurations in a row ended so; each was deleted
 */
export function describeCreateFailed(
  { region }: Operation,
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

function explain(operation: Operation, bucketName: string, finding: BucketFinding): string | undefined {
  const { region } = operation;
  const accountId = getAccountId(operation);
  switch (finding.kind) {
    case 'missing':
      return `The bucket ${bucketName} does not exist. Expected it to exist before. Create it, or name another.`;
    case 'elsewhere':
      return (
        `The bucket ${bucketName} is in ${finding.region}. Expected a bucket in ${region}, the Region of the ` +
        'recording configuration. Name one that is there.'
      );
    case 'foreign':
      return (
        `The bucket ${bucketName} belongs to another account than ${accountId}. Expected a bucket of the account of ` +
        'the recording configuration. Name one that it owns.'
      );
    case 'access-point-alias':
      return (
        `${bucketName} is the alias of an access point. Expected the name of a bucket: IVS accepts an alias, and then ` +
        'records nothing. Use the name of the bucket.'
      );
    case 'denied':
      return (
        `The bucket ${bucketName} belongs to another account than ${accountId}, or the function may not check it ` +
        '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.'
      );
    case 'encrypted-with-kms':
      return (
        `The bucket ${bucketName} encrypts with ${finding.algorithm} by default. Expected SSE-S3 (AES256): IVS cannot ` +
        'write with SSE-KMS, and streams would fail to record without an error of the configuration. Change the ' +
        "bucket's default encryption, or name another bucket."
      );
    case 'found':
      return undefined;
  }
}

/** Undefined where the look did not succeed; that is logged. */
async function look(operation: Operation, bucketName: string): Promise<BucketFinding | undefined> {
  const { buckets, clock, whole, log } = operation;
  const limit = startDeadline(clock, LOOK_MS, whole);
  try {
    return await buckets.find(bucketName, getAccountId(operation), limit.signal);
  } catch (error) {
    log.warn('The bucket could not be looked at', { refusal: error instanceof Error ? error.message : String(error) });
    return undefined;
  } finally {
    limit.clear();
  }
}

function getAccountId({ owner }: Operation): string {
  return owner.stackId.split(':')[4] ?? '';
}
