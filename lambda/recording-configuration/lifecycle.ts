import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { adopt, removeOwnerTags } from './adopt';
import { analyzeUpdate } from './diff';
import type { DesiredState } from './desired-state';
import { findHolder } from './holder';
import { sweepOrphans, deleteDuplicates, deleteUnfinishedCreate } from './sweep-orphans';
import { supersededError, staleDeleteError } from './superseded-error';
import { verifyOutcome, verifyRecorded, createAndWait, toTagTarget, type Progress } from './create-and-wait';
import { withDeadline, type RequestContext } from './request-context';
import { isOwnedBy, isOwnedByOther, getSettingsHash, parseOrigin, parseOwners } from './ownership';
import { ResourceError } from './resource-error';
import {
  createOnInUseHandler,
  moveChannels,
  movesChannels,
  moveChannelsTo,
  assertChannelsMovable,
  type MoveBack,
} from './on-in-use';
import { requestDelete } from './delete';
import { hashSettings } from './settings';
import {
  findPreviousId,
  hasFailedUpdate,
  isAdoptedSince,
  isOnlyDeleting,
  isCreateFinal,
  isCreatedSince,
} from './stack-history';
import { findConfiguration, isCreateDone, waitUntilActive, waitUntilDeleted } from './wait';
import { readHistory } from './stack-events';
import {
  retryUntilConsistent,
  getRecordedId,
  isDeleting,
  isRollback,
  describeStackResource,
  type StackResourceStatus,
} from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { isCurrentWithTags, reconcileTags, repairOwnerTags, restoreDesiredTags } from './tags';

/**
 * Creates the declared configuration, finds what an earlier delivery created, or adopts the one that is named, and gives
 * its ARN once it is ACTIVE.
 */
export async function onCreate(context: RequestContext, desired: DesiredState, progress: Progress): Promise<string> {
  if (desired.adoptArn !== undefined) return adopt(context, desired, desired.adoptArn, progress);
  const expected = { desired, physicalId: undefined, isForwardUpdate: false };
  const active = await createAndWait(context, expected, progress);
  const tagTarget = { ...toTagTarget(context, active), previous: undefined };
  const outcome = await reconcileTags(context, expected, tagTarget);
  await verifyOutcome(context, expected, active, tagTarget, outcome, progress);
  return active.configuration.arn;
}

/** What an update starts from. */
export interface PreviousState {
  readonly physicalId: string;
  /** Undefined where the old properties cannot be used: those of an update that failed for them. */
  readonly previous: DesiredState | undefined;
}

/**
 * Brings the resource to what is declared: in place where only tags differ, with another configuration otherwise, and
 * gives the ARN. The old configuration is left for CloudFormation to delete.
 */
export async function onUpdate(
  context: RequestContext,
  desired: DesiredState,
  { physicalId, previous }: PreviousState,
  progress: Progress,
): Promise<string> {
  const current = await findCurrent(context, physicalId);
  // Another resource took it over, and a rollback must always be able to return.
  if (current === 'owned-by-other') return physicalId;
  if (current !== undefined && (await isUpToDate(context, current, desired, previous))) {
    const expected = { desired, physicalId, isForwardUpdate: false };
    const tagTarget = { configuration: current, previous };
    const outcome = await reconcileTags(context, expected, tagTarget);
    // The event that undoes this one may have looked before this one wrote; whoever is superseded restores the tags.
    if (!(await isCurrentWithTags(context, expected, tagTarget, outcome))) {
      await restoreDesiredTags(context, physicalId, desired, previous);
      // Without a difference nothing was left out, so that a stale record does not fail a rollback.
      if (outcome !== 'same') throw supersededError(context);
    }
    const abandoned = hasDifferentSettings(desired, previous) ? previous : undefined;
    if (abandoned !== undefined || (await followsFailedUpdate(context, previous, desired, physicalId))) {
      await sweepOrphans(context, abandoned, movesChannels(desired, previous), physicalId, physicalId);
    }
    return physicalId;
  }
  const reasons = previous === undefined ? [] : listReplacementReasons(previous, desired);
  context.log.info('Replacing', { current: current?.arn ?? 'gone', reasons });
  const isForwardUpdate = current !== undefined && matchesSettings(current, previous);
  const channelsFrom = current !== undefined && movesChannels(desired, previous) ? current.arn : undefined;
  const expected = { desired, physicalId, isForwardUpdate, channelsFrom };
  if (channelsFrom !== undefined) await assertChannelsMovable(context, channelsFrom);
  if (current !== undefined) await repairOwnerTags(context, expected, current, resolveSettingsHash(current, previous));
  const active = await createAndWait(context, expected, progress);
  const { arn } = active.configuration;
  const tagTarget = { ...toTagTarget(context, active), previous };
  const outcome = await reconcileTags(context, expected, tagTarget);
  let moveBack: MoveBack | undefined;
  if (channelsFrom !== undefined) {
    progress.onChannelsMoved(moveChannelsTo(context, channelsFrom));
    moveBack = await moveChannels(context, expected, channelsFrom, { arn, isOwn: active.isOwn });
  }
  if (hasDifferentSettings(desired, previous) && (await isRollbackRequest(context, expected))) {
    await sweepOrphans(context, previous, movesChannels(desired, previous), physicalId, arn);
  }
  const result = { ...active, moveBack };
  await verifyOutcome(context, expected, result, tagTarget, outcome, progress);
  progress.doAfterResponse((deadline) =>
    verifyRecorded(withDeadline(context, deadline), expected, result, outcome, progress),
  );
  return arn;
}

/**
 * Deletes what the physical id stands for: an ARN for just that configuration, any other id for whatever the owner's
 * failed or cancelled creation has left.
 *
 * @param declaration - undefined where the properties cannot be used; nothing was created from them then
 */
export async function onDelete(
  context: RequestContext,
  desired: DesiredState | undefined,
  physicalId: string,
): Promise<void> {
  const isArn = parseRecordingConfigurationArn(physicalId) !== undefined;
  if (!isArn && desired === undefined) return;
  let stackResource: StackResourceStatus = 'unknown';
  const isInTime = await retryUntilConsistent(context, async () => {
    stackResource = await describeStackResource(context);
    return mayBeDeleteEvent(stackResource, physicalId);
  });
  if (!isInTime) throw staleDeleteError(physicalId);
  const onInUse = createOnInUseHandler(context, desired, stackResource, physicalId);
  if (!isArn) {
    await deleteUnfinishedCreate(context, desired?.adoptArn, physicalId, onInUse);
    return;
  }
  const isDeletingResource = isResourceDeleting(stackResource, physicalId);
  const configuration = await findConfiguration(context, physicalId, context.deadline);
  if (configuration !== undefined) {
    const disposition = await planDelete(context, configuration, desired?.adoptArn, isDeletingResource);
    if (disposition === 'release-adoption') await removeOwnerTags(context, physicalId);
    if (disposition !== 'delete') return;
    await requestDelete(context, physicalId, context.deadline, onInUse);
  }
  // With the resource itself, not only with a configuration that was replaced, its twins go.
  if (isDeletingResource && desired !== undefined) {
    await deleteDuplicates(context, physicalId, configuration, desired.settingsHash, onInUse);
  } else if (configuration !== undefined) {
    await waitUntilDeleted(context, physicalId, context.deadline);
  }
}

/** Whether a configuration may be deleted: an operation that is undone deletes nothing that was there before it. */
async function planDelete(
  context: RequestContext,
  configuration: RecordingConfiguration,
  adoptArn: string | undefined,
  isDeletingResource: boolean,
): Promise<'delete' | 'release-adoption' | 'leave'> {
  const { log, owner } = context;
  const { arn } = configuration;
  if (isOwnedByOther(configuration, owner)) {
    const holder = await findHolder(context, configuration);
    if (holder === 'unknown' || (holder === 'this' && !isDeletingResource)) throw unknownHolderError(configuration);
    if (holder === 'this') return 'delete';
    log.warn('The configuration belongs to another resource now; it is left alone', { arn });
    return 'leave';
  }
  const isNamed = arn === adoptArn;
  const isTagged = isOwnedBy(configuration, owner);
  const history = isNamed || !isTagged || isFoundOrAdopted(configuration) ? await readHistory(context, arn) : undefined;
  const isAdopted =
    (isNamed && !isCreateFinal(history)) || (history !== undefined && isAdoptedSince(history, arn));
  if (isAdopted) return 'release-adoption';
  if (!isTagged) {
    if (history !== undefined) return 'delete';
    throw new ResourceError(
      `${arn} lacks an owner tag, and CloudFormation does not show that it belongs to this resource. It was not ` +
        'deleted. Delete it with "aws ivs delete-recording-configuration" if nothing else uses it.',
    );
  }
  if (!isFoundOrAdopted(configuration)) return 'delete';
  if (history === undefined) throw unknownOriginError(arn);
  const createdAt = parseOrigin(configuration)?.createdAt;
  if (
    isOnlyDeleting(history) ||
    findPreviousId(history) === arn ||
    (createdAt !== undefined && isCreatedSince(history, createdAt))
  )
    return 'delete';
  log.warn('The configuration was there before the operation that is undone; it is left alone', { arn });
  return 'leave';
}

/** Whether a configuration came to the owner in another way than by being created for it. */
function isFoundOrAdopted(configuration: RecordingConfiguration): boolean {
  const origin = parseOrigin(configuration);
  return origin !== undefined && (origin.isFound || origin.createdAt === undefined);
}

function unknownOriginError(arn: string): ResourceError {
  return new ResourceError(
    `${arn} may have been retained before, and CloudFormation does not show what the resource had then. It was not ` +
      "deleted. Allow the function's role cloudformation:DescribeStackEvents and cloudformation:DescribeStacks, then try again.",
  );
}

function unknownHolderError(configuration: RecordingConfiguration): ResourceError {
  const owners = parseOwners(configuration).map(({ stackId, logicalId }) => `${logicalId} of the stack ${stackId}`);
  return new ResourceError(
    `The owner tags of ${configuration.arn} name ${owners.join(' and ') || 'another resource'}, and CloudFormation does not ` +
      'show which resource has it now. Nothing was changed. Try again once no operation of these stacks is in progress.',
  );
}

/** Whether CloudFormation may have sent a Delete for the id just now. */
function mayBeDeleteEvent(stackResource: StackResourceStatus, physicalId: string): boolean {
  if (typeof stackResource === 'string' || isDeleting(stackResource)) return true;
  // What was replaced, or a creation that failed, is deleted while the resource stays. What it has is not.
  return stackResource.physicalId !== physicalId;
}

/** Whether the resource itself is being deleted, and has this id. */
function isResourceDeleting(stackResource: StackResourceStatus, physicalId: string): boolean {
  return isDeleting(stackResource) && getRecordedId(stackResource) === physicalId;
}

async function findCurrent(
  context: RequestContext,
  physicalId: string,
): Promise<DescribedRecordingConfiguration | undefined | 'owned-by-other'> {
  const { owner, deadline, log } = context;
  if (parseRecordingConfigurationArn(physicalId) === undefined) return undefined;
  const current = await findConfiguration(context, physicalId, deadline);
  if (current !== undefined && isOwnedByOther(current, owner)) {
    const holder = await findHolder(context, current);
    if (holder === 'unknown') throw unknownHolderError(current);
    if (holder === 'another') {
      if (!(await isRollback(context))) throw ownedByOtherError(physicalId);
      log.warn('The configuration belongs to another resource now; the rollback leaves it alone', { arn: physicalId });
      return 'owned-by-other';
    }
  }
  return current === undefined || isCreateDone(current) ? current : await waitUntilActive(context, physicalId, false);
}

function ownedByOtherError(arn: string): ResourceError {
  return new ResourceError(
    `${arn} belongs to another stack or resource now, as its owner tags say. Expected it to be this one's. ` +
      'Remove the resource from one of the two templates, with DeletionPolicy: Retain.',
  );
}

/** Whether the current configuration already has the declared settings. */
async function isUpToDate(
  context: RequestContext,
  current: DescribedRecordingConfiguration,
  desired: DesiredState,
  previous: DesiredState | undefined,
): Promise<boolean> {
  if (current.state === 'CREATE_FAILED') return false;
  const actual = hashSettings(current.settings);
  if (actual === desired.settingsHash) return true;
  if (getSettingsHash(current) !== desired.settingsHash || actual === previous?.settingsHash) return false;
  // IVS shows settings that nobody declared. Or a person changed the tag; after an update that failed without a rollback,
  // the old properties are those that were never reached.
  const history = await readHistory(context, current.arn);
  return history === undefined || !hasFailedUpdate(history) || (await isRollback(context));
}

function matchesSettings(current: DescribedRecordingConfiguration, desired: DesiredState | undefined): boolean {
  return [getSettingsHash(current), hashSettings(current.settings)].includes(desired?.settingsHash);
}

/** What the settings tag of a configuration has to be. */
function resolveSettingsHash(current: DescribedRecordingConfiguration, previous: DesiredState | undefined): string {
  const tag = getSettingsHash(current);
  return tag !== undefined && tag === previous?.settingsHash ? tag : hashSettings(current.settings);
}

/** Whether the settings from before are others, so that configurations with them can be told apart. */
function hasDifferentSettings(desired: DesiredState, previous: DesiredState | undefined): previous is DesiredState {
  return previous !== undefined && previous.settingsHash !== desired.settingsHash;
}

/** Whether an update failed before whose settings the event does not give: it is between equal templates. */
async function followsFailedUpdate(
  context: RequestContext,
  previous: DesiredState | undefined,
  desired: DesiredState,
  physicalId: string,
): Promise<boolean> {
  if (previous === undefined || analyzeUpdate(previous, desired).kind !== 'nothing') return false;
  const history = await readHistory(context, physicalId);
  return history !== undefined && hasFailedUpdate(history);
}

/** Whether CloudFormation waits for just this event to undo another one. */
async function isRollbackRequest(context: RequestContext, expected: ExpectedState): Promise<boolean> {
  return (await isRollback(context)) && (await isCurrentRequest(context, expected));
}

function listReplacementReasons(previous: DesiredState, desired: DesiredState): readonly string[] {
  const plan = analyzeUpdate(previous, desired);
  return plan.kind === 'replace' ? plan.reasons : [];
}
