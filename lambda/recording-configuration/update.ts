import { parseRecordingConfigurationArn } from '../../schema/arn';
import { isNotFound, isRejected } from '../aws/aws-call-error';
import type { DescribedRecordingConfiguration } from '../aws/recording-configurations';
import { createAndWait } from './create-and-wait';
import type { DesiredState } from './desired-state';
import { analyzeUpdate } from './diff';
import { ResourceError, supersededError } from './errors';
import { findHolder, unknownHolderError } from './holder';
import { assertChannelsMovable, moveChannels, shouldMoveChannels, type MoveBack } from './on-in-use';
import { getSettingsHash, isOwnedByOther } from './ownership';
import { withDeadline, type RequestContext } from './request-context';
import { LATE_WRITE_MS } from './retry';
import { hashSettings } from './settings';
import { readHistory } from './stack-events';
import { hasFailedUpdate } from './stack-history';
import { isRollback } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { sweepOrphans } from './sweep-orphans';
import { isCurrentWithTags, reconcileTags, repairOwnerTags, restoreDesiredTags, restoreRolledBackTags } from './tags';
import { waitForRequestEnd } from './request-end';
import { toTagTarget, verifyOutcome, verifyRecorded } from './verify-outcome';
import { findConfiguration, isCreateDone, waitUntilActive } from './wait';

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
): Promise<string> {
  const current = await findCurrent(context, physicalId);
  // Another resource has adopted it, and a rollback must always succeed.
  if (current === 'owned-by-other') return physicalId;
  if (current === undefined || !(await isUpToDate(context, current, desired, previous))) {
    return replace(context, desired, { physicalId, previous }, current);
  }
  try {
    return await updateInPlace(context, desired, previous, current);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    // Get was stale: the configuration was deleted out of band.
    return replace(context, desired, { physicalId, previous }, undefined);
  }
}

/** Changes the tags of a configuration that has the desired settings. */
async function updateInPlace(
  context: RequestContext,
  desired: DesiredState,
  previous: DesiredState | undefined,
  current: DescribedRecordingConfiguration,
): Promise<string> {
  const { arn } = current;
  const expected = { desired, physicalId: arn, isForwardUpdate: false };
  const tagTarget = { configuration: current, previous };
  const outcome = await reconcileTags(context, expected, tagTarget).catch((error: unknown) => {
    // IVS may still carry out the call, after the request that undoes this one.
    if (!isRejected(error)) {
      context.progress.setAfterResponse(async (late) => {
        await context.clock.sleep(LATE_WRITE_MS, late.signal);
        await restoreDesiredTags(withDeadline(context, late), arn, desired, previous);
      });
    }
    throw error;
  });
  // The request that undoes this one may have read the tags before this one wrote; the superseded request restores them.
  if (!(await isCurrentWithTags(context, expected, tagTarget, outcome))) {
    await restoreDesiredTags(context, arn, desired, previous);
    // Without a difference the tags are already correct, so a stale stack resource must not fail a rollback.
    if (outcome !== 'same') throw supersededError(context);
  }
  const abandoned = hasDifferentSettings(desired, previous) ? previous : undefined;
  const followsFailure =
    abandoned === undefined &&
    (await followsFailedUpdate(context, previous, desired, arn)) &&
    (await isCurrentRequest(context, expected));
  if (abandoned !== undefined || followsFailure) {
    await sweepOrphans(context, abandoned, shouldMoveChannels(desired, previous), arn, arn);
  }
  if (outcome === 'changed') {
    context.progress.setAfterResponse(async (deadline) => {
      const late = withDeadline(context, deadline);
      // The stack resource may have been too stale to show that CloudFormation had canceled the request.
      await waitForRequestEnd(late, expected);
      if (await isRollback(late)) await restoreRolledBackTags(late, arn, desired, previous);
    });
  }
  return arn;
}

/** Creates the configuration with the desired settings, and moves the channels to it. Returns its ARN. */
async function replace(
  context: RequestContext,
  desired: DesiredState,
  { physicalId, previous }: PreviousState,
  current: DescribedRecordingConfiguration | undefined,
): Promise<string> {
  const reasons = previous === undefined ? [] : listReplacementReasons(previous, desired);
  context.log.info('Replacing', { current: current?.arn ?? 'gone', reasons });
  const isForwardUpdate = current !== undefined && matchesSettings(current, previous);
  const channelsFrom = current !== undefined && shouldMoveChannels(desired, previous) ? current.arn : undefined;
  const expected = { desired, physicalId, isForwardUpdate, channelsFrom };
  if (channelsFrom !== undefined) await assertChannelsMovable(context, channelsFrom);
  if (current !== undefined) {
    await repairOwnerTags(context, expected, current, resolveSettingsHash(current, previous));
  }
  const active = await createAndWait(context, expected);
  const { arn } = active.configuration;
  const tagTarget = { ...toTagTarget(context, active), previous };
  const outcome = await reconcileTags(context, expected, tagTarget);
  let moveBack: MoveBack | undefined;
  if (channelsFrom !== undefined) {
    moveBack = await moveChannels(context, expected, channelsFrom, { arn, isOwn: active.isOwn });
  }
  if (hasDifferentSettings(desired, previous) && (await isRollbackRequest(context, expected))) {
    await sweepOrphans(context, previous, shouldMoveChannels(desired, previous), physicalId, arn);
  }
  const result = { ...active, moveBack };
  await verifyOutcome(context, expected, result, tagTarget, outcome);
  context.progress.setAfterResponse((deadline) =>
    verifyRecorded(withDeadline(context, deadline), expected, result, outcome),
  );
  return arn;
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
