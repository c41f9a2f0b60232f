import { formatMessage, type MessageCode } from '../../schema/messages';
import { IVS_REGIONS } from '../../schema/regions';
import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import { DeadlineError } from '../util/deadline';
import { classifyDenial, type DenialCause } from './access-denied';
import { LiveChannelsError } from './channels';
import type { RequestContext } from './request-context';
import { ResourceError } from './errors';
import { InUseError } from './delete-configuration';
import { adviseTimeout } from './timeout-advice';

/** The request that failed. */
export interface ErrorContext {
  readonly region: string;
  readonly kind: RequestContext['kind'];
  /** The configuration of the request, if there is one. */
  readonly arn: string | undefined;
  /** The bucket of the desired configuration, if known. */
  readonly bucketName?: string | undefined;
}

/** Returns the message of a failure for the stack events. */
export function formatError(error: unknown, context: ErrorContext): string {
  if (error instanceof ResourceError) return error.message;
  if (error instanceof InUseError) return formatInUse(error);
  if (error instanceof LiveChannelsError) return formatLiveChannels(error);
  if (error instanceof DeadlineError) return formatDeadline(error, context);
  if (error instanceof AwsCallError) return formatAwsError(error, context);
  throw error;
}

function formatInUse({ arn, channels = [] }: InUseError): string {
  const isListed = channels.length > 0;
  return formatMessage('ConfigurationInUse', {
    arn,
    count: isListed ? countChannels(channels) : 'at least one channel',
    channels: isListed
      ? `In use by ${formatChannels(channels)}.`
      : `List them with "aws ivs list-channels --filter-by-recording-configuration-arn ${arn}".`,
  });
}

function formatLiveChannels({ arn, live, others }: LiveChannelsError): string {
  return formatMessage('ChannelsLive', {
    arn,
    count: countChannels(live),
    others: others > 0 ? ` (${others} more can)` : '',
    channels: formatChannels(live),
  });
}

function countChannels({ length }: readonly Channel[]): string {
  return length === 1 ? '1 channel' : `${length} channels`;
}

/** Leaves room in the 4096 bytes of a response for the rest of the text and the ids. */
const MAX_NAMES = 2_400;

/** Returns as many channels as fit into the message. */
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
  const configuration = arn ?? 'The recording configuration';
  const seconds = error.allowedMs / 1000;
  return kind === 'Delete'
    ? formatMessage('DeleteTimeout', { configuration, seconds, advice: adviseTimeout(error, 'Delete') })
    : formatMessage('CreateTimeout', { configuration, seconds, advice: adviseTimeout(error, 'Create') });
}

function formatAwsError(error: AwsCallError, { region, bucketName }: ErrorContext): string {
  const { kind, action, message } = error;
  const failure = `${action} failed in ${region}: "${message}".`;
  switch (kind) {
    case 'InvalidRequest':
      return isAboutBucket(error)
        ? formatMessage('BucketRejected', { failure, region })
        : formatMessage(kind, { failure });
    case 'AccessDenied':
      return formatAccessDenied(error, failure, bucketName);
    case 'EndpointNotFound':
      return formatMessage(kind, { action, region, message, regions: IVS_REGIONS.join(', ') });
    case 'ServiceUnavailable':
      return formatMessage(kind, { action, region, message });
    default:
      return formatMessage(kind, { failure });
  }
}

/** A tag may contain any text, so an error about tags or the partition does not point to the bucket. */
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
  if (cause !== 'unknown') return formatMessage(DENYING_POLICIES[cause], { failure });
  // The role name of the caller may contain any word.
  const denial = message.replace(/\bUser: \S+/, '');
  if (/service.linked.role|AWSServiceRoleForIVSRecordToS3|\biam:[a-z]/i.test(denial)) {
    return formatMessage('ServiceLinkedRoleAccessDenied', { failure });
  }
  if (/\bs3:|bucket/i.test(denial)) {
    const bucket = bucketName ?? /:s3:::([^\s/"]+)/.exec(denial)?.[1];
    return formatMessage('BucketInspectionAccessDenied', {
      failure,
      actions: BUCKET_ACTIONS,
      bucket: bucket === undefined ? 'the bucket' : `bucket ${bucket}`,
    });
  }
  const denied = /not authorized to perform:? ([a-z0-9-]+:\w+)/.exec(denial)?.[1];
  const further =
    action === CREATE && denied === undefined ? `, and for IVS's check of the bucket ${BUCKET_ACTIONS} on it` : '';
  return formatMessage('AccessDenied', { failure, actions: `${denied ?? action}${further}` });
}

const BUCKET_ACTIONS = 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration';

const DENYING_POLICIES = {
  'explicit-deny': 'ExplicitDeny',
  'permissions-boundary': 'PermissionsBoundaryDenied',
  'organization-policy': 'OrganizationPolicyDenied',
  'endpoint-policy': 'EndpointPolicyDenied',
} as const satisfies Readonly<Record<Exclude<DenialCause, 'unknown'>, MessageCode>>;
