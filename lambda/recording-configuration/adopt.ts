import { parseRecordingConfigurationArn } from '../../schema/arn';
import { OWNER_TAGS } from '../../schema/tags';
import type { DescribedRecordingConfiguration, RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { isRejected } from '../aws/aws-call-error';
import { DeadlineError } from '../util/deadline';
import type { DesiredState } from './desired-state';
import { isSameOwner, mayHold } from './holder';
import { supersededError } from './superseded-error';
import type { Progress } from './create-and-wait';
import { callWithRetry, type RequestContext } from './request-context';
import { isOwnedByOther, parseOwners, toOriginTag, toOwnerTags } from './ownership';
import { ResourceError } from './resource-error';
import { describeDifferences } from './settings-differences';
import { isDeleting, describeStackResource, type StackResourceStatus } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { waitUntilActive } from './wait';
import { adviseTimeout } from './timeout-advice';

const IVS_MAX_TAGS = 50;
/** How long after it was given up a call may still be carried out. */
const LATE_WRITE_MS = 3_000;

/**
 * Takes an existing configuration over, after everything about it was checked: one call makes all of its owner's and
 * declared tags, so that it is adopted whole or not at all.
 *
 * @returns the ARN
 * @throws RecordingError if it cannot be adopted; it was not touched then
 */
export async function adopt(
  context: RequestContext,
  desired: DesiredState,
  arn: string,
  progress: Progress,
): Promise<string> {
  const { configurations, deadline, cleanupDeadline, clock, owner, requestId, log } = context;
  const expected: ExpectedState = { desired, physicalId: undefined, isForwardUpdate: false };
  assertAdoptionAllowed(context, arn);
  assertSameEnvironment(context, arn);
  const found = await waitUntilAdoptable(context, arn);
  await assertNotOwnedByOther(context, found);
  assertSameSettings(found, desired);
  const origin = { requestId, createdAt: undefined, isFound: false };
  const tags = { ...desired.tags, ...toOwnerTags(owner, desired.settingsHash), ...toOriginTag(origin) };
  assertTagQuota(found, tags);
  // An earlier delivery that died may have written before CloudFormation stopped to wait.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);
  try {
    await callWithRetry(context, deadline, (signal) => configurations.addTags(arn, tags, signal));
  } catch (error) {
    if (isRejected(error)) throw error;
    // IVS may still carry the call out. This event must not end before that: the one that undoes it would come too early.
    await clock.sleep(LATE_WRITE_MS, cleanupDeadline.signal);
    if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);
    throw error;
  }
  progress.onConfiguration(arn, true);
  log.info('Adopted', { arn });
  await assertNotOwnedByOther(context, await waitUntilAdoptable(context, arn));
  // The event that undoes this one may have looked before this one wrote.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);
  return arn;
}

/** Ends an adoption for which CloudFormation does not wait: it is undone, unless another delivery of the event made it. */
async function abandonAdoption(context: RequestContext, arn: string): Promise<string> {
  const stackResource = await describeStackResource(context);
  if (isRecorded(stackResource, arn)) return arn;
  if (isUndone(stackResource)) await removeOwnerTags(context, arn);
  throw supersededError(context);
}

/** Whether the resource has the configuration, and keeps it for now. */
function isRecorded(stackResource: StackResourceStatus, arn: string): boolean {
  return typeof stackResource !== 'string' && stackResource.physicalId === arn && !isDeleting(stackResource);
}

/** Whether the resource has no configuration, or none any more. With another one, what becomes of this is settled. */
function isUndone(stackResource: StackResourceStatus): boolean {
  if (typeof stackResource === 'string') return stackResource === 'absent';
  const { status, physicalId } = stackResource;
  return status.startsWith('DELETE_') || parseRecordingConfigurationArn(physicalId) === undefined;
}

/** Takes the owner's tags off a configuration whose adoption is undone; it stays what it was otherwise. */
export async function removeOwnerTags(context: RequestContext, arn: string): Promise<void> {
  const { configurations, cleanupDeadline, owner, log } = context;
  const configuration = await callWithRetry(context, cleanupDeadline, (signal) => configurations.get(arn, signal));
  if (configuration === undefined || isOwnedByOther(configuration, owner)) return;
  const keys = Object.values(OWNER_TAGS).filter((key) => Object.hasOwn(configuration.tags, key));
  if (keys.length > 0)
    await callWithRetry(context, cleanupDeadline, (signal) => configurations.removeTags(arn, keys, signal));
  log.info('The adoption is undone; the configuration is left as it is', { arn });
}

function assertAdoptionAllowed({ allowsAdoption }: RequestContext, arn: string): void {
  if (allowsAdoption) return;
  throw new ResourceError(
    `AdoptArn is ${arn}, and the provider does not allow adoption. Remove AdoptArn to create a new configuration, or deploy ` +
      `the provider with allowAdoption (AllowAdoption of its template) set to true.`,
  );
}

function assertSameEnvironment({ region, owner }: RequestContext, arn: string): void {
  const parts = parseRecordingConfigurationArn(arn);
  const accountId = owner.stackId.split(':')[4];
  if (parts?.region === region && parts.accountId === accountId) return;
  throw new ResourceError(
    `AdoptArn is ${arn}: expected a configuration of this account and Region, ${String(accountId)} and ${region}. Adopt ` +
      'it in a stack of its own account and Region, or leave AdoptArn out to create a new one here.',
  );
}

async function waitUntilAdoptable(context: RequestContext, arn: string): Promise<DescribedRecordingConfiguration> {
  let found: DescribedRecordingConfiguration | undefined;
  try {
    found = await waitUntilActive(context, arn, false);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new ResourceError(
      `${arn}, which AdoptArn names, was still CREATING after ${error.allowedMs / 1000} s. Expected it to be ACTIVE. Wait ` +
        `until it is, then try again. ${adviseTimeout(error, 'Create')} if that takes longer.`,
      { cause: error },
    );
  }
  if (found === undefined) {
    throw new ResourceError(
      `There is no recording configuration ${arn}, which AdoptArn names: expected one that exists. Look at the output ` +
        'of "aws ivs list-recording-configurations", or leave AdoptArn out to create a new one.',
    );
  }
  if (found.state !== 'ACTIVE') {
    throw new ResourceError(
      `${arn}, which AdoptArn names, is ${found.state}: expected it to be ACTIVE. It never will be; delete it, and leave ` +
        'AdoptArn out to create a new one.',
    );
  }
  return found;
}

/** Refuses a configuration that another resource of any stack still has; one that a stack let go of is free. */
async function assertNotOwnedByOther(context: RequestContext, configuration: RecordingConfiguration): Promise<void> {
  const { arn } = configuration;
  for (const other of parseOwners(configuration)) {
    if (isSameOwner(other, context.owner) || !(await mayHold(context, other, arn))) continue;
    throw new ResourceError(
      `${arn}, which AdoptArn names, belongs to ${other.logicalId} of the stack ${other.stackId}: expected it to belong ` +
        'to no other resource. Take it out of that template with DeletionPolicy: Retain, then try again.',
    );
  }
}

function assertSameSettings({ arn, settings }: DescribedRecordingConfiguration, desired: DesiredState): void {
  const differences = describeDifferences(settings, desired.settings);
  if (differences.length === 0) return;
  throw new ResourceError(
    `${arn}, which AdoptArn names, has other settings than the template: ${differences.join('; ')}. Expected them to be ` +
      'equal, since IVS cannot change them. Declare what is there ("npx cdk-ivs-recording-configuration import" writes ' +
      'it), or leave AdoptArn out to create a new one.',
  );
}

function assertTagQuota({ arn, tags }: RecordingConfiguration, added: Tags): void {
  // Tags of AWS itself do not count: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
  const count = Object.keys({ ...tags, ...added }).filter((key) => !key.startsWith('aws:')).length;
  if (count <= IVS_MAX_TAGS) return;
  throw new ResourceError(
    `${arn}, which AdoptArn names, would have ${count} tags with those of the template and of its owner: expected at ` +
      `most ${IVS_MAX_TAGS}. Take some off it, or out of the template.`,
  );
}
