import { parseRecordingConfigurationArn } from '../../contract/arn';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { adopt, disown } from './adoption';
import { planChange } from './change-plan';
import type { Declaration } from './declaration';
import { removeLeftovers } from './leftovers';
import { notWaitedFor, staleDelete } from './not-waited-for';
import { confirmOutcome, obtain, type Progress } from './obtaining';
import { persist, type Operation } from './operation';
import { findOwned } from './owned-configurations';
import { belongsToAnother, hasOwner, isOwnedBy, readFingerprint } from './ownership';
import { RecordingError } from './recording-error';
import { chooseRelease, handOver, isReleasing, refuseHandOver } from './release';
import { remove, startRemoval } from './removal';
import {
  confirm,
  isCreationFinal,
  isRollBack,
  isStillWanted,
  readStanding,
  type Occasion,
  type Standing,
} from './standing';
import { waitUntilCreated, waitUntilGone } from './stabilise';
import { reconcileTags, restoreGoal } from './tags';

/**
 * Creates the declared configuration, finds what an earlier delivery created, or adopts the one that is named, and gives
 * its ARN once it is ACTIVE.
 */
export async function create(operation: Operation, declaration: Declaration, progress: Progress): Promise<string> {
  if (declaration.adoptArn !== undefined) return adopt(operation, declaration, declaration.adoptArn, progress);
  const occasion = { declaration, physicalId: undefined, isForward: false };
  const obtained = await obtain(operation, occasion, progress);
  const differed = await reconcileTags(operation, obtained.configuration, occasion, undefined);
  await confirmOutcome(operation, occasion, obtained, differed, progress);
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
  if (current !== undefined && isUpToDate(current, declaration, before)) {
    const occasion = { declaration, physicalId, isForward: false };
    const differed = await reconcileTags(operation, current, occasion, before);
    // The event that undoes this one may have looked before this one wrote; whoever is superseded restores the tags.
    if (!(await isStillWanted(operation, occasion))) {
      await restoreGoal(operation, physicalId, declaration);
      // Without a difference nothing was left out, so that a stale record does not fail a rollback.
      if (differed) throw notWaitedFor(operation);
    }
    if (isOther(declaration, before)) {
      await removeLeftovers(operation, before, isReleasing(declaration, before), physicalId);
    }
    return physicalId;
  }
  const reasons = before === undefined ? [] : describePlan(before, declaration);
  operation.log.info('Replacing', { current: current?.arn ?? 'gone', reasons });
  const isForward = current !== undefined && readFingerprint(current) === before?.fingerprint;
  const occasion = { declaration, physicalId, isForward };
  const released = current !== undefined && isReleasing(declaration, before) ? current.arn : undefined;
  if (released !== undefined) await refuseHandOver(operation, released);
  const obtained = await obtain(operation, occasion, progress);
  const { arn } = obtained.configuration;
  const differed = await reconcileTags(operation, obtained.configuration, occasion, before);
  if (released !== undefined) await handOver(operation, occasion, released, arn);
  if (isOther(declaration, before) && (await isWayBack(operation, occasion))) {
    // What the resource had until now is for CloudFormation to delete.
    await removeLeftovers(operation, before, isReleasing(declaration, before), arn, [physicalId]);
  }
  await confirmOutcome(operation, occasion, obtained, differed, progress);
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
  const { log, work, configurations, owner } = operation;
  const adopted = declaration?.adoptArn;
  const isArn = parseRecordingConfigurationArn(physicalId) !== undefined;
  if (!isArn && declaration === undefined) return;
  let standing: Standing = 'unknown';
  const isInTime = await confirm(operation, async () => {
    standing = await readStanding(operation);
    return isDeletionDue(standing, physicalId, isArn);
  });
  if (!isInTime) throw staleDelete(physicalId);
  const release = chooseRelease(operation, declaration, standing);
  // With the resource itself, not only with a configuration that was replaced, everything equal goes.
  const equals = !isArn || isGoingAs(standing, physicalId) ? declaration : undefined;
  if (isArn) {
    const configuration = await persist(operation, work, (signal) => configurations.get(physicalId, signal));
    if (configuration !== undefined && belongsToAnother(configuration, owner)) {
      log.warn('The configuration belongs to another resource now; it is left alone', { arn: physicalId });
      return;
    }
    if (physicalId === adopted && !(await isCreationFinal(operation))) {
      await disown(operation, physicalId);
      return;
    }
    if (configuration !== undefined && !hasOwner(configuration) && !isGoingAs(standing, physicalId)) {
      throw new RecordingError(
        `${physicalId} has no owner tags, and CloudFormation does not show that it belongs to this resource. It was not ` +
          'deleted. Delete it with "aws ivs delete-recording-configuration" if nothing else uses it.',
      );
    }
    if (configuration !== undefined) {
      await startRemoval(operation, physicalId, work, release);
      // The list of its equals, which comes next, shows whether it is gone.
      const isListed = equals !== undefined && isOwnedBy(configuration, owner, equals.fingerprint);
      if (!isListed) await waitUntilGone(operation, physicalId, work);
    }
  }
  if (equals === undefined) return;
  for (const { arn } of await findOwned(operation, equals.fingerprint, work)) {
    if (arn === physicalId) await waitUntilGone(operation, arn, work);
    // What a creation that never ended well had adopted was there before, and stays.
    else if (arn === adopted) await disown(operation, arn);
    else await remove(operation, arn, work, release);
  }
}

/** Whether CloudFormation may have sent a Delete for the id just now. */
function isDeletionDue(standing: Standing, physicalId: string, isArn: boolean): boolean {
  if (typeof standing === 'string' || standing.status.startsWith('DELETE_')) return true;
  // A configuration that was replaced is deleted while the resource stays. The current one is not.
  return isArn && standing.physicalId !== physicalId;
}

/** Whether the resource itself is being deleted, and has this id. */
function isGoingAs(standing: Standing, physicalId: string): boolean {
  return typeof standing !== 'string' && standing.physicalId === physicalId && standing.status.startsWith('DELETE_');
}

async function findCurrent(operation: Operation, physicalId: string): Promise<RecordingConfiguration | undefined> {
  const { configurations, owner, work } = operation;
  if (parseRecordingConfigurationArn(physicalId) === undefined) return undefined;
  const current = await persist(operation, work, (signal) => configurations.get(physicalId, signal));
  if (current !== undefined && belongsToAnother(current, owner)) {
    throw new RecordingError(
      `${physicalId} belongs to another stack or resource now, as its owner tags say. Expected it to be this one's. ` +
        'Remove the resource from one of the two templates, with DeletionPolicy: Retain.',
    );
  }
  return current?.state === 'CREATING' ? await waitUntilCreated(operation, physicalId, false) : current;
}

/** Whether the current configuration already has the declared settings. */
function isUpToDate(current: RecordingConfiguration, after: Declaration, before: Declaration | undefined): boolean {
  if (current.state === 'CREATE_FAILED') return false;
  // On the way back from a failed update the old properties are those that were never reached; the tag tells what is.
  return before?.fingerprint === after.fingerprint || readFingerprint(current) === after.fingerprint;
}

/** Whether the settings from before are others, so that configurations with them can be told apart. */
function isOther(after: Declaration, before: Declaration | undefined): before is Declaration {
  return before !== undefined && before.fingerprint !== after.fingerprint;
}

/** Whether CloudFormation waits for just this event to undo another one. */
async function isWayBack(operation: Operation, occasion: Occasion): Promise<boolean> {
  return (await isRollBack(operation)) && (await isStillWanted(operation, occasion));
}

function describePlan(before: Declaration, after: Declaration): readonly string[] {
  const plan = planChange(before, after);
  return plan.kind === 'replace' ? plan.reasons : [];
}
