import { AwsCallError } from '../aws/aws-call-error';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { createBackOff } from '../time/back-off';
import type { Deadline } from '../time/deadline';
import { findBucketProblem } from './bucket-diagnosis';
import { NOTHING_DONE, persist, type Operation } from './operation';
import { findOwned } from './owned-configurations';
import { chooseSurvivor, toOwnerTags, toRequestTag } from './ownership';
import { RecordingError } from './recording-error';
import { remove } from './removal';
import { readRecordedId, type Occasion } from './standing';

/** A configuration with the declared settings. */
export interface Acquired {
  readonly configuration: RecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
}

/** Those of the owner's configurations that are not CREATE_FAILED; the failed ones are of use to nobody and deleted. */
async function findUsable(
  operation: Operation,
  { declaration, physicalId }: Occasion,
  deadline: Deadline,
): Promise<readonly RecordingConfiguration[]> {
  const owned = await findOwned(operation, declaration.fingerprint, deadline);
  const isFailed = ({ state }: RecordingConfiguration): boolean => state === 'CREATE_FAILED';
  for (const { arn } of owned.filter(isFailed)) {
    // The one that the resource has is for CloudFormation to delete.
    if (arn !== physicalId) await remove(operation, arn, deadline);
  }
  return owned.filter((configuration) => !isFailed(configuration));
}

/**
 * Finds the owner's configuration with the declared settings, or creates it. IVS has no idempotency token, so a Create
 * whose outcome is not known is never simply sent again: the list is looked at first.
 */
export async function acquire(operation: Operation, occasion: Occasion): Promise<Acquired> {
  const { configurations, owner, requestId, clock, random, work, whole, log } = operation;
  const { declaration } = occasion;
  const { settings, fingerprint } = declaration;
  const tags = { ...declaration.tags, ...toOwnerTags(owner, fingerprint), ...toRequestTag(requestId) };
  const backOff = createBackOff(2_000, 8_000, random);
  let doubt: AwsCallError | undefined;
  let isBucketChecked = false;
  for (;;) {
    // A doubt is cleared up even where the time that the template allows is over: something may have been made.
    const [found, ...others] = await findUsable(operation, occasion, doubt === undefined ? work : whole);
    if (others.length > 0) {
      await settle(operation, occasion);
      continue;
    }
    if (found !== undefined) {
      log.info("Found a configuration that is the resource's already", { arn: found.arn });
      return { configuration: found, isNew: doubt !== undefined };
    }
    if (doubt !== undefined && work.remainingMs() === 0) throw doubt;
    if (!isBucketChecked) await checkBucket(operation, settings.bucketName);
    isBucketChecked = true;
    try {
      // The call is never cut short, so that its outcome is known wherever IVS gives one.
      const create = (): Promise<RecordingConfiguration> => configurations.create(settings, tags, whole.signal);
      const configuration = await persist(operation, work, create, NOTHING_DONE);
      log.info('Created', { arn: configuration.arn });
      return { configuration, isNew: true };
    } catch (error) {
      if (!(error instanceof AwsCallError) || error.kind !== 'unavailable') throw error;
      doubt = error;
      log.warn('Whether the configuration was created is not known; looking', { refusal: error.message });
      await clock.sleep(backOff.next(), whole.signal);
    }
  }
}

async function checkBucket(operation: Operation, bucketName: string): Promise<void> {
  const problem = await findBucketProblem(operation, bucketName);
  if (problem !== undefined) throw new RecordingError(problem);
}

/**
 * How long two deliveries that see each other's work wait before one of them is deleted. A delivery that saw only its
 * own answers within 20 s (ANSWER_MS of the protocol), so after this time CloudFormation has recorded it.
 */
const SETTLE_MS = 45_000;

/**
 * Makes sure that the configuration is the only one of its kind: two deliveries of one event may both have created one.
 *
 * @param arn - an ACTIVE configuration
 * @returns whether it is; if not, one was settled on, and everything about it has to be looked at anew
 */
export async function isOnlyOne(operation: Operation, occasion: Occasion, arn: string): Promise<boolean> {
  const usable = await findUsable(operation, occasion, operation.whole);
  // A list that is empty lags, or the configuration was deleted since: Get shows which.
  if (usable.length === 0) return (await readConfiguration(operation, arn)) !== undefined;
  if (usable.every((other) => other.arn === arn)) return true;
  await settle(operation, occasion);
  return false;
}

/** Deletes all configurations of a kind but one, the one on which every delivery agrees. */
async function settle(operation: Operation, occasion: Occasion): Promise<void> {
  const { clock, whole, log } = operation;
  log.warn('Another delivery made a configuration of its own; settling on one');
  await clock.sleep(SETTLE_MS, whole.signal);
  const recorded = await readRecordedId(operation);
  const arns = (await findUsable(operation, occasion, whole)).map(({ arn }) => arn);
  const survivor = chooseSurvivor(arns, recorded);
  for (const arn of arns) if (arn !== survivor) await remove(operation, arn, whole);
}

function readConfiguration(operation: Operation, arn: string): Promise<RecordingConfiguration | undefined> {
  const { configurations, whole } = operation;
  return persist(operation, whole, (signal) => configurations.get(arn, signal));
}
