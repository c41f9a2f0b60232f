import { MAX_TIMEOUT_SECONDS } from '../../contract/properties';
import { AwsCallError } from '../aws/aws-call-error';
import { DeadlineError, startDeadline } from '../time/deadline';
import { InvalidPropertiesError } from './declaration';
import type { Operation } from './operation';
import { RecordingError } from './recording-error';
import { InUseError } from './removal';

/** What was going on when an operation failed. */
export interface Situation {
  readonly region: string;
  readonly kind: Operation['kind'];
  /** The configuration that was worked on, if there was one. */
  readonly arn: string | undefined;
}

/** Every failure as a text of one form: what was wrong, what was expected, what to do next. */
export function explainFailure(error: unknown, situation: Situation): string {
  if (error instanceof RecordingError || error instanceof InvalidPropertiesError) return error.message;
  if (error instanceof InUseError) return explainInUse(error.arn);
  if (error instanceof DeadlineError) return explainDeadline(error, situation);
  if (error instanceof AwsCallError) return explainRefusal(error, situation);
  throw error;
}

function explainInUse(arn: string): string {
  return (
    `${arn} is used by at least one channel, and IVS deletes no configuration in use. Expected no channel to refer to ` +
    'it. Point the channels elsewhere or switch their recording off (aws ivs list-channels ' +
    `--filter-by-recording-configuration-arn ${arn} names them; aws ivs update-channel --arn <channel> ` +
    '--recording-configuration-arn ""), then try again.'
  );
}

function explainDeadline({ allowedMs }: DeadlineError, { kind, arn }: Situation): string {
  const seconds = allowedMs / 1000;
  if (kind === 'Delete') {
    return (
      `${arn ?? 'The recording configuration'} was still there ${seconds} s after the deletion began. Expected it to ` +
      `be gone by then. Raise Timeouts.Delete (at most ${MAX_TIMEOUT_SECONDS} seconds), or try again.`
    );
  }
  const subject = arn === undefined ? 'The recording configuration was not created' : `${arn} was still CREATING`;
  return (
    `${subject} after ${seconds} s. Expected it to be ACTIVE by then; IVS takes at most about 20 s as a rule. ` +
    `Raise Timeouts.Create (at most ${MAX_TIMEOUT_SECONDS} seconds), or try again; if it stays so, look at the health of Amazon IVS in ` +
    'this Region.'
  );
}

function explainRefusal(error: AwsCallError, { region }: Situation): string {
  const said = `${error.action} was refused in ${region}: "${error.message}".`;
  switch (error.kind) {
    case 'invalid':
      return (
        `${said} Expected input that IVS accepts. Outside us-east-1 this is also what IVS answers for a bucket of ` +
        `another Region: use a bucket in ${region}, owned by this account, and check the property that IVS names.`
      );
    case 'quota-exceeded':
      return (
        `${said} Expected room for one more recording configuration in this account and Region. Delete some that no ` +
        'channel uses, or ask for more in Service Quotas (Amazon Interactive Video Service).'
      );
    case 'pending-verification':
      return (
        `${said} Expected an account that AWS has verified for IVS. Contact AWS Support to have it verified, then try ` +
        'again.'
      );
    case 'access-denied':
      return explainDenial(error, said);
    case 'not-found':
      return `${said} Expected it to exist. It was deleted by somebody else meanwhile; try again.`;
    case 'conflict':
      return `${said} Expected nothing else to work on the same resource. Try again when that is done.`;
    case 'throttled':
      return (
        `${said} The calls of this account were throttled until the time for the operation was used up; expected to ` +
        'get through under the quota of 3 calls a second. Deploy fewer configurations at once, or raise Timeouts.'
      );
    case 'unavailable':
      return (
        `${error.action} got no usable answer in ${region}: ${error.message}. Expected AWS to answer. Try again; if the ` +
        'function runs in a VPC, see that it has a route to the service.'
      );
  }
}

function explainDenial({ action, message }: AwsCallError, said: string): string {
  if (/service.linked.role|AWSServiceRoleForIVSRecordToS3|iam:/i.test(message)) {
    return (
      `${said} IVS needs its service-linked role AWSServiceRoleForIVSRecordToS3. Expected the function's role to allow ` +
      'iam:CreateServiceLinkedRole, iam:AttachRolePolicy and iam:PutRolePolicy on it. Allow them, or create the role ' +
      'once by hand (aws iam create-service-linked-role --aws-service-name ivs.amazonaws.com).'
    );
  }
  return (
    `${said} Expected the function's role to allow ${action}. Deploy the provider anew, or allow the action; a ` +
    'permissions boundary or a service control policy may also deny it.'
  );
}

/** How long the look at the bucket may take: it explains, and must not cost the answer. */
const LOOK_MS = 10_000;

/** Why a creation probably ended in CREATE_FAILED; IVS gives no reason. */
export async function explainCreateFailed(operation: Operation, bucketName: string): Promise<string> {
  const cause = await findCause(operation, bucketName);
  return (
    `IVS could not create the recording configuration (state CREATE_FAILED, for which it gives no reason); it was ` +
    `deleted again. ${cause}`
  );
}

async function findCause(operation: Operation, bucketName: string): Promise<string> {
  const { buckets, owner, region, clock, whole, log } = operation;
  const accountId = owner.stackId.split(':')[4] ?? '';
  const limit = startDeadline(clock, LOOK_MS, whole);
  try {
    const finding = await buckets.find(bucketName, accountId, limit.signal);
    switch (finding.kind) {
      case 'missing':
        return `The bucket ${bucketName} does not exist. Expected it to exist before. Create it, or name another.`;
      case 'elsewhere':
        return (
          `The bucket ${bucketName} is in ${finding.region}. Expected a bucket in ${region}, the Region of the ` +
          'recording configuration. Name one that is there.'
        );
      case 'denied':
        return (
          `The bucket ${bucketName} belongs to another account than ${accountId}, or the function may not look at it ` +
          '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.'
        );
      case 'found':
        return (
          `The bucket ${bucketName} exists, in ${region} and in this account, as it should. Check that its policy does ` +
          'not deny the service-linked role AWSServiceRoleForIVSRecordToS3, then try again.'
        );
    }
  } catch (error) {
    log.warn('The bucket could not be looked at', { refusal: error instanceof Error ? error.message : String(error) });
    return (
      `Expected the bucket ${bucketName} to exist, in ${region} and in this account; the function could not look. ` +
      'Check that, then try again.'
    );
  } finally {
    limit.clear();
  }
}
