import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { DeadlineError, startDeadline, type Deadline } from '../util/deadline';
import { acquire, isOnlyOne, type Acquired } from './find-or-create';
import { describeCreateFailed, findCreateFailedCause } from './bucket-check';
import { notWaitedFor } from './superseded-error';
import { RecordingError } from './resource-error';
import type { Operation } from './request-context';
import { readOrigin, toOriginTag, wasMadeFor } from './ownership';
import { moveTo, type MoveBack } from './on-in-use';
import { remove, type Release } from './delete';
import { fingerprint } from './settings';
import { describeDifferences } from './settings-differences';
import { readHeld } from './stack-events';
import { getRecordedId, isDeleting, readRecordedId, readStanding, type Standing } from './stack-resource';
import { decideFate, decideFateOfSuperseded, isStillWanted, type Fate, type Occasion } from './superseded';
import { waitUntilCreated } from './wait';
import { isWantedWithTags, repairOwnerTags, restoreGoal, type TagOutcome, type Tagging } from './tags';

/** How often a configuration may be deleted by others while it is waited for before that is an error. */
const MAX_ROUNDS = 5;
/** How long to wait before the next round, times the round: Get and List may lag behind what was done. */
const ROUND_MS = 2_000;
/** How often a creation may end in CREATE_FAILED for no reason that the bucket shows. */
const MAX_FAILED = 2;

/** What an event works with from then on. */
export interface Obtained {
  readonly configuration: DescribedRecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
  /** Whether this event created it, in this delivery or in another. */
  readonly isOwn: boolean;
}

/** What an event has made of the resource before it responds. */
interface Made extends Obtained {
  /** Points the channels back that it moved. */
  readonly moveBack?: MoveBack | undefined;
}

/** Deletes what a failed event has left, once its response is delivered. */
export type DiscardLate = (operation: Operation) => Promise<void>;

/** What the caller learns on the way, for the case that it ends half way. */
export interface Progress {
  /**
   * The configuration that this event works on now; undefined if there is none left.
   *
   * @param isOwn - whether the event created or adopted it, so that the event which undoes this one has to know it
   */
  readonly onWorkingWith: (arn: string | undefined, isOwn: boolean) => void;
  /** The configuration that this event created; undefined once it is gone. */
  readonly onCreated: (arn: string | undefined, discardLate?: DiscardLate) => void;
  /** How channels that this event has pointed to what it created are pointed back. */
  readonly onChannelsMoved: (moveBack: Release) => void;
  /** Takes what is left to do once the response is delivered. */
  readonly doAfterResponse: (task: (deadline: Deadline) => Promise<void>) => void;
}

/**
 * Finds or creates the configuration with the declared settings and waits until it is ACTIVE and the only one.
 *
 * @throws RecordingError when the creation failed, or when CloudFormation no longer waits for it; nothing is left then
 */
export async function obtain(operation: Operation, occasion: Occasion, progress: Progress): Promise<Obtained> {
  const { settings } = occasion.declaration;
  const created = new Set<string>();
  let failed = 0;
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const { configuration, isNew: isNewNow } = await acquire(operation, occasion);
    const { arn } = configuration;
    if (isNewNow) created.add(arn);
    // What Get did not show yet is found again by the list.
    const isNew = created.has(arn);
    const isOwn = isNew || wasMadeFor(configuration, operation.requestId);
    progress.onWorkingWith(arn, isOwn);
    const discard = (): Promise<void> => discardObtained(operation, occasion, arn, progress);
    if (isNew) progress.onCreated(arn, (late) => discardLate(late, occasion, configuration));
    const fate = isOwn ? await decideFate(operation, occasion, configuration, isNew) : 'keep';
    if (fate === 'discard') await discard();
    if (fate !== 'keep') {
      progress.onWorkingWith(undefined, false);
      throw notWaitedFor(operation);
    }
    const awaited = await waitUntilCreated(operation, arn, isNew);
    if (awaited === undefined) {
      operation.log.warn('The configuration was deleted while it was waited for; looking again', { arn });
      await prepareNextRound(operation, occasion, { configuration, isNew, isOwn }, round, progress);
      continue;
    }
    if (awaited.state === 'CREATE_FAILED') {
      await discard();
      failed += 1;
      const cause = await findCreateFailedCause(operation, settings.bucketName);
      if (cause === undefined && failed < MAX_FAILED) {
        operation.log.warn('The creation ended in CREATE_FAILED for no reason that the bucket shows; creating again', {
          arn,
        });
        if (!(await isStillWanted(operation, occasion))) throw notWaitedFor(operation);
        continue;
      }
      throw new RecordingError(describeCreateFailed(operation, settings.bucketName, cause, failed));
    }
    const differences = isOwn ? [] : describeDifferences(awaited.settings, settings);
    if (differences.length > 0) {
      operation.log.warn('The settings tag is not that of the settings; it is corrected', { arn, differences });
      await repairOwnerTags(operation, occasion, awaited, fingerprint(awaited.settings));
      await prepareNextRound(operation, occasion, { configuration, isNew, isOwn }, round, progress);
      continue;
    }
    const seen = { rivals: false };
    const onRivals = (): void => {
      seen.rivals = true;
      progress.onWorkingWith(undefined, false);
    };
    if (await isOnlyOne(operation, occasion, awaited, onRivals)) {
      if (seen.rivals) progress.onWorkingWith(arn, isOwn);
      return { configuration: awaited, isNew, isOwn };
    }
    progress.onCreated(undefined);
    await prepareNextRound(operation, occasion, { configuration, isNew, isOwn }, round, progress);
  }
  throw new RecordingError(
    `The recording configuration vanished ${MAX_ROUNDS} times before it was ready: expected that nobody else deletes ` +
      "what the stack creates. Find out who does (CloudTrail's event DeleteRecordingConfiguration tells), then try again.",
  );
}

/** Whether CloudFormation has an answer of another delivery of the event, which gave the resource another configuration. */
async function isAnswered(operation: Operation, { physicalId }: Occasion): Promise<boolean> {
  const held = await readHeld(operation, await readStanding(operation));
  if (held === 'unknown' || held.id === undefined || held.id === physicalId) return false;
  return parseRecordingConfigurationArn(held.id) !== undefined;
}

async function prepareNextRound(
  operation: Operation,
  occasion: Occasion,
  { configuration, isNew, isOwn }: Omit<Obtained, 'configuration'> & Acquired,
  round: number,
  progress: Progress,
): Promise<void> {
  progress.onWorkingWith(undefined, false);
  // The event that undoes this one may have deleted it; then there is nothing left to make. Or Get lags.
  if (!(await isStillWanted(operation, occasion)) && !(await isAnswered(operation, occasion))) {
    const fate = isOwn ? await decideFateOfSuperseded(operation, occasion, configuration, isNew) : 'leave';
    if (fate === 'discard') await discardObtained(operation, occasion, configuration.arn, progress);
    throw notWaitedFor(operation);
  }
  await operation.clock.sleep(ROUND_MS * round, operation.work.signal);
}

/** Which tags an event gives to what it obtained. One that was found is marked as such, so that no rollback deletes it. */
export function tagObtained({ requestId }: Operation, { configuration, isOwn }: Obtained): Omit<Tagging, 'before'> {
  if (isOwn) return { configuration };
  const madeAt = readOrigin(configuration)?.madeAt;
  return { configuration, more: toOriginTag({ requestId, madeAt, isFound: true }) };
}

/**
 * Asks a last time, before the response, whether CloudFormation still waits for the event. It may have given up on it
 * since without sending an event that undoes it: its ServiceTimeout is over, or rollback is disabled.
 *
 * @param outcome - what became of the tags. A configuration that was found as it should be leaves nothing to undo.
 * @throws RecordingError when it does not; what the event created is deleted then, unless CloudFormation has it
 */
export async function confirmOutcome(
  operation: Operation,
  occasion: Occasion,
  obtained: Made,
  tagging: Tagging,
  outcome: TagOutcome,
  progress: Progress,
): Promise<void> {
  if (await isWantedWithTags(operation, occasion, tagging, outcome)) return;
  if ((await undoObtained(operation, occasion, obtained, outcome, progress)) === 'keep') return;
  progress.onWorkingWith(undefined, false);
  progress.onCreated(undefined);
  throw notWaitedFor(operation);
}

/** Undoes what an event made for which CloudFormation does not wait, unless the resource has it. */
async function undoObtained(
  operation: Operation,
  occasion: Occasion,
  { configuration, isNew, isOwn, moveBack }: Made,
  outcome: TagOutcome,
  progress: Progress,
): Promise<Fate> {
  const { arn } = configuration;
  const fateOfFound = outcome === 'same' ? 'keep' : 'leave';
  const fate = isOwn ? await decideFateOfSuperseded(operation, occasion, configuration, isNew) : fateOfFound;
  if (fate === 'discard') await discardObtained(operation, occasion, arn, progress);
  else if (operation.kind === 'Update') await restoreGoal(operation, arn, occasion.declaration);
  // What the event found stays, but the channels that it moved there belong to what the resource has.
  if (!isOwn && moveBack !== undefined && (await readRecordedId(operation)) !== arn) await moveBack();
  return fate;
}

/** How often and how far apart CloudFormation is asked after the response what became of the event. */
const RECORD_LOOKS = 3;
const RECORD_LOOK_MS = 4_000;
/** How long after the start of an event a record may still be from before it. */
const STALE_MS = 10_000;

/** Waits until CloudFormation's record shows the end of the event, or a while. */
async function waitForEnd(operation: Operation, { physicalId = '' }: Occasion): Promise<Standing> {
  const { clock, startedAt, whole } = operation;
  for (let looks = 1; ; looks += 1) {
    const standing = await readStanding(operation);
    if (looks === RECORD_LOOKS || typeof standing === 'string') return standing;
    if (standing.physicalId !== physicalId || isDeleting(standing)) return standing;
    if (standing.status.endsWith('_FAILED') && clock.now() > startedAt + STALE_MS) return standing;
    await clock.sleep(RECORD_LOOK_MS, whole.signal);
  }
}

/**
 * Looks after the response of an update whether CloudFormation took it. It may have given up on the update after it was
 * asked for the last time. Where it rolls back, the event of the rollback undoes this one; otherwise none does.
 */
export async function confirmRecorded(
  operation: Operation,
  occasion: Occasion,
  obtained: Made,
  outcome: TagOutcome,
  progress: Progress,
): Promise<void> {
  const standing = await waitForEnd(operation, occasion);
  if (typeof standing === 'string' || standing.status !== 'UPDATE_FAILED') return;
  if (obtained.isOwn && !(await isStillOwn(operation, obtained.configuration.arn))) return;
  await undoObtained(operation, occasion, obtained, outcome, progress);
}

/** Deletes what a failed event had no time to delete, unless CloudFormation has it. */
async function discardLate(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
): Promise<void> {
  const { arn } = configuration;
  const standing = await waitForEnd(operation, occasion);
  // Where CloudFormation has not taken the response yet, it learns the ARN from it.
  const isAwaited = typeof standing !== 'string' && standing.status === 'CREATE_IN_PROGRESS';
  if (getRecordedId(standing) === arn || isAwaited) return;
  // Between the decision and the deletion there should be no wait: another event may find the configuration.
  if (!(await isStillOwn(operation, arn))) return;
  const fate = await decideFateOfSuperseded(operation, occasion, configuration, true);
  if (fate === 'discard') await removeReleased(operation, occasion, arn);
}

/** How long a configuration is waited for that is to be deleted: IVS takes about 20 s to create one. */
const CREATING_MS = 60_000;

/** Waits until a configuration that this event created is CREATING no more; false if another event has found it since. */
async function isStillOwn(operation: Operation, arn: string): Promise<boolean> {
  const { clock, whole, requestId } = operation;
  const work = startDeadline(clock, CREATING_MS, whole);
  try {
    const configuration = await waitUntilCreated({ ...operation, work }, arn, true);
    return configuration !== undefined && wasMadeFor(configuration, requestId);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return true;
  } finally {
    work.clear();
  }
}

async function discardObtained(
  operation: Operation,
  occasion: Occasion,
  arn: string,
  progress: Progress,
): Promise<void> {
  await removeReleased(operation, occasion, arn);
  progress.onWorkingWith(undefined, false);
  progress.onCreated(undefined);
}

/** Deletes a configuration after the channels that were moved to it are moved back. */
async function removeReleased(operation: Operation, { released }: Occasion, arn: string): Promise<void> {
  await remove(operation, arn, operation.whole, released === undefined ? undefined : moveTo(operation, released));
}
