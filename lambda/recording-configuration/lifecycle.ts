import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { adopt, disown } from './adopt';
import { planChange } from './diff';
import type { Declaration } from './desired-state';
import { findHolder } from './holder';
import { removeLeftovers, removeTwins, removeUnfinished } from './sweep-orphans';
import { notWaitedFor, staleDelete } from './superseded-error';
import { confirmOutcome, confirmRecorded, obtain, tagObtained, type Progress } from './create-and-wait';
import { extend, type Operation } from './request-context';
import { belongsTo, belongsToAnother, readFingerprint, readOrigin, readOwners } from './ownership';
import { RecordingError } from './resource-error';
import { chooseRelease, handOver, isReleasing, moveTo, refuseHandOver, type MoveBack } from './on-in-use';
import { startRemoval } from './delete';
import { fingerprint } from './settings';
import {
  findFormerId,
  hasFailedUpdate,
  isAdoptedSince,
  isOnlyDeleting,
  isCreationFinal,
  isMadeSince,
} from './stack-history';
import { find, isDone, waitUntilCreated, waitUntilGone } from './wait';
import { readHistory } from './stack-events';
import { confirm, getRecordedId, isDeleting, isRollBack, readStanding, type Standing } from './stack-resource';
import { isStillWanted, type Occasion } from './superseded';
import { isWantedWithTags, reconcileTags, repairOwnerTags, restoreGoal } from './tags';

/**
 * Creates the declared configuration, finds what an earlier delivery created, or adopts the one that is named, and gives
 * its ARN once it is ACTIVE.
 */
export async function create(operation: Operation, declaration: Declaration, progress: Progress): Promise<string> {
  if (declaration.adoptArn !== undefined) return adopt(operation, declaration, declaration.adoptArn, progress);
  const occasion = { declaration, physicalId: undefined, isForward: false };
  const obtained = await obtain(operation, occasion, progress);
  const tagging = { ...tagObtained(operation, obtained), before: undefined };
  const outcome = await reconcileTags(operation, occasion, tagging);
  await confirmOutcome(operation, occasion, obtained, tagging, outcome, progress);
  return obtained.configuration.arn;
}

/** What an update starts from. */
export interface UpdateFrom {
  readonly physicalId: string;
  /** Undefined where the old properties cannot be used: those of an update that failed for them. */
  readonly before: Declaration | undefined;
}

/**
 * Brings the resource to what is declared: in place where only tags differ, with another configuration otherwise, and
 * gives the ARN. The old configuration is left for CloudFormation to delete.
 */
export async function update(
  operation: Operation,
  declaration: Declaration,
  { physicalId, before }: UpdateFrom,
  progress: Progress,
): Promise<string> {
  const current = await findCurrent(operation, physicalId);
  // Another resource took it over, and a rollback must always be able to return.
  if (current === 'of another') return physicalId;
  if (current !== undefined && (await isUpToDate(operation, current, declaration, before))) {
    const occasion = { declaration, physicalId, isForward: false };
    const tagging = { configuration: current, before };
    const outcome = await reconcileTags(operation, occasion, tagging);
    // The event that undoes this one may have looked before this one wrote; whoever is superseded restores the tags.
    if (!(await isWantedWithTags(operation, occasion, tagging, outcome))) {
      await restoreGoal(operation, physicalId, declaration, before);
      // Without a difference nothing was left out, so that a stale record does not fail a rollback.
      if (outcome !== 'same') throw notWaitedFor(operation);
    }
    const givenUp = isOther(declaration, before) ? before : undefined;
    if (givenUp !== undefined || (await isAfterFailure(operation, before, declaration, physicalId))) {
      await removeLeftovers(operation, givenUp, isReleasing(declaration, before), physicalId, physicalId);
    }
    return physicalId;
  }
  const reasons = before === undefined ? [] : describePlan(before, declaration);
  operation.log.info('Replacing', { current: current?.arn ?? 'gone', reasons });
  const isForward = current !== undefined && hasSettings(current, before);
  const released = current !== undefined && isReleasing(declaration, before) ? current.arn : undefined;
  const occasion = { declaration, physicalId, isForward, released };
  if (released !== undefined) await refuseHandOver(operation, released);
  if (current !== undefined) await repairOwnerTags(operation, occasion, current, getFingerprint(current, before));
  const obtained = await obtain(operation, occasion, progress);
  const { arn } = obtained.configuration;
  const tagging = { ...tagObtained(operation, obtained), before };
  const outcome = await reconcileTags(operation, occasion, tagging);
  let moveBack: MoveBack | undefined;
  if (released !== undefined) {
    progress.onChannelsMoved(moveTo(operation, released));
    moveBack = await handOver(operation, occasion, released, { arn, isOwn: obtained.isOwn });
  }
  if (isOther(declaration, before) && (await isWayBack(operation, occasion))) {
    await removeLeftovers(operation, before, isReleasing(declaration, before), physicalId, arn);
  }
  const made = { ...obtained, moveBack };
  await confirmOutcome(operation, occasion, made, tagging, outcome, progress);
  progress.doAfterResponse((deadline) =>
    confirmRecorded(extend(operation, deadline), occasion, made, outcome, progress),
  );
  return arn;
}

/**
 * Deletes what the physical id stands for: an ARN for just that configuration, any other id for whatever the owner's
 * failed or cancelled creation has left.
 *
 * @param declaration - undefined where the properties cannot be used; nothing was created from them then
 */
export async function del(
  operation: Operation,
  declaration: Declaration | undefined,
  physicalId: string,
): Promise<void> {
  const isArn = parseRecordingConfigurationArn(physicalId) !== undefined;
  if (!isArn && declaration === undefined) return;
  let standing: Standing = 'unknown';
  const isInTime = await confirm(operation, async () => {
    standing = await readStanding(operation);
    return isDeletionDue(standing, physicalId);
  });
  if (!isInTime) throw staleDelete(physicalId);
  const release = chooseRelease(operation, declaration, standing, physicalId);
  if (!isArn) {
    await removeUnfinished(operation, declaration?.adoptArn, physicalId, release);
    return;
  }
  const isGoing = isGoingAs(standing, physicalId);
  const configuration = await find(operation, physicalId, operation.work);
  if (configuration !== undefined) {
    const fate = await decideDeletion(operation, configuration, declaration?.adoptArn, isGoing);
    if (fate === 'disown') await disown(operation, physicalId);
    if (fate !== 'delete') return;
    await startRemoval(operation, physicalId, operation.work, release);
  }
  // With the resource itself, not only with a configuration that was replaced, its twins go.
  if (isGoing && declaration !== undefined) {
    await removeTwins(operation, physicalId, configuration, declaration.fingerprint, release);
  } else if (configuration !== undefined) {
    await waitUntilGone(operation, physicalId, operation.work);
  }
}

/** Whether a configuration may be deleted: an operation that is undone deletes nothing that was there before it. */
async function decideDeletion(
  operation: Operation,
  configuration: RecordingConfiguration,
  adopted: string | undefined,
  isGoing: boolean,
): Promise<'delete' | 'disown' | 'leave'> {
  const { log, owner } = operation;
  const { arn } = configuration;
  if (belongsToAnother(configuration, owner)) {
    const holder = await findHolder(operation, configuration);
    if (holder === 'unknown' || (holder === 'this' && !isGoing)) throw unknownHolder(configuration);
    if (holder === 'this') return 'delete';
    log.warn('The configuration belongs to another resource now; it is left alone', { arn });
    return 'leave';
  }
  const isNamed = arn === adopted;
  const isTagged = belongsTo(configuration, owner);
  const history =
    isNamed || !isTagged || isFoundOrAdopted(configuration) ? await readHistory(operation, arn) : undefined;
  const isToStay = (isNamed && !isCreationFinal(history)) || (history !== undefined && isAdoptedSince(history, arn));
  if (isToStay) return 'disown';
  if (!isTagged) {
    if (history !== undefined) return 'delete';
    throw new RecordingError(
      `${arn} lacks an owner tag, and CloudFormation does not show that it belongs to this resource. It was not ` +
        'deleted. Delete it with "aws ivs delete-recording-configuration" if nothing else uses it.',
    );
  }
  if (!isFoundOrAdopted(configuration)) return 'delete';
  if (history === undefined) throw unknownOrigin(arn);
  const madeAt = readOrigin(configuration)?.madeAt;
  if (
    isOnlyDeleting(history) ||
    findFormerId(history) === arn ||
    (madeAt !== undefined && isMadeSince(history, madeAt))
  )
    return 'delete';
  log.warn('The configuration was there before the operation that is undone; it is left alone', { arn });
  return 'leave';
}

/** Whether a configuration came to the owner in another way than by being created for it. */
function isFoundOrAdopted(configuration: RecordingConfiguration): boolean {
  const origin = readOrigin(configuration);
  return origin !== undefined && (origin.isFound || origin.madeAt === undefined);
}

function unknownOrigin(arn: string): RecordingError {
  return new RecordingError(
    `${arn} may have been retained before, and CloudFormation does not show what the resource had then. It was not ` +
      "deleted. Allow the function's role cloudformation:DescribeStackEvents and cloudformation:DescribeStacks, then try again.",
  );
}

function unknownHolder(configuration: RecordingConfiguration): RecordingError {
  const owners = readOwners(configuration).map(({ stackId, logicalId }) => `${logicalId} of the stack ${stackId}`);
  return new RecordingError(
    `The owner tags of ${configuration.arn} name ${owners.join(' and ') || 'another resource'}, and CloudFormation does not ` +
      'show which resource has it now. Nothing was changed. Try again once no operation of these stacks is in progress.',
  );
}

/** Whether CloudFormation may have sent a Delete for the id just now. */
function isDeletionDue(standing: Standing, physicalId: string): boolean {
  if (typeof standing === 'string' || isDeleting(standing)) return true;
  // What was replaced, or a creation that failed, is deleted while the resource stays. What it has is not.
  return standing.physicalId !== physicalId;
}

/** Whether the resource itself is being deleted, and has this id. */
function isGoingAs(standing: Standing, physicalId: string): boolean {
  return isDeleting(standing) && getRecordedId(standing) === physicalId;
}

async function findCurrent(
  operation: Operation,
  physicalId: string,
): Promise<DescribedRecordingConfiguration | undefined | 'of another'> {
  const { owner, work, log } = operation;
  if (parseRecordingConfigurationArn(physicalId) === undefined) return undefined;
  const current = await find(operation, physicalId, work);
  if (current !== undefined && belongsToAnother(current, owner)) {
    const holder = await findHolder(operation, current);
    if (holder === 'unknown') throw unknownHolder(current);
    if (holder === 'another') {
      if (!(await isRollBack(operation))) throw belongsElsewhere(physicalId);
      log.warn('The configuration belongs to another resource now; the rollback leaves it alone', { arn: physicalId });
      return 'of another';
    }
  }
  return current === undefined || isDone(current) ? current : await waitUntilCreated(operation, physicalId, false);
}

function belongsElsewhere(arn: string): RecordingError {
  return new RecordingError(
    `${arn} belongs to another stack or resource now, as its owner tags say. Expected it to be this one's. ` +
      'Remove the resource from one of the two templates, with DeletionPolicy: Retain.',
  );
}

/** Whether the current configuration already has the declared settings. */
async function isUpToDate(
  operation: Operation,
  current: DescribedRecordingConfiguration,
  after: Declaration,
  before: Declaration | undefined,
): Promise<boolean> {
  if (current.state === 'CREATE_FAILED') return false;
  const actual = fingerprint(current.settings);
  if (actual === after.fingerprint) return true;
  if (readFingerprint(current) !== after.fingerprint || actual === before?.fingerprint) return false;
  // IVS shows settings that nobody declared. Or a person changed the tag; after an update that failed without a rollback,
  // the old properties are those that were never reached.
  const history = await readHistory(operation, current.arn);
  return history === undefined || !hasFailedUpdate(history) || (await isRollBack(operation));
}

function hasSettings(current: DescribedRecordingConfiguration, declaration: Declaration | undefined): boolean {
  return [readFingerprint(current), fingerprint(current.settings)].includes(declaration?.fingerprint);
}

/** What the settings tag of a configuration has to be. */
function getFingerprint(current: DescribedRecordingConfiguration, before: Declaration | undefined): string {
  const tag = readFingerprint(current);
  return tag !== undefined && tag === before?.fingerprint ? tag : fingerprint(current.settings);
}

/** Whether the settings from before are others, so that configurations with them can be told apart. */
function isOther(after: Declaration, before: Declaration | undefined): before is Declaration {
  return before !== undefined && before.fingerprint !== after.fingerprint;
}

/** Whether an update failed before whose settings the event does not give: it is between equal templates. */
async function isAfterFailure(
  operation: Operation,
  before: Declaration | undefined,
  after: Declaration,
  physicalId: string,
): Promise<boolean> {
  if (before === undefined || planChange(before, after).kind !== 'nothing') return false;
  const history = await readHistory(operation, physicalId);
  return history !== undefined && hasFailedUpdate(history);
}

/** Whether CloudFormation waits for just this event to undo another one. */
async function isWayBack(operation: Operation, occasion: Occasion): Promise<boolean> {
  return (await isRollBack(operation)) && (await isStillWanted(operation, occasion));
}

function describePlan(before: Declaration, after: Declaration): readonly string[] {
  const plan = planChange(before, after);
  return plan.kind === 'replace' ? plan.reasons : [];
}
