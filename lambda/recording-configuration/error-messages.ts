import { IVS_REGIONS } from '../../schema/regions';
import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import { DeadlineError } from '../util/deadline';
import { classifyDenial, type DenialCause } from './access-denied';
import { LiveChannelsError } from './channels';
import { InvalidPropertiesError } from './desired-state';
import type { RequestContext } from './request-context';
import { ResourceError } from './resource-error';
import { InUseError } from './delete';
import { adviseTimeout } from './timeout-advice';

/** What was going on when an operation failed. */
export interface ErrorContext {
  readonly region: string;
  readonly kind: RequestContext['kind'];
  /** The configuration that was worked on, if there was one. */
  readonly arn: string | undefined;
  /** The bucket of the desired configuration, if it is known. */
  readonly bucketName?: string | undefined;
}

/** Every failure as a text of one form: what was wrong, what was expected, what to do next. */
export function formatError(error: unknown, context: ErrorContext): string {
  if (error instanceof ResourceError || error instanceof InvalidPropertiesError) return error.message;
  if (error instanceof InUseError) return formatInUse(error);
  if (error instanceof LiveChannelsError) return formatLiveChannels(error);
  if (error instanceof DeadlineError) return formatDeadline(error, context);
  if (error instanceof AwsCallError) return formatAwsError(error, context);
  throw error;
}

function formatInUse({ arn, channels }: InUseError): string {
  const isNamed = channels !== undefined && channels.length > 0;
  const lister = `aws ivs list-channels --filter-by-recording-configuration-arn ${arn}`;
  return (
    `${arn} is used by ${isNamed ? countChannels(channels) : 'at least one channel'}, and IVS deletes no configuration ` +
    'in use. Expected no channel to refer to it. Point the channels elsewhere or switch their recording off (aws ivs ' +
    'update-channel --arn <channel> --recording-configuration-arn ""), or declare OnInUse: RELEASE, which does that; ' +
    `then try again. ${isNamed ? `In use by ${formatChannels(channels)}.` : `The channels: ${lister}.`}`
  );
}

function formatLiveChannels({ arn, live, others }: LiveChannelsError): string {
  return (
    `${countChannels(live)} of those that use ${arn} cannot be changed while live${others > 0 ? ` (${others} more can)` : ''}. ` +
    'Expected none of them to be live. Wait for the streams to end, or end them (aws ivs stop-stream --channel-arn <channel>), then ' +
    `try again. Live: ${formatChannels(live)}.`
  );
}

function countChannels({ length }: readonly Channel[]): string {
  return length === 1 ? '1 channel' : `${length} channels`;
}

/** Leaves room in the 4096 bytes of an answer for the rest of the text and for the ids. */
const MAX_NAMES = 2_400;

/** As many as fit. */
function formatChannels(channels: readonly Channel[]): string {
  const names: string[] = [];
  let length = 0;
  for (const { arn, name } of channels) {
    const text = name === '' ? arn : `${arn} (${name})`;
    length += text.length + 2;
    if (length > MAX_NAMES) break;
    names.push(text);
  }
  const remaining = channels.length - names.length;
  return names.join(', ') + (remaining > 0 ? ` and ${remaining} more` : '');
}

function formatDeadline(error: DeadlineError, { kind, arn }: ErrorContext): string {
  const seconds = error.allowedMs / 1000;
  if (kind === 'Delete') {
    return (
      `${arn ?? 'The recording configuration'} was still there ${seconds} s after the deletion began. Expected it to ` +
      `be gone by then. ${adviseTimeout(error, 'Delete')}, or try again.`
    );
  }
  const subject = arn === undefined ? 'The recording configuration was not created' : `${arn} was still CREATING`;
  return (
    `${subject} after ${seconds} s. Expected it to be ACTIVE by then; IVS takes at most about 20 s as a rule. ` +
    `${adviseTimeout(error, 'Create')}, or try again; if it stays so, look at the health of Amazon IVS in this Region.`
  );
}

function formatAwsError(error: AwsCallError, { region, bucketName }: ErrorContext): string {
  const failure = `${error.action} was refused in ${region}: "${error.message}".`;
  switch (error.kind) {
    case 'InvalidRequest':
      return isAboutBucket(error)
        ? `${failure} Expected input that IVS accepts. Outside us-east-1 IVS refuses a bucket of another Region in this way: ` +
            `use a bucket in ${region}, owned by this account.`
        : `${failure} Expected input that IVS accepts. Fix the value that the message names, then try again.`;
    case 'ServiceLimitExceeded':
      return (
        `${failure} Expected room for one more recording configuration in this account and Region. Delete some that no ` +
        'channel uses, or ask for more in Service Quotas (Amazon Interactive Video Service).'
      );
    case 'PendingVerification':
      return (
        `${failure} Expected an account that AWS has verified for IVS. Contact AWS Support to have it verified, then try ` +
        'again.'
      );
    case 'AccessDenied':
      return formatAccessDenied(error, failure, bucketName);
    case 'NotFound':
      return `${failure} Expected it to exist. It was deleted by someone else meanwhile; try again.`;
    case 'ResourceConflict':
      return `${failure} Expected nothing else to work on the same resource. Try again when that is done.`;
    case 'Throttling':
      return (
        `${failure} The calls of this account were throttled until the time for the operation was used up; expected to ` +
        'get through under the quota of 3 calls a second. Deploy fewer configurations at once, or raise Timeouts.'
      );
    case 'EndpointNotFound':
      return (
        `${error.action} found no host in ${region}: ${error.message}. Expected a Region that has IVS ` +
        `(${IVS_REGIONS.join(', ')}), and a name service that works. Deploy the stack in one of them, or try again.`
      );
    case 'ServiceUnavailable':
      return (
        `${error.action} got no usable answer in ${region}: ${error.message}. Expected AWS to answer. Try again; if the ` +
        'function runs in a VPC, see that it has a route to the service.'
      );
  }
}

/** Tags may have any text in them; they and a partition are no reason to suspect the bucket. */
function isAboutBucket({ action, message }: AwsCallError): boolean {
  if (action !== CREATE || /\btags?\b|\bpartition\b/i.test(message)) return false;
  return /bucket|\bregion\b/i.test(message);
}

const CREATE = 'ivs:CreateRecordingConfiguration';

function formatAccessDenied(
  { action, message }: AwsCallError,
  failure: string,
  bucketName: string | undefined,
): string {
  const cause = classifyDenial(message);
  if (cause !== 'unknown') return `${failure} ${describeDenyingPolicy(cause)}`;
  // The name of the caller's role may have any word in it.
  const denial = message.replace(/\bUser: \S+/, '');
  if (/service.linked.role|AWSServiceRoleForIVSRecordToS3|\biam:[a-z]/i.test(denial)) {
    return (
      `${failure} IVS needs its service-linked role AWSServiceRoleForIVSRecordToS3. Expected the function's role to allow ` +
      'iam:CreateServiceLinkedRole, iam:AttachRolePolicy and iam:PutRolePolicy on it. Allow them, or create the role ' +
      'once by hand (aws iam create-service-linked-role --aws-service-name ivs.amazonaws.com).'
    );
  }
  if (/\bs3:|bucket/i.test(denial)) {
    const bucket = bucketName ?? /:s3:::([^\s/"]+)/.exec(denial)?.[1];
    return (
      `${failure} IVS checks the bucket with the permissions of the function. Expected the function's role to allow ` +
      `${BUCKET_ACTIONS} on ${bucket === undefined ? 'the bucket' : `the bucket ${bucket}`}, which must belong to this ` +
      'account. Redeploy the provider, and let its BucketArns or grantBucketInspectionByArns() include the bucket.'
    );
  }
  const denied = /not authorized to perform:? ([a-z0-9-]+:\w+)/.exec(denial)?.[1];
  const further =
    action === CREATE && denied === undefined ? `, and for IVS's check of the bucket ${BUCKET_ACTIONS} on it` : '';
  return (
    `${failure} Expected the function's role to allow ${denied ?? action}${further}. Redeploy the provider, or allow the ` +
    'action; a permissions boundary or a service control policy may also deny it.'
  );
}

const BUCKET_ACTIONS = 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration';

function describeDenyingPolicy(cause: Exclude<DenialCause, 'unknown'>): string {
  switch (cause) {
    case 'explicit-deny':
      return (
        'A policy denies the call explicitly, which no permission of the role overrides. Expected no Deny for it. Remove ' +
        "the Deny, or exempt the function's role from it."
      );
    case 'permissions-boundary':
      return (
        "The permissions boundary of the function's role does not include the call. Expected a boundary that does. Add " +
        'the action to the boundary.'
      );
    case 'organization-policy':
      return (
        'A service control policy or resource control policy of the organization does not allow the call. Expected one ' +
        'that does. Ask those who administer the organization to allow the action.'
      );
    case 'endpoint-policy':
      return (
        'The policy of the VPC endpoint does not allow the call. Expected one that does. Add the action to the policy of ' +
        'the endpoint.'
      );
  }
}
