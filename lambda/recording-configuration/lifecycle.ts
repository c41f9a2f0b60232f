import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { adopt, removeOwnerTags } from './adopt';
import { analyzeUpdate } from './diff';
import type { DesiredState } from './desired-state';
import { findHolder } from './holder';
import { sweepOrphans, deleteDuplicates, deleteUnfinishedCreate } from './sweep-orphans';
import { supersededError, staleDeleteError, ResourceError } from './errors';
import { verifyOutcome, verifyRecorded, createAndWait, toTagTarget, type Progress } from './create-and-wait';
import { withDeadline, type RequestContext } from './request-context';
import { isOwnedBy, isOwnedByOther, getSettingsHash, parseOrigin, parseOwners } from './ownership';
import {
  createOnInUseHandler,
  moveChannels,
  shouldMoveChannels,
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
import { retryUntilConsistent } from './retry';
import {
  getRecordedId,
  isDeleting,
  isRollback,
  describeStackResource,
  type StackResourceStatus,
} from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { isCurrentWithTags, reconcileTags, repairOwnerTags, restoreDesiredTags } from './tags';

/**
 * Creates the configuration, finds the one of an earlier delivery, or adopts the one in AdoptArn. Returns the ARN once
 * it is ACTIVE.
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

/** The state before an update. */
export interface PreviousState {
  readonly physicalId: string;
  /** Undefined if the old properties are invalid: those of an update that failed because of them. */
  readonly previous: DesiredState | undefined;
}

/**
 * Updates the resource to the desired state and returns the ARN. Changes tags in place; any other change creates a new
 * configuration. CloudFormation deletes the old one.
 */
export async function onUpdate(
  context: RequestContext,
  desired: DesiredState,
  { physicalId, previous }: PreviousState,
  progress: Progress,
): Promise<string> {
  const current = await findCurrent(context, physicalId);
  // Another resource has adopted it, and a rollback must always succeed.
  if (current === 'owned-by-other') return physicalId;
  if (current !== undefined && (await isUpToDate(context, current, desired, previous))) {
    const expected = { desired, physicalId, isForwardUpdate: false };
    const tagTarget = { configuration: current, previous };
    const outcome = await reconcileTags(context, expected, tagTarget);
    // The request that undoes this one may have read the tags before this one wrote; the superseded request restores
    // them.
    if (!(await isCurrentWithTags(context, expected, tagTarget, outcome))) {
      await restoreDesiredTags(context, physicalId, desired, previous);
      // Without a difference the tags are already correct, so a stale stack resource must not fail a rollback.
      if (outcome !== 'same') throw supersededError(context);
    }
    const abandoned = hasDifferentSettings(desired, previous) ? previous : undefined;
    if (abandoned !== undefined || (await followsFailedUpdate(context, previous, desired, physicalId))) {
      await sweepOrphans(context, abandoned, shouldMoveChannels(desired, previous), physicalId, physicalId);
    }
    return physicalId;
  }
  const reasons = previous === undefined ? [] : listReplacementReasons(previous, desired);
  context.log.info('Replacing', { current: current?.arn ?? 'gone', reasons });
  const isForwardUpdate = current !== undefined && matchesSettings(current, previous);
  const channelsFrom = current !== undefined && shouldMoveChannels(desired, previous) ? current.arn : undefined;
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
    await sweepOrphans(context, previous, shouldMoveChannels(desired, previous), physicalId, arn);
  }
  const result = { ...active, moveBack };
  await verifyOutcome(context, expected, result, tagTarget, outcome, progress);
  progress.doAfterResponse((deadline) =>
    verifyRecorded(withDeadline(context, deadline), expected, result, outcome, progress),
  );
  return arn;
}

/**
 * Deletes the configuration with the physical id. If the physical id is not an ARN, deletes everything that the failed
 * or canceled create left.
 *
 * @param desired - undefined if the properties are invalid; nothing was created from them
 */
export async function onDelete(
  context: RequestContext,
  desired: DesiredState | undefined,
  physicalId: string,
): Promise<void> {
  const isArn = parseRecordingConfigurationArn(physicalId) !== undefined;
  if (!isArn && desired === undefined) return;
  let stackResource: StackResourceStatus = 'unknown';
  const isConsistent = await retryUntilConsistent(context, async () => {
    stackResource = await describeStackResource(context);
    return mayBeDeleteEvent(stackResource, physicalId);
  });
  if (!isConsistent) throw staleDeleteError(physicalId);
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
  // Duplicates are deleted only with the resource itself, not with a replaced configuration.
  if (isDeletingResource && desired !== undefined) {
    await deleteDuplicates(context, physicalId, configuration, desired.settingsHash, onInUse);
  } else if (configuration !== undefined) {
    await waitUntilDeleted(context, physicalId, context.deadline);
  }
}

/**
 * Returns whether to delete a configuration. An operation that is rolled back deletes nothing that existed before it.
 */
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
    log.warn('Delete ignored; another resource owns the configuration', { arn });
    return 'leave';
  }
  const isNamed = arn === adoptArn;
  const isTagged = isOwnedBy(configuration, owner);
  const history = isNamed || !isTagged || isFoundOrAdopted(configuration) ? await readHistory(context, arn) : undefined;
  const isAdopted = (isNamed && !isCreateFinal(history)) || (history !== undefined && isAdoptedSince(history, arn));
  if (isAdopted) return 'release-adoption';
  if (!isTagged) {
    if (history !== undefined) return 'delete';
    throw new ResourceError('OwnerTagMissing', { arn });
  }
  if (!isFoundOrAdopted(configuration)) return 'delete';
  if (history === undefined) throw new ResourceError('OriginUnknown', { arns: arn });
  const createdAt = parseOrigin(configuration)?.createdAt;
  if (
    isOnlyDeleting(history) ||
    findPreviousId(history) === arn ||
    (createdAt !== undefined && isCreatedSince(history, createdAt))
  )
    return 'delete';
  log.warn('Configuration kept; it existed before the operation being rolled back', { arn });
  return 'leave';
}

/** Returns whether the owner found or adopted the configuration instead of creating it. */
function isFoundOrAdopted(configuration: RecordingConfiguration): boolean {
  const origin = parseOrigin(configuration);
  return origin !== undefined && (origin.isFound || origin.createdAt === undefined);
}

function unknownHolderError(configuration: RecordingConfiguration): ResourceError {
  const owners = parseOwners(configuration).map(({ stackId, logicalId }) => `${logicalId} of stack ${stackId}`);
  return new ResourceError('OwnerUnknown', {
    arn: configuration.arn,
    owners: owners.join(' and ') || 'another resource',
  });
}

/** Returns whether CloudFormation may have just sent a Delete for the physical id. */
function mayBeDeleteEvent(stackResource: StackResourceStatus, physicalId: string): boolean {
  if (typeof stackResource === 'string' || isDeleting(stackResource)) return true;
  // CloudFormation deletes a replaced configuration or a failed create while the resource remains, but never its
  // current one.
  return stackResource.physicalId !== physicalId;
}

/** Returns whether the resource itself is being deleted and has this physical id. */
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
      if (!(await isRollback(context))) throw new ResourceError('OwnedByOtherResource', { arn: physicalId });
      log.warn('Rollback ignored; another resource owns the configuration', { arn: physicalId });
      return 'owned-by-other';
    }
  }
  return current === undefined || isCreateDone(current) ? current : await waitUntilActive(context, physicalId, false);
}

/** Returns whether the current configuration already has the desired settings. */
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
  // IVS returns settings that the template does not declare, or the tag was changed out of band. After a failed update
  // without a rollback, the old properties were never applied.
  const history = await readHistory(context, current.arn);
  return history === undefined || !hasFailedUpdate(history) || (await isRollback(context));
}

function matchesSettings(current: DescribedRecordingConfiguration, desired: DesiredState | undefined): boolean {
  return [getSettingsHash(current), hashSettings(current.settings)].includes(desired?.settingsHash);
}

/** Returns the correct value of the settings hash tag of a configuration. */
function resolveSettingsHash(current: DescribedRecordingConfiguration, previous: DesiredState | undefined): string {
  const tag = getSettingsHash(current);
  return tag !== undefined && tag === previous?.settingsHash ? tag : hashSettings(current.settings);
}

/** Returns whether the previous settings differ, so that configurations with them can be identified. */
function hasDifferentSettings(desired: DesiredState, previous: DesiredState | undefined): previous is DesiredState {
  return previous !== undefined && previous.settingsHash !== desired.settingsHash;
}

/**
 * Returns whether the request follows a failed update with unknown settings. Its old and new properties are then equal.
 */
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

/** Returns whether CloudFormation waits for this request, which is part of a rollback. */
async function isRollbackRequest(context: RequestContext, expected: ExpectedState): Promise<boolean> {
  return (await isRollback(context)) && (await isCurrentRequest(context, expected));
}

function listReplacementReasons(previous: DesiredState, desired: DesiredState): readonly string[] {
  const plan = analyzeUpdate(previous, desired);
  return plan.kind === 'replace' ? plan.reasons : [];
}
