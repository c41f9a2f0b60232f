import { parseRecordingConfigurationArn } from '../../schema/arn';
import { AwsCallError } from '../aws/aws-call-error';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { createBackOff } from '../util/back-off';
import type { Deadline } from '../util/deadline';
import { findBucketProblem } from './bucket-check';
import { supersededError, ResourceError } from './errors';
import { RETRYABLE_BEFORE_COMMIT, callWithRetry } from './retry';
import type { RequestContext } from './request-context';
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
import { deleteAndWait } from './delete-configuration';
import { hashSettings } from './settings';
import { findPreviousId, isCreatedSince } from './stack-history';
import { findConfiguration } from './wait';
import { readHistory } from './stack-events';
import { isRollback, readRecordedId } from './stack-resource';
import { isCurrentRequest, type ExpectedState } from './superseded';
import { waitForBoth } from '../util/wait-for-both';

/** A configuration with the desired settings. */
export interface FoundOrCreated {
  readonly configuration: RecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
}

/** The configurations of the owner. */
interface OwnedConfigurations {
  /** Those with the desired settings, except CREATE_FAILED ones and those that were retained. */
  readonly usable: readonly RecordingConfiguration[];
  /** Those whose tags show other settings, except the current one. */
  readonly others: readonly RecordingConfiguration[];
}

/** Returns the configurations of the owner. Deletes CREATE_FAILED ones, because they are never usable. */
async function findUsable(
  context: RequestContext,
  { desired, physicalId }: ExpectedState,
  deadline: Deadline,
): Promise<OwnedConfigurations> {
  const all = await listOwned(context, deadline);
  const owned = all.filter((each) => isOwnedWithSettings(each, context.owner, desired.settingsHash));
  const isFailed = ({ state }: RecordingConfiguration): boolean => state === 'CREATE_FAILED';
  for (const { arn } of owned.filter(isFailed)) {
    // CloudFormation deletes the configuration that the resource has.
    if (arn !== physicalId && arn !== (await readRecordedId(context))) await deleteAndWait(context, arn, deadline);
  }
  const candidates = owned.filter((configuration) => !isFailed(configuration));
  const isReusable = await readReusableCriterion(context, physicalId, candidates);
  return {
    usable: candidates.filter(isReusable),
    others: all.filter((each) => !owned.includes(each) && each.arn !== physicalId),
  };
}

/**
 * Reads which of the owner's configurations the request may use: those of this request and of the current operation,
 * and the one that a rollback restores. Earlier ones were retained on purpose.
 */
async function readReusableCriterion(
  context: RequestContext,
  physicalId: string | undefined,
  candidates: readonly RecordingConfiguration[],
): Promise<(configuration: RecordingConfiguration) => boolean> {
  const isOfRequest = (each: RecordingConfiguration): boolean => {
    const origin = parseOrigin(each);
    // If the tag was removed out of band, the configuration may be of this request.
    return origin === undefined || origin.requestId === context.requestId;
  };
  if (candidates.every(isOfRequest)) return isOfRequest;
  const history = await readHistory(context, physicalId ?? '');
  // Without the events, a rollback must still find the configuration that it restores.
  if (history === undefined) return () => true;
  const previous = findPreviousId(history);
  return (each) =>
    isOfRequest(each) ||
    each.arn === previous ||
    isCreatedSince(history.endedAt, parseOrigin(each)?.createdAt ?? -Infinity);
}

/**
 * Time to list configurations after a Create with an unknown outcome before creating another one. IVS may still carry
 * out the call, and List is eventually consistent.
 */
const UNKNOWN_OUTCOME_MS = 30_000;
/** Time after which the request is checked again before a Create: CloudFormation may have stopped waiting. */
const RECHECK_AFTER_MS = 10_000;
/** Time to retry a Create that IVS rejects because of another operation on the same resource. */
const CONFLICT_RETRY_MS = 30_000;

/**
 * Finds the owner's configuration with the desired settings, or creates it. IVS has no idempotency token, so a Create
 * with an unknown outcome is not repeated before the configurations are listed.
 */
export async function findOrCreate(context: RequestContext, expected: ExpectedState): Promise<FoundOrCreated> {
  const { requestId, clock, random, deadline, cleanupDeadline, log } = context;
  const startedAt = clock.now();
  const backOff = createBackOff(2_000, 8_000, random);
  let unknownOutcome: { readonly error: AwsCallError; readonly createdAt: number; readonly until: number } | undefined;
  let createdAt = 0;
  // The bucket and the configurations do not depend on each other.
  const [first, bucketProblem] = await waitForBoth(
    findUsable(context, expected, deadline),
    findBucketProblem(context, expected.desired.settings.DestinationConfiguration.S3.BucketName),
  );
  let owned: OwnedConfigurations | undefined = first;
  for (;;) {
    // Resolve an unknown outcome even after the deadline: a configuration may have been created.
    owned ??= await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);
    const { usable, others } = owned;
    owned = undefined;
    const isResolved = usable.length < 2 || !usable.some((each) => isCreatedByRequest(each, requestId));
    const found = isResolved
      ? selectCanonical(usable, undefined, requestId)
      : await resolveDuplicates(context, expected, usable);
    // The configuration of another delivery does not show the outcome of this delivery's Create.
    const isOutcomeUnknown =
      unknownOutcome !== undefined &&
      clock.now() < unknownOutcome.until &&
      !usable.some((each) => isCreatedAt(each, unknownOutcome?.createdAt));
    if (found !== undefined && !isOutcomeUnknown) {
      log.info('Found the configuration of the resource', { arn: found.arn });
      return { configuration: found, isNew: unknownOutcome !== undefined && isCreatedByRequest(found, requestId) };
    }
    if (isOutcomeUnknown) {
      await clock.sleep(backOff.next(), cleanupDeadline.signal);
      continue;
    }
    if (unknownOutcome !== undefined && deadline.remainingMs() === 0) throw unknownOutcome.error;
    deadline.signal.throwIfAborted();
    // CloudFormation may have stopped waiting, and there may be no time left to delete a new configuration.
    const hasWaited = clock.now() > startedAt + RECHECK_AFTER_MS;
    if (hasWaited && !(await isCurrentRequest(context, expected))) throw supersededError(context);
    if (unknownOutcome === undefined) {
      const previous = await findPrevious(context, expected, others);
      if (previous !== undefined) return { configuration: previous, isNew: false };
    }
    if (bucketProblem !== undefined) throw bucketProblem;
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
      log.warn('Create outcome unknown; listing configurations', { error: error.message });
      await clock.sleep(backOff.next(), cleanupDeadline.signal);
    }
  }
}

/**
 * Returns, on a rollback, the previous configuration of the resource if its tags do not identify it. The tags may have
 * been removed out of band during the update.
 */
async function findPrevious(
  context: RequestContext,
  expected: ExpectedState,
  others: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { desired, physicalId } = expected;
  if (physicalId === undefined) return undefined;
  // The stack status may be stale. If the owner has other configurations, read the stack events anyway.
  if (others.length === 0 && !(await isRollback(context))) return undefined;
  const history = await readHistory(context, physicalId);
  // A request that CloudFormation does not show as the newest may be stale.
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

/**
 * Calls Create once.
 *
 * @param onAttempt - receives the creation time, which identifies the configuration of this attempt
 */
function createOnce(
  context: RequestContext,
  { desired }: ExpectedState,
  onAttempt: (createdAt: number) => void,
): Promise<RecordingConfiguration> {
  const { configurations, owner, requestId, clock, deadline, cleanupDeadline } = context;
  const { settings, settingsHash: settingsTag } = desired;
  // The call is not aborted at the deadline, so that its outcome is known whenever IVS returns one.
  const create = (): Promise<RecordingConfiguration> => {
    const createdAt = Math.round(clock.epochMs());
    onAttempt(createdAt);
    const ownerTags = { ...toOwnerTags(owner, settingsTag), ...toOriginTag({ requestId, createdAt, isFound: false }) };
    return configurations.create(settings, { ...desired.tags, ...ownerTags }, cleanupDeadline.signal);
  };
  return callWithRetry(context, deadline, create, RETRYABLE_BEFORE_COMMIT);
}

/**
 * Time that two deliveries of a request wait before one of their duplicates is deleted. A delivery that saw only its
 * own configuration responds within 20 s, so CloudFormation has recorded it by then.
 */
const DUPLICATE_GRACE_MS = 45_000;
/** Number of reads in that time. A configuration that CloudFormation has recorded is canonical immediately. */
const DUPLICATE_GRACE_READS = 3;
/** Time reserved to delete the configuration of this delivery if the duplicates cannot be resolved. */
const DELETE_RESERVE_MS = 10_000;

/**
 * Checks that the configuration has no duplicates: two deliveries of one request may both have created one.
 *
 * @param configuration - an ACTIVE one
 * @param onDuplicates - called if there are duplicates; until they are resolved, none is canonical
 * @returns whether the configuration is canonical; if not, the caller must check everything again
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
  // Either List is stale, or the configuration was deleted. Get shows which.
  if (usable.length === 0) return (await findConfiguration(context, arn, cleanupDeadline)) !== undefined;
  const isOwn = isCreatedByRequest(configuration, requestId);
  const duplicates = usable.filter((other) => other.arn !== arn && (isOwn || isCreatedByRequest(other, requestId)));
  if (duplicates.length === 0) return true;
  onDuplicates();
  return (await resolveDuplicates(context, expected, usable))?.arn === arn;
}

/**
 * Selects the canonical configuration, on which all deliveries agree, and deletes the duplicates that this request
 * created. Configurations of earlier requests may be retained on purpose.
 */
async function resolveDuplicates(
  context: RequestContext,
  expected: ExpectedState,
  duplicates: readonly RecordingConfiguration[],
): Promise<RecordingConfiguration | undefined> {
  const { cleanupDeadline, log, requestId } = context;
  log.warn('Duplicate configuration found; keeping one');
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
 * Waits until CloudFormation has recorded one of the configurations, or until no other delivery can be recorded.
 *
 * @throws ResourceError if there is not enough time
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
    if (cleanupDeadline.remainingMs() < waitMs + DELETE_RESERVE_MS)
      throw new ResourceError('DuplicatesNotResolved', {});
    await clock.sleep(waitMs, cleanupDeadline.signal);
  }
}
