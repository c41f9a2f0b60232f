import { parseFailedCreationId } from '../../schema/create-failed-id';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { disown } from './adopt';
import { moveMovable } from './channels';
import type { Declaration } from './desired-state';
import type { Operation } from './request-context';
import { findOwned, listOwned } from './owned-configurations';
import { isOwnedBy, readOrigin } from './ownership';
import { RecordingError } from './resource-error';
import { InUseError, remove, type Release } from './delete';
import { isMadeSince, isMadeWithin, mayStillRun } from './stack-history';
import { waitUntilGone } from './wait';
import { lookAgain, readCreationSpan, readHeld, readHistory, readReplacementOf } from './stack-events';
import { getRecordedId, isDeleting, readStanding } from './stack-resource';

/** List may lag behind a Create whose event was cancelled. */
const LOOK_AGAIN_MS = 6_000;

/** Whether the update that failed before may still create something, or List may not show yet what it created. */
async function mayComeLate(operation: Operation, physicalId: string): Promise<boolean> {
  if (operation.work.remainingMs() < 2 * LOOK_AGAIN_MS) return false;
  const history = await readHistory(operation, physicalId);
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
export async function removeLeftovers(
  operation: Operation,
  givenUp: Declaration | undefined,
  isReleased: boolean,
  physicalId: string,
  current: string,
): Promise<void> {
  const { work, log } = operation;
  const moveToCurrent: Release = async (arn) => {
    await moveMovable(operation, arn, current, work);
    return undefined;
  };
  let leftovers = await findMadeSince(operation, givenUp, physicalId, current);
  const isInPlace = physicalId === current;
  if (leftovers.length === 0 && isInPlace && (await mayComeLate(operation, physicalId))) {
    await operation.clock.sleep(LOOK_AGAIN_MS, work.signal);
    leftovers = await findMadeSince(operation, givenUp, physicalId, current);
  }
  for (const arn of leftovers) {
    try {
      await remove(operation, arn, work, isReleased ? moveToCurrent : undefined);
    } catch (error) {
      if (!(error instanceof InUseError)) throw error;
      log.warn('A leftover of a cancelled update is in use; it is left alone', { arn });
    }
  }
}

async function findMadeSince(
  operation: Operation,
  givenUp: Declaration | undefined,
  physicalId: string,
  current: string,
): Promise<readonly string[]> {
  const { work } = operation;
  const owned =
    givenUp === undefined ? await listOwned(operation, work) : await findOwned(operation, givenUp.fingerprint, work);
  const candidates = owned.flatMap((configuration) => {
    const madeAt = readOrigin(configuration)?.madeAt;
    // What the resource had until now is for CloudFormation to delete.
    return madeAt === undefined || [physicalId, current].includes(configuration.arn)
      ? []
      : [{ arn: configuration.arn, madeAt }];
  });
  if (candidates.length === 0) return [];
  const history = await readHistory(operation, physicalId);
  if (history === undefined) {
    operation.log.warn('Whether these are leftovers of the update is not known; they are left alone', { candidates });
    return [];
  }
  return candidates.filter(({ madeAt }) => isMadeSince(history, madeAt)).map(({ arn }) => arn);
}

/**
 * Deletes what a creation made that failed or was cancelled. What the owner had before was retained on purpose, and what
 * the creation adopted or found was there before as well.
 *
 * @param physicalId - no ARN: one that CloudFormation invented, or that of a creation which reported its failure
 */
export async function removeUnfinished(
  operation: Operation,
  adopted: string | undefined,
  physicalId: string,
  release: Release | undefined,
): Promise<void> {
  if (await removeUnfinishedOnce(operation, adopted, physicalId, release)) return;
  if (operation.work.remainingMs() < 2 * LOOK_AGAIN_MS) return;
  await operation.clock.sleep(LOOK_AGAIN_MS, operation.work.signal);
  await removeUnfinishedOnce(operation, adopted, physicalId, release);
}

/** Whether there was anything but what is CREATE_FAILED, beside which the creation may have made another. */
async function removeUnfinishedOnce(
  operation: Operation,
  adopted: string | undefined,
  physicalId: string,
  release: Release | undefined,
): Promise<boolean> {
  const { work } = operation;
  const requestId = parseFailedCreationId(physicalId);
  const found = (await listOwned(operation, work)).filter(
    (each) => requestId === undefined || readOrigin(each)?.requestId === requestId,
  );
  if (found.length === 0) return false;
  // The record may be stale where the resource was created again, and so may the events: what either shows stays.
  const standing = await readStanding(operation);
  const shown = [await readReplacementOf(operation, physicalId), await readHeld(operation, standing)];
  const held = shown.flatMap((each) => (each === 'unknown' ? [] : [each.id]));
  const isAdopted = (each: RecordingConfiguration): boolean =>
    each.arn === adopted && !held.includes(each.arn) && readOrigin(each)?.madeAt === undefined;
  for (const { arn } of found.filter(isAdopted)) {
    if (!(await isAdoptedAgain(operation, arn))) await disown(operation, arn);
  }
  const candidates = found.filter((each) => !held.includes(each.arn) && readOrigin(each)?.madeAt !== undefined);
  for (const { arn } of await keepMade(operation, physicalId, requestId !== undefined, candidates)) {
    await remove(operation, arn, work, release);
  }
  return found.some(({ state }) => state !== 'CREATE_FAILED');
}

/** Whether the resource was created again, or is: then the deletion is late, and the adoption is that of the other creation. */
async function isAdoptedAgain(operation: Operation, arn: string): Promise<boolean> {
  const standing = await lookAgain(operation, async () => {
    const now = await readStanding(operation);
    return typeof now !== 'string' && now.status === 'CREATE_IN_PROGRESS' ? undefined : now;
  });
  return standing === undefined || (getRecordedId(standing) === arn && !isDeleting(standing));
}

/**
 * Those that were made by the creation which is undone.
 *
 * @param isReported - whether the creation reported its failure: then the request is known
 * @throws RecordingError if CloudFormation does not show when that was, and it is needed
 */
async function keepMade(
  operation: Operation,
  physicalId: string,
  isReported: boolean,
  candidates: readonly RecordingConfiguration[],
): Promise<readonly RecordingConfiguration[]> {
  if (isReported && candidates.every((each) => readOrigin(each)?.isFound === false)) return candidates;
  if (candidates.length === 0) return candidates;
  const isMade = await readCriterion(operation, physicalId, isReported);
  if (isMade === undefined) {
    throw new RecordingError(
      `${candidates.map(({ arn }) => arn).join(', ')} may have been retained before, and CloudFormation does not show when ` +
        "the creation began that is undone. Nothing was deleted. Allow the function's role cloudformation:DescribeStackEvents " +
        'and cloudformation:DescribeStacks, then try again.',
    );
  }
  return candidates.filter((each) => {
    const { isFound, madeAt } = readOrigin(each) ?? {};
    return (isReported && isFound === false) || (madeAt !== undefined && isMade(madeAt));
  });
}

async function readCriterion(
  operation: Operation,
  physicalId: string,
  isReported: boolean,
): Promise<((madeAt: number) => boolean) | undefined> {
  if (isReported) {
    const history = await readHistory(operation, physicalId);
    return history === undefined ? undefined : (madeAt) => isMadeSince(history, madeAt);
  }
  const span = await readCreationSpan(operation, physicalId);
  return span === undefined ? undefined : (madeAt) => isMadeWithin(span, madeAt);
}

/**
 * Deletes what was made beside a configuration whose resource goes: by another delivery of the event that made it, or by
 * an update with the same settings that failed.
 *
 * @param arn - the configuration, whose deletion has begun
 * @param configuration - undefined if it was gone before
 * @param fingerprint - of the settings that the deletion names
 */
export async function removeTwins(
  operation: Operation,
  arn: string,
  configuration: RecordingConfiguration | undefined,
  fingerprint: string,
  release: Release | undefined,
): Promise<void> {
  const { work, log } = operation;
  const owned = await findOwned(operation, fingerprint, work);
  // The list shows whether it is gone.
  const isListed = owned.some((each) => each.arn === arn);
  const wouldBeListed = configuration === undefined || isOwnedBy(configuration, operation.owner, fingerprint);
  if (isListed || !wouldBeListed) await waitUntilGone(operation, arn, work);
  const twins = owned.filter((each) => each.arn !== arn && readOrigin(each)?.madeAt !== undefined);
  if (twins.length === 0) return;
  const replacement = await readReplacementOf(operation, arn);
  const isGone = replacement !== 'unknown' && replacement.id === undefined;
  const history = await readHistory(operation, arn);
  for (const twin of twins) {
    const origin = readOrigin(twin);
    const isOfSameRequest =
      configuration !== undefined &&
      origin?.isFound === false &&
      origin.requestId === readOrigin(configuration)?.requestId;
    const isMade = isGone && history !== undefined && isMadeSince(history, origin?.madeAt ?? NaN);
    const isHeld = replacement !== 'unknown' && replacement.id === twin.arn;
    if (!isHeld && (isOfSameRequest || isMade)) await remove(operation, twin.arn, work, release);
    else log.info('A configuration with the same settings is left alone', { arn: twin.arn });
  }
}
