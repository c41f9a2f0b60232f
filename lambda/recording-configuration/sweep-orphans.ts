import { parseCreateFailedPhysicalId } from '../../schema/create-failed-id';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { removeOwnerTags } from './adopt';
import { moveIdleChannels } from './channels';
import type { DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { listOwnedWithSettings, listOwned } from './owned-configurations';
import { isOwnedWithSettings, parseOrigin } from './ownership';
import { ResourceError } from './errors';
import { InUseError, deleteAndWait, type OnInUseHandler } from './delete-configuration';
import { isCreatedSince, isCreatedWithin, mayStillRun } from './stack-history';
import { waitUntilDeleted } from './wait';
import { retryRead, readCreateSpan, readHeld, readHistory, readReplacementOf } from './stack-events';
import { getRecordedId, isDeleting, describeStackResource } from './stack-resource';

/** List may not yet show a configuration that a canceled Create created. */
const RELIST_DELAY_MS = 6_000;

/** Returns whether the failed update may still create a configuration, or List may not show one yet. */
async function mayAppearLate(context: RequestContext, physicalId: string): Promise<boolean> {
  if (context.deadline.remainingMs() < 2 * RELIST_DELAY_MS) return false;
  const history = await readHistory(context, physicalId);
  return history === undefined || mayStillRun(history);
}

/**
 * Deletes the configurations that a failed or canceled update created. In its rollback, nothing else can refer to a
 * configuration with the abandoned settings. Configurations from before the operation are retained on purpose.
 *
 * @param abandoned - the desired state of that update; undefined if the request does not contain it
 * @param physicalId - the configuration of the resource before the request
 * @param current - its configuration now; channels are moved to it
 */
export async function sweepOrphans(
  context: RequestContext,
  abandoned: DesiredState | undefined,
  shouldMoveChannels: boolean,
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
      await deleteAndWait(context, arn, deadline, shouldMoveChannels ? moveToCurrent : undefined);
    } catch (error) {
      if (!(error instanceof InUseError)) throw error;
      log.warn('Orphan in use; not deleted', { arn });
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
    // CloudFormation deletes the previous configuration of the resource.
    return createdAt === undefined || [physicalId, current].includes(configuration.arn)
      ? []
      : [{ arn: configuration.arn, createdAt }];
  });
  if (candidates.length === 0) return [];
  const history = await readHistory(context, physicalId);
  if (history === undefined) {
    context.log.warn('Possible orphans not deleted; stack events not available', { candidates });
    return [];
  }
  // Without known settings, spare what the resource had, which CloudFormation deletes, and what a request that
  // superseded this one creates.
  const mayBeNeeded = ({ arn, createdAt }: { readonly arn: string; readonly createdAt: number }): boolean =>
    createdAt >= context.startedAtEpochMs || history.events.some(({ physicalId: id }) => id === arn);
  return candidates
    .filter(({ createdAt }) => isCreatedSince(history.endedAt, createdAt))
    .filter((each) => abandoned !== undefined || !mayBeNeeded(each))
    .map(({ arn }) => arn);
}

/**
 * Deletes the configurations that a failed or canceled create created. Earlier configurations of the owner are retained
 * on purpose, including those that the create adopted or found.
 *
 * @param physicalId - not an ARN: either one that CloudFormation generated, or that of a create that reported its
 * failure
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

/**
 * Returns whether any configuration was found that is not CREATE_FAILED. After a CREATE_FAILED one, the create may have
 * created another.
 */
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
  // If the resource was created again, the stack resource and the events may be stale: keep the configurations in
  // either.
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

/**
 * Returns whether the resource was or is being created again. The deletion is then stale, and the adoption belongs to
 * the other create.
 */
async function isAdoptedAgain(context: RequestContext, arn: string): Promise<boolean> {
  const stackResource = await retryRead(context, async () => {
    const now = await describeStackResource(context);
    return typeof now !== 'string' && now.status === 'CREATE_IN_PROGRESS' ? undefined : now;
  });
  return stackResource === undefined || (getRecordedId(stackResource) === arn && !isDeleting(stackResource));
}

/**
 * Selects the configurations that the undone create created.
 *
 * @param isReported - whether the create reported its failure, so that the request is known
 * @throws ResourceError if the time of the create is needed and CloudFormation does not show it
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
    throw new ResourceError('OriginUnknown', { arns: candidates.map(({ arn }) => arn).join(', ') });
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
    return history === undefined ? undefined : (createdAt) => isCreatedSince(history.endedAt, createdAt);
  }
  const span = await readCreateSpan(context, physicalId);
  return span === undefined ? undefined : (createdAt) => isCreatedWithin(span, createdAt);
}

/**
 * Deletes the duplicates of a configuration whose resource is deleted. Another delivery of the same request, or a
 * failed update with the same settings, created them.
 *
 * @param arn - the configuration whose deletion was requested
 * @param configuration - undefined if it did not exist
 * @param settingsHash - of the settings in the Delete request
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
  // List shows whether the configuration is deleted.
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
    const isCreated =
      isGone && history !== undefined && isCreatedSince(history.previousEndedAt, origin?.createdAt ?? NaN);
    const isHeld = replacement !== 'unknown' && replacement.id === duplicate.arn;
    if (!isHeld && (isOfSameRequest || isCreated)) await deleteAndWait(context, duplicate.arn, deadline, onInUse);
    else log.info('Configuration with the same settings not deleted', { arn: duplicate.arn });
  }
}
