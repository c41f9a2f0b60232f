import { parseCreateFailedPhysicalId } from '../../schema/create-failed-id';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { removeOwnerTags } from './adopt';
import { moveIdleChannels } from './channels';
import type { DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { listOwnedWithSettings, listOwned } from './owned-configurations';
import { isOwnedWithSettings, parseOrigin } from './ownership';
import { ResourceError } from './resource-error';
import { InUseError, deleteAndWait, type OnInUseHandler } from './delete';
import { isCreatedSince, isCreatedWithin, mayStillRun } from './stack-history';
import { waitUntilDeleted } from './wait';
import { retryRead, readCreateSpan, readHeld, readHistory, readReplacementOf } from './stack-events';
import { getRecordedId, isDeleting, describeStackResource } from './stack-resource';

/** List may lag behind a Create whose event was cancelled. */
const RELIST_DELAY_MS = 6_000;

/** Whether the update that failed before may still create something, or List may not show yet what it created. */
async function mayAppearLate(context: RequestContext, physicalId: string): Promise<boolean> {
  if (context.deadline.remainingMs() < 2 * RELIST_DELAY_MS) return false;
  const history = await readHistory(context, physicalId);
  return history === undefined || mayStillRun(history);
}

/**
 * Deletes what an update made that failed or was cancelled: on the way back from it nothing else can refer to a
 * configuration with the settings that were given up. What was there before the operation was retained on purpose.
 *
 * @param givenUp - what that update was to reach; undefined where the event does not say
 * @param physicalId - what the resource had before the event
 * @param current - what it has now; channels are moved to it
 */
export async function sweepOrphans(
  context: RequestContext,
  abandoned: DesiredState | undefined,
  movesChannels: boolean,
  physicalId: string,
  current: string,
): Promise<void> {
  const { deadline, log } = context;
  const moveToCurrent: OnInUseHandler = async (arn) => {
    await moveIdleChannels(context, arn, current, deadline);
    return undefined;
  };
  let orphans = await findCreatedSince(context, abandoned, physicalId, current);
  const isInPlace = physicalId === current;
  if (orphans.length === 0 && isInPlace && (await mayAppearLate(context, physicalId))) {
    await context.clock.sleep(RELIST_DELAY_MS, deadline.signal);
    orphans = await findCreatedSince(context, abandoned, physicalId, current);
  }
  for (const arn of orphans) {
    try {
      await deleteAndWait(context, arn, deadline, movesChannels ? moveToCurrent : undefined);
    } catch (error) {
      if (!(error instanceof InUseError)) throw error;
      log.warn('A leftover of a cancelled update is in use; it is left alone', { arn });
    }
  }
}

async function findCreatedSince(
  context: RequestContext,
  abandoned: DesiredState | undefined,
  physicalId: string,
  current: string,
): Promise<readonly string[]> {
  const { deadline } = context;
  const owned =
    abandoned === undefined
      ? await listOwned(context, deadline)
      : await listOwnedWithSettings(context, abandoned.settingsHash, deadline);
  const candidates = owned.flatMap((configuration) => {
    const createdAt = parseOrigin(configuration)?.createdAt;
    // What the resource had until now is for CloudFormation to delete.
    return createdAt === undefined || [physicalId, current].includes(configuration.arn)
      ? []
      : [{ arn: configuration.arn, createdAt }];
  });
  if (candidates.length === 0) return [];
  const history = await readHistory(context, physicalId);
  if (history === undefined) {
    context.log.warn('Whether these are leftovers of the update is not known; they are left alone', { candidates });
    return [];
  }
  return candidates.filter(({ createdAt }) => isCreatedSince(history, createdAt)).map(({ arn }) => arn);
}

/**
 * Deletes what a creation made that failed or was cancelled. What the owner had before was retained on purpose, and what
 * the creation adopted or found was there before as well.
 *
 * @param physicalId - no ARN: one that CloudFormation invented, or that of a creation which reported its failure
 */
export async function deleteUnfinishedCreate(
  context: RequestContext,
  adopted: string | undefined,
  physicalId: string,
  onInUse: OnInUseHandler | undefined,
): Promise<void> {
  if (await deleteUnfinishedCreateOnce(context, adopted, physicalId, onInUse)) return;
  if (context.deadline.remainingMs() < 2 * RELIST_DELAY_MS) return;
  await context.clock.sleep(RELIST_DELAY_MS, context.deadline.signal);
  await deleteUnfinishedCreateOnce(context, adopted, physicalId, onInUse);
}

/** Whether there was anything but what is CREATE_FAILED, beside which the creation may have made another. */
async function deleteUnfinishedCreateOnce(
  context: RequestContext,
  adopted: string | undefined,
  physicalId: string,
  onInUse: OnInUseHandler | undefined,
): Promise<boolean> {
  const { deadline } = context;
  const requestId = parseCreateFailedPhysicalId(physicalId);
  const found = (await listOwned(context, deadline)).filter(
    (each) => requestId === undefined || parseOrigin(each)?.requestId === requestId,
  );
  if (found.length === 0) return false;
  // The record may be stale where the resource was created again, and so may the events: what either shows stays.
  const stackResource = await describeStackResource(context);
  const shown = [await readReplacementOf(context, physicalId), await readHeld(context, stackResource)];
  const held = shown.flatMap((each) => (each === 'unknown' ? [] : [each.id]));
  const isAdopted = (each: RecordingConfiguration): boolean =>
    each.arn === adopted && !held.includes(each.arn) && parseOrigin(each)?.createdAt === undefined;
  for (const { arn } of found.filter(isAdopted)) {
    if (!(await isAdoptedAgain(context, arn))) await removeOwnerTags(context, arn);
  }
  const candidates = found.filter((each) => !held.includes(each.arn) && parseOrigin(each)?.createdAt !== undefined);
  for (const { arn } of await selectCreated(context, physicalId, requestId !== undefined, candidates)) {
    await deleteAndWait(context, arn, deadline, onInUse);
  }
  return found.some(({ state }) => state !== 'CREATE_FAILED');
}

/** Whether the resource was created again, or is: then the deletion is late, and the adoption is that of the other creation. */
async function isAdoptedAgain(context: RequestContext, arn: string): Promise<boolean> {
  const stackResource = await retryRead(context, async () => {
    const now = await describeStackResource(context);
    return typeof now !== 'string' && now.status === 'CREATE_IN_PROGRESS' ? undefined : now;
  });
  return stackResource === undefined || (getRecordedId(stackResource) === arn && !isDeleting(stackResource));
}

/**
 * Those that were made by the creation which is undone.
 *
 * @param isReported - whether the creation reported its failure: then the request is known
 * @throws RecordingError if CloudFormation does not show when that was, and it is needed
 */
async function selectCreated(
  context: RequestContext,
  physicalId: string,
  isReported: boolean,
  candidates: readonly RecordingConfiguration[],
): Promise<readonly RecordingConfiguration[]> {
  if (isReported && candidates.every((each) => parseOrigin(each)?.isFound === false)) return candidates;
  if (candidates.length === 0) return candidates;
  const isCreated = await readCreatedCriterion(context, physicalId, isReported);
  if (isCreated === undefined) {
    throw new ResourceError(
      `${candidates.map(({ arn }) => arn).join(', ')} may have been retained before, and CloudFormation does not show when ` +
        "the creation began that is undone. Nothing was deleted. Allow the function's role cloudformation:DescribeStackEvents " +
        'and cloudformation:DescribeStacks, then try again.',
    );
  }
  return candidates.filter((each) => {
    const { isFound, createdAt } = parseOrigin(each) ?? {};
    return (isReported && isFound === false) || (createdAt !== undefined && isCreated(createdAt));
  });
}

async function readCreatedCriterion(
  context: RequestContext,
  physicalId: string,
  isReported: boolean,
): Promise<((createdAt: number) => boolean) | undefined> {
  if (isReported) {
    const history = await readHistory(context, physicalId);
    return history === undefined ? undefined : (createdAt) => isCreatedSince(history, createdAt);
  }
  const span = await readCreateSpan(context, physicalId);
  return span === undefined ? undefined : (createdAt) => isCreatedWithin(span, createdAt);
}

/**
 * Deletes what was made beside a configuration whose resource goes: by another delivery of the event that made it, or by
 * an update with the same settings that failed.
 *
 * @param arn - the configuration, whose deletion has begun
 * @param configuration - undefined if it was gone before
 * @param fingerprint - of the settings that the deletion names
 */
export async function deleteDuplicates(
  context: RequestContext,
  arn: string,
  configuration: RecordingConfiguration | undefined,
  settingsHash: string,
  onInUse: OnInUseHandler | undefined,
): Promise<void> {
  const { deadline, log } = context;
  const owned = await listOwnedWithSettings(context, settingsHash, deadline);
  // The list shows whether it is gone.
  const isListed = owned.some((each) => each.arn === arn);
  const wouldBeListed = configuration === undefined || isOwnedWithSettings(configuration, context.owner, settingsHash);
  if (isListed || !wouldBeListed) await waitUntilDeleted(context, arn, deadline);
  const duplicates = owned.filter((each) => each.arn !== arn && parseOrigin(each)?.createdAt !== undefined);
  if (duplicates.length === 0) return;
  const replacement = await readReplacementOf(context, arn);
  const isGone = replacement !== 'unknown' && replacement.id === undefined;
  const history = await readHistory(context, arn);
  for (const duplicate of duplicates) {
    const origin = parseOrigin(duplicate);
    const isOfSameRequest =
      configuration !== undefined &&
      origin?.isFound === false &&
      origin.requestId === parseOrigin(configuration)?.requestId;
    const isCreated = isGone && history !== undefined && isCreatedSince(history, origin?.createdAt ?? NaN);
    const isHeld = replacement !== 'unknown' && replacement.id === duplicate.arn;
    if (!isHeld && (isOfSameRequest || isCreated)) await deleteAndWait(context, duplicate.arn, deadline, onInUse);
    else log.info('A configuration with the same settings is left alone', { arn: duplicate.arn });
  }
}
