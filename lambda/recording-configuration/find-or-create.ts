import { parseRecordingConfigurationArn } from '../../schema/arn';
import { AwsCallError } from '../aws/aws-call-error';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { createBackOff } from '../util/back-off';
import type { Deadline } from '../util/deadline';
import { findBucketProblem } from './bucket-check';
import { notWaitedFor } from './superseded-error';
import { NOTHING_DONE, persist, type Operation } from './request-context';
import { listOwned } from './owned-configurations';
import {
  belongsToAnother,
  chooseSurvivor,
  isOwnedBy,
  readOrigin,
  toOriginTag,
  toOwnerTags,
  wasMadeFor,
} from './ownership';
import { RecordingError } from './resource-error';
import { remove } from './delete';
import { fingerprint } from './settings';
import { findFormerId } from './stack-history';
import { find } from './wait';
import { readHistory } from './stack-events';
import { isRollBack, readRecordedId } from './stack-resource';
import { isStillWanted, type Occasion } from './superseded';

/** A configuration with the declared settings. */
export interface Acquired {
  readonly configuration: RecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
}

/** What the owner has. */
interface Owned {
  /** With the declared settings, and not CREATE_FAILED. */
  readonly usable: readonly RecordingConfiguration[];
  /** With other settings by their tags, beside the one that the event names. */
  readonly others: readonly RecordingConfiguration[];
}

/** Finds the owner's configurations. Those that are CREATE_FAILED are of use to nobody and deleted. */
async function findUsable(
  operation: Operation,
  { declaration, physicalId }: Occasion,
  deadline: Deadline,
): Promise<Owned> {
  const all = await listOwned(operation, deadline);
  const owned = all.filter((each) => isOwnedBy(each, operation.owner, declaration.fingerprint));
  const isFailed = ({ state }: RecordingConfiguration): boolean => state === 'CREATE_FAILED';
  for (const { arn } of owned.filter(isFailed)) {
    // The one that the resource has is for CloudFormation to delete.
    if (arn !== physicalId && arn !== (await readRecordedId(operation))) await remove(operation, arn, deadline);
  }
  return {
    usable: owned.filter((configuration) => !isFailed(configuration)),
    others: all.filter((each) => !owned.includes(each) && each.arn !== physicalId),
  };
}

/**
 * How long after a Create whose outcome is not known a configuration is looked for before another is created: IVS may
 * still carry the call out, and List may lag.
 */
const DOUBT_MS = 30_000;
/** How long the look for a configuration may take before CloudFormation is asked whether it waits for another. */
const LONG_MS = 10_000;
/** How long a Create may be refused because something else works on the same resource. */
const CONFLICT_MS = 30_000;

/**
 * Finds the owner's configuration with the declared settings, or creates it. IVS has no idempotency token, so a Create
 * whose outcome is not known is never simply sent again: the list is looked at first.
 */
export async function acquire(operation: Operation, occasion: Occasion): Promise<Acquired> {
  const { requestId, clock, random, work, whole, log } = operation;
  const startedAt = clock.now();
  const backOff = createBackOff(2_000, 8_000, random);
  let doubt: { readonly error: AwsCallError; readonly madeAt: number; readonly until: number } | undefined;
  let madeAt = 0;
  let isBucketChecked = false;
  for (;;) {
    // A doubt is cleared up even where the time that the template allows is over: something may have been made.
    const { usable, others } = await findUsable(operation, occasion, doubt === undefined ? work : whole);
    const isSettled = usable.length < 2 || !usable.some((each) => wasMadeFor(each, requestId));
    const found = isSettled ? chooseSurvivor(usable, undefined, requestId) : await settle(operation, occasion, usable);
    // What another delivery created does not tell what became of this one's Create.
    const isDoubtful =
      doubt !== undefined && clock.now() < doubt.until && !usable.some((each) => isMadeAt(each, doubt?.madeAt));
    if (found !== undefined && !isDoubtful) {
      log.info("Found a configuration that is the resource's already", { arn: found.arn });
      return { configuration: found, isNew: doubt !== undefined && wasMadeFor(found, requestId) };
    }
    if (isDoubtful) {
      await clock.sleep(backOff.next(), whole.signal);
      continue;
    }
    if (doubt !== undefined && work.remainingMs() === 0) throw doubt.error;
    work.signal.throwIfAborted();
    // After a wait CloudFormation may have given up, and there may be no time left to delete what is created.
    const hasWaited = clock.now() > startedAt + LONG_MS;
    if (hasWaited && !(await isStillWanted(operation, occasion))) throw notWaitedFor(operation);
    if (doubt === undefined) {
      const former = await findFormer(operation, occasion, others);
      if (former !== undefined) return { configuration: former, isNew: false };
    }
    if (!isBucketChecked) await checkBucket(operation, occasion.declaration.settings.bucketName);
    isBucketChecked = true;
    try {
      const configuration = await createOnce(operation, occasion, (at) => (madeAt = at));
      log.info('Created', { arn: configuration.arn });
      return { configuration, isNew: true };
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (error.kind === 'conflict' && clock.now() < startedAt + CONFLICT_MS) {
        await clock.sleep(backOff.next(), work.signal);
        continue;
      }
      if (error.kind !== 'unavailable') throw error;
      doubt = { error, madeAt, until: clock.now() + DOUBT_MS };
      log.warn('Whether the configuration was created is not known; looking', { refusal: error.message });
      await clock.sleep(backOff.next(), whole.signal);
    }
  }
}

/**
 * On a rollback, the configuration that the resource had before, where the tags do not show it: people may have removed
 * them while the update ran.
 */
async function findFormer(
  operation: Operation,
  occasion: Occasion,
  others: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { declaration, physicalId } = occasion;
  if (physicalId === undefined) return undefined;
  // What CloudFormation shows of the stack may be stale. Another configuration is a reason to read the events all the same.
  if (others.length === 0 && !(await isRollBack(operation))) return undefined;
  const history = await readHistory(operation, physicalId);
  // An event that CloudFormation does not show as the newest may be late.
  if (history === undefined && !(await isStillWanted(operation, occasion))) throw notWaitedFor(operation);
  const former = history === undefined ? undefined : findFormerId(history);
  if (former === undefined || former === physicalId || parseRecordingConfigurationArn(former) === undefined)
    return undefined;
  const configuration = await find(operation, former, operation.work);
  if (configuration?.state !== 'ACTIVE' || belongsToAnother(configuration, operation.owner)) return undefined;
  return fingerprint(configuration.settings) === declaration.fingerprint ? configuration : undefined;
}

function isMadeAt(configuration: RecordingConfiguration, madeAt: number | undefined): boolean {
  return madeAt !== undefined && readOrigin(configuration)?.madeAt === madeAt;
}

/** @param onAttempt - takes the time that tells what this attempt creates from what others do */
function createOnce(
  operation: Operation,
  { declaration }: Occasion,
  onAttempt: (madeAt: number) => void,
): Promise<RecordingConfiguration> {
  const { configurations, owner, requestId, clock, work, whole } = operation;
  const { settings, fingerprint: settingsTag } = declaration;
  // The call is never cut short, so that its outcome is known wherever IVS gives one.
  const create = (): Promise<RecordingConfiguration> => {
    const madeAt = Math.round(clock.epochMs());
    onAttempt(madeAt);
    const ownerTags = { ...toOwnerTags(owner, settingsTag), ...toOriginTag({ requestId, madeAt, isFound: false }) };
    return configurations.create(settings, { ...declaration.tags, ...ownerTags }, whole.signal);
  };
  return persist(operation, work, create, NOTHING_DONE);
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
/** How often CloudFormation is asked meanwhile: what it has recorded settles the matter at once. */
const SETTLE_LOOKS = 3;
/** What is kept for deleting what this delivery made, where it cannot be settled. */
const UNSETTLED_MS = 10_000;

/**
 * Makes sure that the configuration is the only one of its kind: two deliveries of one event may both have created one.
 *
 * @param configuration - an ACTIVE one
 * @param onRivals - is notified if there are others: until it is settled which one counts, none does
 * @returns whether it is; if not, one was settled on, and everything about it has to be looked at anew
 */
export async function isOnlyOne(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
  onRivals: () => void,
): Promise<boolean> {
  const { requestId, whole } = operation;
  const { arn } = configuration;
  const { usable } = await findUsable(operation, occasion, whole);
  // A list that is empty lags, or the configuration was deleted since: Get shows which.
  if (usable.length === 0) return (await find(operation, arn, whole)) !== undefined;
  const isOwn = wasMadeFor(configuration, requestId);
  const rivals = usable.filter((other) => other.arn !== arn && (isOwn || wasMadeFor(other, requestId)));
  if (rivals.length === 0) return true;
  onRivals();
  return (await settle(operation, occasion, usable))?.arn === arn;
}

/**
 * Settles on one of several configurations with the declared settings, the one on which every delivery agrees, and
 * deletes those of the others that this event created. What earlier events created may be kept on purpose.
 */
async function settle(
  operation: Operation,
  occasion: Occasion,
  rivals: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { whole, log, requestId } = operation;
  log.warn('Another delivery made a configuration of its own; settling on one');
  const recorded = await waitForRecord(operation, rivals);
  const { usable } = await findUsable(operation, occasion, whole);
  const survivor = chooseSurvivor(usable, recorded, requestId);
  for (const each of usable) {
    if (each !== survivor && wasMadeFor(each, requestId)) await remove(operation, each.arn, whole);
  }
  return survivor;
}

/**
 * Waits until CloudFormation has recorded one of several configurations, or no other delivery can have it recorded.
 *
 * @throws RecordingError where there is no time for that
 */
async function waitForRecord(
  operation: Operation,
  rivals: readonly RecordingConfiguration[],
): Promise<string | undefined> {
  const { clock, whole } = operation;
  const waitMs = SETTLE_MS / SETTLE_LOOKS;
  for (let looks = 1; ; looks += 1) {
    const recorded = await readRecordedId(operation);
    if (looks > SETTLE_LOOKS || rivals.some(({ arn }) => arn === recorded)) return recorded;
    if (whole.remainingMs() < waitMs + UNSETTLED_MS) throw unsettled();
    await clock.sleep(waitMs, whole.signal);
  }
}

function unsettled(): RecordingError {
  return new RecordingError(
    'Several deliveries of this event created a configuration each, and there was no time to find out which one ' +
      'CloudFormation has recorded. Raise ServiceTimeout, then try again.',
  );
}
