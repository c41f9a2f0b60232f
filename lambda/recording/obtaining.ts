import type { RecordingConfiguration } from '../aws/recording-configurations';
import { acquire, isOnlyOne } from './acquisition';
import { explainCreateFailed } from './bucket-diagnosis';
import { notWaitedFor } from './not-waited-for';
import { RecordingError } from './recording-error';
import type { Operation } from './operation';
import { wasMadeFor } from './ownership';
import { remove } from './removal';
import { decideFate, decideFateOfSuperseded, isStillWanted, type Occasion } from './standing';
import { waitUntilCreated } from './stabilise';
import { restoreGoal } from './tags';

/** How often a configuration may be deleted by others while it is waited for before that is an error. */
const MAX_ROUNDS = 5;
/** How long to wait before the next round, times the round: Get and List may lag behind what was done. */
const ROUND_MS = 2_000;

/** What an event works with from then on. */
export interface Obtained {
  readonly configuration: RecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
  /** Whether this event created it, in this delivery or in another. */
  readonly isOwn: boolean;
}

/** What the caller learns on the way, for the case that it ends half way. */
export interface Progress {
  /** The configuration that this event works on now; undefined if there is none left. */
  readonly onWorkingWith: (arn: string | undefined) => void;
  /** The configuration that this event created; undefined once it is gone. */
  readonly onCreated: (arn: string | undefined) => void;
}

/**
 * Finds or creates the configuration with the declared settings and waits until it is ACTIVE and the only one.
 *
 * @throws RecordingError when the creation failed, or when CloudFormation no longer waits for it; nothing is left then
 */
export async function obtain(operation: Operation, occasion: Occasion, progress: Progress): Promise<Obtained> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const { configuration, isNew } = await acquire(operation, occasion);
    const { arn } = configuration;
    progress.onWorkingWith(arn);
    const discard = (): Promise<void> => discardObtained(operation, arn, progress);
    if (isNew) progress.onCreated(arn);
    const isOwn = isNew || wasMadeFor(configuration, operation.requestId);
    const fate = isOwn ? await decideFate(operation, occasion, arn, isNew) : 'keep';
    if (fate === 'discard') await discard();
    if (fate !== 'keep') {
      progress.onWorkingWith(undefined);
      throw notWaitedFor(operation);
    }
    const created = await waitUntilCreated(operation, arn, isNew);
    if (created === undefined) {
      operation.log.warn('The configuration was deleted while it was waited for; looking again', { arn });
      progress.onWorkingWith(undefined);
      progress.onCreated(undefined);
      // The event that undoes this one may have deleted it; then there is nothing left to make.
      if (!(await isStillWanted(operation, occasion))) throw notWaitedFor(operation);
      await operation.clock.sleep(ROUND_MS * round, operation.work.signal);
      continue;
    }
    if (created.state === 'CREATE_FAILED') {
      await discard();
      throw new RecordingError(await explainCreateFailed(operation, occasion.declaration.settings.bucketName));
    }
    if (await isOnlyOne(operation, occasion, arn)) return { configuration: created, isNew, isOwn };
    progress.onCreated(undefined);
  }
  throw new RecordingError(
    `The recording configuration vanished ${MAX_ROUNDS} times before it was ready: expected that nobody else deletes ` +
      "what the stack creates. Find out who does (CloudTrail's event DeleteRecordingConfiguration tells), then try again.",
  );
}

/**
 * Asks a last time, before the response, whether CloudFormation still waits for the event. It may have given up on it
 * since without sending an event that undoes it: its ServiceTimeout is over, or rollback is disabled.
 *
 * @param differed - whether tags had to be changed. A configuration that was found as it should be leaves nothing to undo.
 * @throws RecordingError when it does not; what the event created is deleted then, unless CloudFormation has it
 */
export async function confirmOutcome(
  operation: Operation,
  occasion: Occasion,
  { configuration: { arn }, isNew, isOwn }: Obtained,
  differed: boolean,
  progress: Progress,
): Promise<void> {
  if (await isStillWanted(operation, occasion)) return;
  const fateOfFound = differed ? 'leave' : 'keep';
  const fate = isOwn ? await decideFateOfSuperseded(operation, occasion, arn, isNew) : fateOfFound;
  if (fate === 'discard') await discardObtained(operation, arn, progress);
  else if (operation.kind === 'Update') await restoreGoal(operation, arn, occasion.declaration);
  if (fate === 'keep') return;
  progress.onWorkingWith(undefined);
  progress.onCreated(undefined);
  throw notWaitedFor(operation);
}

async function discardObtained(operation: Operation, arn: string, progress: Progress): Promise<void> {
  await remove(operation, arn, operation.whole);
  progress.onWorkingWith(undefined);
  progress.onCreated(undefined);
}
