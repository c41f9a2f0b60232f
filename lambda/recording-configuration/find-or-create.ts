import { parseRecordingConfigurationArn } from '../../schema/arn';
import { AwsCallError } from '../aws/aws-call-error';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { createBackOff } from '../util/back-off';
import type { Deadline } from '../util/deadline';
import { findBucketProblem } from './bucket-check';
import { supersededError } from './superseded-error';
import { RETRYABLE_BEFORE_COMMIT, callWithRetry, type RequestContext } from './request-context';
import { listOwned } from './owned-configurations';
import {
  isOwnedByOther,
  selectCanonical,
  isOwnedWithSettings,
  parseOrigin,
  toOriginTag,
  toOwnerTags,
  isCreatedByRequest,
} from './ownership';
import { ResourceError } from './resource-error';
import { deleteAndWait } from './delete';
import { hashSettings } from './settings';
import { findPreviousId } from './stack-history';
import { findConfiguration } from './wait';
import { readHistory } from './stack-events';
import { isRollback, readRecordedId } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';

/** A configuration with the declared settings. */
export interface FoundOrCreated {
  readonly configuration: RecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
}

/** What the owner has. */
interface OwnedConfigurations {
  /** With the declared settings, and not CREATE_FAILED. */
  readonly usable: readonly RecordingConfiguration[];
  /** With other settings by their tags, beside the one that the event names. */
  readonly others: readonly RecordingConfiguration[];
}

/** Finds the owner's configurations. Those that are CREATE_FAILED are of use to nobody and deleted. */
async function findUsable(
  context: RequestContext,
  { desired, physicalId }: ExpectedState,
  deadline: Deadline,
): Promise<OwnedConfigurations> {
  const all = await listOwned(context, deadline);
  const owned = all.filter((each) => isOwnedWithSettings(each, context.owner, desired.settingsHash));
  const isFailed = ({ state }: RecordingConfiguration): boolean => state === 'CREATE_FAILED';
  for (const { arn } of owned.filter(isFailed)) {
    // The one that the resource has is for CloudFormation to delete.
    if (arn !== physicalId && arn !== (await readRecordedId(context))) await deleteAndWait(context, arn, deadline);
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
const UNKNOWN_OUTCOME_MS = 30_000;
/** How long the look for a configuration may take before CloudFormation is asked whether it waits for another. */
const RECHECK_AFTER_MS = 10_000;
/** How long a Create may be refused because something else works on the same resource. */
const CONFLICT_RETRY_MS = 30_000;

/**
 * Finds the owner's configuration with the declared settings, or creates it. IVS has no idempotency token, so a Create
 * whose outcome is not known is never simply sent again: the list is looked at first.
 */
export async function findOrCreate(context: RequestContext, expected: ExpectedState): Promise<FoundOrCreated> {
  const { requestId, clock, random, deadline, cleanupDeadline, log } = context;
  const startedAt = clock.now();
  const backOff = createBackOff(2_000, 8_000, random);
  let unknownOutcome: { readonly error: AwsCallError; readonly createdAt: number; readonly until: number } | undefined;
  let createdAt = 0;
  let isBucketChecked = false;
  for (;;) {
    // A doubt is cleared up even where the time that the template allows is over: something may have been made.
    const { usable, others } = await findUsable(
      context,
      expected,
      unknownOutcome === undefined ? deadline : cleanupDeadline,
    );
    const isResolved = usable.length < 2 || !usable.some((each) => isCreatedByRequest(each, requestId));
    const found = isResolved
      ? selectCanonical(usable, undefined, requestId)
      : await resolveDuplicates(context, expected, usable);
    // What another delivery created does not tell what became of this one's Create.
    const isOutcomeUnknown =
      unknownOutcome !== undefined &&
      clock.now() < unknownOutcome.until &&
      !usable.some((each) => isCreatedAt(each, unknownOutcome?.createdAt));
    if (found !== undefined && !isOutcomeUnknown) {
      log.info("Found a configuration that is the resource's already", { arn: found.arn });
      return { configuration: found, isNew: unknownOutcome !== undefined && isCreatedByRequest(found, requestId) };
    }
    if (isOutcomeUnknown) {
      await clock.sleep(backOff.next(), cleanupDeadline.signal);
      continue;
    }
    if (unknownOutcome !== undefined && deadline.remainingMs() === 0) throw unknownOutcome.error;
    deadline.signal.throwIfAborted();
    // After a wait CloudFormation may have given up, and there may be no time left to delete what is created.
    const hasWaited = clock.now() > startedAt + RECHECK_AFTER_MS;
    if (hasWaited && !(await isCurrentRequest(context, expected))) throw supersededError(context);
    if (unknownOutcome === undefined) {
      const previous = await findPrevious(context, expected, others);
      if (previous !== undefined) return { configuration: previous, isNew: false };
    }
    if (!isBucketChecked) await assertBucketUsable(context, expected.desired.settings.bucketName);
    isBucketChecked = true;
    try {
      const configuration = await createOnce(context, expected, (at) => (createdAt = at));
      log.info('Created', { arn: configuration.arn });
      return { configuration, isNew: true };
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (error.kind === 'ResourceConflict' && clock.now() < startedAt + CONFLICT_RETRY_MS) {
        await clock.sleep(backOff.next(), deadline.signal);
        continue;
      }
      if (error.kind !== 'ServiceUnavailable') throw error;
      unknownOutcome = { error, createdAt, until: clock.now() + UNKNOWN_OUTCOME_MS };
      log.warn('Whether the configuration was created is not known; looking', { refusal: error.message });
      await clock.sleep(backOff.next(), cleanupDeadline.signal);
    }
  }
}

/**
 * On a rollback, the configuration that the resource had before, where the tags do not show it: people may have removed
 * them while the update ran.
 */
async function findPrevious(
  context: RequestContext,
  expected: ExpectedState,
  others: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { desired, physicalId } = expected;
  if (physicalId === undefined) return undefined;
  // What CloudFormation shows of the stack may be stale. Another configuration is a reason to read the events all the same.
  if (others.length === 0 && !(await isRollback(context))) return undefined;
  const history = await readHistory(context, physicalId);
  // An event that CloudFormation does not show as the newest may be late.
  if (history === undefined && !(await isCurrentRequest(context, expected))) throw supersededError(context);
  const previous = history === undefined ? undefined : findPreviousId(history);
  if (previous === undefined || previous === physicalId || parseRecordingConfigurationArn(previous) === undefined)
    return undefined;
  const configuration = await findConfiguration(context, previous, context.deadline);
  if (configuration?.state !== 'ACTIVE' || isOwnedByOther(configuration, context.owner)) return undefined;
  return hashSettings(configuration.settings) === desired.settingsHash ? configuration : undefined;
}

function isCreatedAt(configuration: RecordingConfiguration, createdAt: number | undefined): boolean {
  return createdAt !== undefined && parseOrigin(configuration)?.createdAt === createdAt;
}

/** @param onAttempt - takes the time that tells what this attempt creates from what others do */
function createOnce(
  context: RequestContext,
  { desired }: ExpectedState,
  onAttempt: (createdAt: number) => void,
): Promise<RecordingConfiguration> {
  const { configurations, owner, requestId, clock, deadline, cleanupDeadline } = context;
  const { settings, settingsHash: settingsTag } = desired;
  // The call is never cut short, so that its outcome is known wherever IVS gives one.
  const create = (): Promise<RecordingConfiguration> => {
    const createdAt = Math.round(clock.epochMs());
    onAttempt(createdAt);
    const ownerTags = { ...toOwnerTags(owner, settingsTag), ...toOriginTag({ requestId, createdAt, isFound: false }) };
    return configurations.create(settings, { ...desired.tags, ...ownerTags }, cleanupDeadline.signal);
  };
  return callWithRetry(context, deadline, create, RETRYABLE_BEFORE_COMMIT);
}

async function assertBucketUsable(context: RequestContext, bucketName: string): Promise<void> {
  const problem = await findBucketProblem(context, bucketName);
  if (problem !== undefined) throw new ResourceError(problem);
}

/**
 * How long two deliveries that see each other's work wait before one of them is deleted. A delivery that saw only its
 * own answers within 20 s (ANSWER_MS of the protocol), so after this time CloudFormation has recorded it.
 */
const DUPLICATE_GRACE_MS = 45_000;
/** How often CloudFormation is asked meanwhile: what it has recorded settles the matter at once. */
const DUPLICATE_GRACE_READS = 3;
/** What is kept for deleting what this delivery made, where it cannot be settled. */
const DELETE_RESERVE_MS = 10_000;

/**
 * Makes sure that the configuration is the only one of its kind: two deliveries of one event may both have created one.
 *
 * @param configuration - an ACTIVE one
 * @param onRivals - is notified if there are others: until it is settled which one counts, none does
 * @returns whether it is; if not, one was settled on, and everything about it has to be looked at anew
 */
export async function ensureSingle(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
  onDuplicates: () => void,
): Promise<boolean> {
  const { requestId, cleanupDeadline } = context;
  const { arn } = configuration;
  const { usable } = await findUsable(context, expected, cleanupDeadline);
  // A list that is empty lags, or the configuration was deleted since: Get shows which.
  if (usable.length === 0) return (await findConfiguration(context, arn, cleanupDeadline)) !== undefined;
  const isOwn = isCreatedByRequest(configuration, requestId);
  const duplicates = usable.filter((other) => other.arn !== arn && (isOwn || isCreatedByRequest(other, requestId)));
  if (duplicates.length === 0) return true;
  onDuplicates();
  return (await resolveDuplicates(context, expected, usable))?.arn === arn;
}

/**
 * Settles on one of several configurations with the declared settings, the one on which every delivery agrees, and
 * deletes those of the others that this event created. What earlier events created may be kept on purpose.
 */
async function resolveDuplicates(
  context: RequestContext,
  expected: ExpectedState,
  duplicates: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { cleanupDeadline, log, requestId } = context;
  log.warn('Another delivery made a configuration of its own; settling on one');
  const recorded = await waitForRecordedId(context, duplicates);
  const { usable } = await findUsable(context, expected, cleanupDeadline);
  const canonical = selectCanonical(usable, recorded, requestId);
  for (const each of usable) {
    if (each !== canonical && isCreatedByRequest(each, requestId))
      await deleteAndWait(context, each.arn, cleanupDeadline);
  }
  return canonical;
}

/**
 * Waits until CloudFormation has recorded one of several configurations, or no other delivery can have it recorded.
 *
 * @throws RecordingError where there is no time for that
 */
async function waitForRecordedId(
  context: RequestContext,
  duplicates: readonly RecordingConfiguration[],
): Promise<string | undefined> {
  const { clock, cleanupDeadline } = context;
  const waitMs = DUPLICATE_GRACE_MS / DUPLICATE_GRACE_READS;
  for (let reads = 1; ; reads += 1) {
    const recorded = await readRecordedId(context);
    if (reads > DUPLICATE_GRACE_READS || duplicates.some(({ arn }) => arn === recorded)) return recorded;
    if (cleanupDeadline.remainingMs() < waitMs + DELETE_RESERVE_MS) throw unresolvedDuplicatesError();
    await clock.sleep(waitMs, cleanupDeadline.signal);
  }
}

function unresolvedDuplicatesError(): ResourceError {
  return new ResourceError(
    'Several deliveries of this event created a configuration each, and there was no time to find out which one ' +
      'CloudFormation has recorded. Raise ServiceTimeout, then try again.',
  );
}
