import { parseRecordingConfigurationArn } from '../../schema/arn';
import { IVS_MAX_TAGS, OWNER_TAGS } from '../../schema/tags';
import type { DescribedRecordingConfiguration, RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { isRejected } from '../aws/aws-call-error';
import { DeadlineError } from '../util/deadline';
import type { DesiredState } from './desired-state';
import { isSameOwner, mayHold } from './holder';
import { supersededError, ResourceError } from './errors';
import { callWithRetry, LATE_WRITE_MS } from './retry';
import { withDeadline, type RequestContext } from './request-context';
import { waitForRequestEnd } from './request-end';
import { isOwnedByOther, parseOrigin, parseOwners, toOriginTag, toOwnerTags } from './ownership';
import { describeDifferences } from './settings';
import { readHeld, type Held } from './stack-events';
import { describeStackResource, isCreating } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { waitUntilActive } from './wait';
import { adviseTimeout } from './timeout-advice';

/**
 * Adopts an existing configuration after all checks have passed. One call sets all owner tags and declared tags, so the
 * adoption is atomic.
 *
 * @returns the ARN
 * @throws ResourceError if the configuration cannot be adopted; it was not changed
 */
export async function adopt(context: RequestContext, desired: DesiredState, arn: string): Promise<string> {
  const { configurations, deadline, owner, requestId, progress, log } = context;
  const expected: ExpectedState = { desired, physicalId: undefined, isForwardUpdate: false };
  assertAdoptionAllowed(context, arn);
  assertSameEnvironment(context, arn);
  const found = await waitUntilAdoptable(context, arn);
  await assertNotOwnedByOther(context, found);
  assertSameSettings(found, desired);
  const origin = { requestId, createdAt: undefined, isFound: false };
  const tags = { ...desired.tags, ...toOwnerTags(owner, desired.settingsHash), ...toOriginTag(origin) };
  assertTagQuota(found, tags);
  // An earlier delivery that was terminated may have written the tags before CloudFormation stopped waiting.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);
  const addTags = async (signal: AbortSignal): Promise<void> => {
    try {
      await configurations.addTags(arn, tags, signal);
    } catch (error) {
      // IVS may still carry out the call, after the request that undoes this one.
      if (!isRejected(error))
        progress.setAfterResponse((late) => undoLateAdoption(withDeadline(context, late), expected, arn));
      throw error;
    }
  };
  await callWithRetry(context, deadline, addTags);
  progress.setConfiguration(arn, true);
  log.info('Adopted', { arn });
  await assertNotOwnedByOther(context, await waitUntilAdoptable(context, arn));
  // The request that undoes this one may have read the tags before this one wrote.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);
  return arn;
}

/**
 * Ends an adoption that CloudFormation no longer waits for. Undoes it, unless another delivery of the request made it.
 */
async function abandonAdoption(context: RequestContext, arn: string): Promise<string> {
  // During a cleanup, the stack resource may show the deletion of a replaced configuration or of a failed create.
  const held = await readHeld(context, await describeStackResource(context));
  if (held !== 'unknown' && held.id === arn) return arn;
  if (isUndone(held)) await removeOwnerTags(context, arn);
  throw supersededError(context);
}

/** Returns whether the resource has no configuration. If it has another one, the adoption is already resolved. */
function isUndone(held: Held): boolean {
  return held !== 'unknown' && (held.id === undefined || parseRecordingConfigurationArn(held.id) === undefined);
}

/** Undoes an adoption, after the response, whose tags IVS may have set after CloudFormation had canceled the request. */
async function undoLateAdoption(context: RequestContext, expected: ExpectedState, arn: string): Promise<void> {
  const { configurations, cleanupDeadline, clock, requestId } = context;
  await clock.sleep(LATE_WRITE_MS, cleanupDeadline.signal);
  const stackResource = await waitForRequestEnd(context, expected);
  if (isCreating(stackResource) || !isUndone(await readHeld(context, stackResource))) return;
  const configuration = await callWithRetry(context, cleanupDeadline, (signal) => configurations.get(arn, signal));
  // A later request may have adopted it.
  if (configuration !== undefined && parseOrigin(configuration)?.requestId === requestId)
    await removeOwnerTags(context, arn);
}

/** Removes the owner tags from a configuration whose adoption is undone. Everything else stays unchanged. */
export async function removeOwnerTags(context: RequestContext, arn: string): Promise<void> {
  const { configurations, cleanupDeadline, owner, log } = context;
  const configuration = await callWithRetry(context, cleanupDeadline, (signal) => configurations.get(arn, signal));
  if (configuration === undefined || isOwnedByOther(configuration, owner)) return;
  const keys = Object.values(OWNER_TAGS).filter((key) => Object.hasOwn(configuration.tags, key));
  if (keys.length > 0)
    await callWithRetry(context, cleanupDeadline, (signal) => configurations.removeTags(arn, keys, signal));
  log.info('Adoption undone; the configuration stays', { arn });
}

function assertAdoptionAllowed({ allowsAdoption }: RequestContext, arn: string): void {
  if (allowsAdoption) return;
  throw new ResourceError('AdoptionNotAllowed', { arn });
}

function assertSameEnvironment({ region, owner }: RequestContext, arn: string): void {
  const parts = parseRecordingConfigurationArn(arn);
  const accountId = owner.stackId.split(':')[4];
  if (parts?.region === region && parts.accountId === accountId) return;
  throw new ResourceError('AdoptArnInWrongEnvironment', { arn, account: String(accountId), region });
}

async function waitUntilAdoptable(context: RequestContext, arn: string): Promise<DescribedRecordingConfiguration> {
  let found: DescribedRecordingConfiguration | undefined;
  try {
    found = await waitUntilActive(context, arn, false);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new ResourceError(
      'AdoptArnStillCreating',
      { arn, seconds: error.allowedMs / 1000, advice: adviseTimeout(error, 'Create') },
      { cause: error },
    );
  }
  if (found === undefined) throw new ResourceError('AdoptArnNotFound', { arn });
  if (found.state !== 'ACTIVE') throw new ResourceError('AdoptArnNotActive', { arn, state: found.state });
  return found;
}

/** Throws if another resource of any stack still has the configuration. One that a stack retained is free. */
async function assertNotOwnedByOther(context: RequestContext, configuration: RecordingConfiguration): Promise<void> {
  const { arn } = configuration;
  for (const other of parseOwners(configuration)) {
    if (isSameOwner(other, context.owner) || !(await mayHold(context, other, arn))) continue;
    throw new ResourceError('AdoptArnOwnedByOther', { arn, ...other });
  }
}

function assertSameSettings({ arn, settings }: DescribedRecordingConfiguration, desired: DesiredState): void {
  const differences = describeDifferences(settings, desired.settings);
  if (differences.length === 0) return;
  throw new ResourceError('AdoptArnSettingsDiffer', { arn, differences: differences.join('; ') });
}

function assertTagQuota({ arn, tags }: RecordingConfiguration, added: Tags): void {
  // Tags with the prefix aws: do not count:
  // https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
  const count = Object.keys({ ...tags, ...added }).filter((key) => !key.startsWith('aws:')).length;
  if (count <= IVS_MAX_TAGS) return;
  throw new ResourceError('AdoptArnTooManyTags', { arn, count, limit: IVS_MAX_TAGS });
}
