import type { RecordingConfiguration } from '../aws/recording-configurations';
import { acquire, isOnlyOne } from './acquisition';
import { explainCreateFailed } from './bucket-diagnosis';
import { notWaitedFor } from './not-waited-for';
import { RecordingError } from './recording-error';
import type { Operation } from './operation';
import { wasMadeFor } from './ownership';
import { remove } from './removal';
import { decideFate, isStillWanted, type Occasion } from './standing';
import { waitUntilCreated } from './stabilise';

/** How often a configuration may be deleted by others while it is waited for before that is an error. */
const MAX_ROUNDS = 5;

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
export async function obtain(
  operation: Operation,
  occasion: Occasion,
  progress: Progress,
): Promise<RecordingConfiguration> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const { configuration, isNew } = await acquire(operation, occasion);
    const { arn } = configuration;
    progress.onWorkingWith(arn);
    const discard = async (): Promise<void> => {
      await remove(operation, arn, operation.whole);
      progress.onWorkingWith(undefined);
      progress.onCreated(undefined);
    };
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
      continue;
    }
    if (created.state === 'CREATE_FAILED') {
      await discard();
      throw new RecordingError(await explainCreateFailed(operation, occasion.declaration.settings.bucketName));
    }
    if (await isOnlyOne(operation, occasion, arn)) return created;
    progress.onCreated(undefined);
  }
  throw new RecordingError(
    `The recording configuration vanished ${MAX_ROUNDS} times before it was ready: expected that nobody else deletes ` +
      "what the stack creates. Find out who does (CloudTrail's event DeleteRecordingConfiguration tells), then try again.",
  );
}
