import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { DeadlineError, startDeadline, type Deadline } from '../util/deadline';
import { findOrCreate, ensureSingle, type FoundOrCreated } from './find-or-create';
import { createFailedError, findCreateFailedCause } from './bucket-check';
import { supersededError, ResourceError } from './errors';
import type { RequestContext } from './request-context';
import { parseOrigin, toOriginTag, isCreatedByRequest } from './ownership';
import { moveChannelsTo, type MoveBack } from './on-in-use';
import { deleteAndWait, type OnInUseHandler } from './delete-configuration';
import { hashSettings } from './settings';
import { describeDifferences } from './settings-differences';
import { hasLaterOperation, readHeld, wasEverHeld } from './stack-events';
import {
  getRecordedId,
  isDeleting,
  readRecordedId,
  describeStackResource,
  type StackResourceStatus,
} from './stack-resource';
import {
  resolveDisposition,
  resolveSupersededDisposition,
  isCurrentRequest,
  type Disposition,
  type ExpectedState,
} from './superseded';
import { waitUntilActive } from './wait';
import { isCurrentWithTags, repairOwnerTags, restoreDesiredTags, type TagOutcome, type TagTarget } from './tags';

/** Number of times the configuration may be deleted outside the stack during the create. */
const MAX_ATTEMPTS = 5;
/** Delay before the next attempt, multiplied by the attempt number: Get and List are eventually consistent. */
const ATTEMPT_DELAY_MS = 2_000;
/** Number of creates that may end in CREATE_FAILED without a bucket problem that explains it. */
const MAX_CREATE_FAILED = 2;

/** An ACTIVE configuration with the desired settings. */
export interface ActiveConfiguration {
  readonly configuration: DescribedRecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
  /** Whether this request created it, in this delivery or in another. */
  readonly isOwn: boolean;
}

/** The result of a request before its response is sent. */
interface RequestResult extends ActiveConfiguration {
  /** Moves the channels back to the previous configuration. */
  readonly moveBack?: MoveBack | undefined;
}

/** Deletes the remains of a failed request after its response is sent. */
export type DeleteAfterResponse = (context: RequestContext) => Promise<void>;

/** Receives intermediate results, so that a failed request can be cleaned up. */
export interface Progress {
  /**
   * Receives the current configuration of the request; undefined if there is none.
   *
   * @param isOwn - whether the request created or adopted it, so that the request that undoes this one needs its ARN
   */
  readonly onConfiguration: (arn: string | undefined, isOwn: boolean) => void;
  /** Receives the configuration that this request created; undefined once it is deleted. */
  readonly onCreated: (arn: string | undefined, deleteAfterResponse?: DeleteAfterResponse) => void;
  /** Receives the function that moves the channels back to the previous configuration. */
  readonly onChannelsMoved: (moveBack: OnInUseHandler) => void;
  /** Schedules a task to run after the response is sent. */
  readonly doAfterResponse: (task: (deadline: Deadline) => Promise<void>) => void;
}

/**
 * Finds or creates the configuration with the desired settings. Waits until it is ACTIVE and has no duplicates.
 *
 * @throws ResourceError if the create failed, or if CloudFormation no longer waits for it; everything it created is
 * deleted
 */
export async function createAndWait(
  context: RequestContext,
  expected: ExpectedState,
  progress: Progress,
): Promise<ActiveConfiguration> {
  const { settings } = expected.desired;
  const created = new Set<string>();
  let failed = 0;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { configuration, isNew: isNewNow } = await findOrCreate(context, expected);
    const { arn } = configuration;
    if (isNewNow) created.add(arn);
    // List found the configuration again after Get did not show it.
    const isNew = created.has(arn);
    const isOwn = isNew || isCreatedByRequest(configuration, context.requestId);
    progress.onConfiguration(arn, isOwn);
    const deleteCreated = (): Promise<void> => deleteOnRollback(context, expected, arn, progress);
    if (isNew) progress.onCreated(arn, (lateContext) => deleteAfterResponse(lateContext, expected, configuration));
    const disposition = isOwn ? await resolveDisposition(context, expected, configuration, isNew) : 'keep';
    if (disposition === 'delete') await deleteCreated();
    if (disposition !== 'keep') {
      progress.onConfiguration(undefined, false);
      throw supersededError(context);
    }
    const described = await waitUntilActive(context, arn, isNew);
    if (described === undefined) {
      context.log.warn('Configuration deleted while it was created; checking again', { arn });
      await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt, progress);
      continue;
    }
    if (described.state === 'CREATE_FAILED') {
      await deleteCreated();
      failed += 1;
      const cause = await findCreateFailedCause(context, settings.bucketName);
      if (cause === undefined && failed < MAX_CREATE_FAILED) {
        context.log.warn('CREATE_FAILED without a reason in the bucket; creating again', {
          arn,
        });
        if (!(await isCurrentRequest(context, expected))) throw supersededError(context);
        continue;
      }
      throw createFailedError(context, settings.bucketName, cause, failed);
    }
    const differences = isOwn ? [] : describeDifferences(described.settings, settings);
    if (differences.length > 0) {
      context.log.warn('Settings hash tag corrected', { arn, differences });
      await repairOwnerTags(context, expected, described, hashSettings(described.settings));
      await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt, progress);
      continue;
    }
    const seen = { duplicates: false };
    const onDuplicates = (): void => {
      seen.duplicates = true;
      progress.onConfiguration(undefined, false);
    };
    if (await ensureSingle(context, expected, described, onDuplicates)) {
      if (seen.duplicates) progress.onConfiguration(arn, isOwn);
      return { configuration: described, isNew, isOwn };
    }
    progress.onCreated(undefined);
    await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt, progress);
  }
  throw new ResourceError('DeletedDuringCreate', { times: MAX_ATTEMPTS });
}

/** Returns whether CloudFormation accepted the response of another delivery, with another configuration. */
async function isRecordedByOther(context: RequestContext, { physicalId }: ExpectedState): Promise<boolean> {
  const held = await readHeld(context, await describeStackResource(context));
  if (held === 'unknown' || held.id === undefined || held.id === physicalId) return false;
  return parseRecordingConfigurationArn(held.id) !== undefined;
}

async function prepareNextAttempt(
  context: RequestContext,
  expected: ExpectedState,
  { configuration, isNew, isOwn }: Omit<ActiveConfiguration, 'configuration'> & FoundOrCreated,
  attempt: number,
  progress: Progress,
): Promise<void> {
  progress.onConfiguration(undefined, false);
  // The request that undoes this one may have deleted the configuration, or Get is stale.
  if (!(await isCurrentRequest(context, expected)) && !(await isRecordedByOther(context, expected))) {
    const disposition = isOwn ? await resolveSupersededDisposition(context, expected, configuration, isNew) : 'leave';
    if (disposition === 'delete') await deleteOnRollback(context, expected, configuration.arn, progress);
    throw supersededError(context);
  }
  await context.clock.sleep(ATTEMPT_DELAY_MS * attempt, context.deadline.signal);
}

/**
 * Returns the tags to set on the configuration. A found configuration is marked as found, so that no rollback deletes
 * it.
 */
export function toTagTarget(
  { requestId }: RequestContext,
  { configuration, isOwn }: ActiveConfiguration,
): Omit<TagTarget, 'previous'> {
  if (isOwn) return { configuration };
  const createdAt = parseOrigin(configuration)?.createdAt;
  return { configuration, extraTags: toOriginTag({ requestId, createdAt, isFound: true }) };
}

/**
 * Checks once more, before the response, that CloudFormation still waits for the request. It may have stopped without
 * sending a request that undoes this one: ServiceTimeout expired, or rollback is disabled.
 *
 * @param outcome - the result of the tag update. If a found configuration was not changed, there is nothing to undo.
 * @throws ResourceError if CloudFormation no longer waits; the configuration that the request created is deleted,
 * unless the resource has it
 */
export async function verifyOutcome(
  context: RequestContext,
  expected: ExpectedState,
  active: RequestResult,
  tagTarget: TagTarget,
  outcome: TagOutcome,
  progress: Progress,
): Promise<void> {
  if (await isCurrentWithTags(context, expected, tagTarget, outcome)) return;
  if ((await undoChange(context, expected, active, outcome, progress)) === 'keep') return;
  progress.onConfiguration(undefined, false);
  progress.onCreated(undefined);
  throw supersededError(context);
}

/** Undoes the changes of a superseded request, unless the resource has the configuration. */
async function undoChange(
  context: RequestContext,
  expected: ExpectedState,
  { configuration, isNew, isOwn, moveBack }: RequestResult,
  outcome: TagOutcome,
  progress: Progress,
): Promise<Disposition> {
  const { arn } = configuration;
  const dispositionOfFound = outcome === 'same' ? 'keep' : 'leave';
  const disposition = isOwn
    ? await resolveSupersededDisposition(context, expected, configuration, isNew)
    : dispositionOfFound;
  if (disposition === 'delete') await deleteOnRollback(context, expected, arn, progress);
  else if (context.kind === 'Update') await restoreDesiredTags(context, arn, expected.desired);
  // A found configuration stays, but the channels moved to it must return to the configuration that the resource has.
  if (!isOwn && moveBack !== undefined && (await readRecordedId(context)) !== arn) await moveBack();
  return disposition;
}

/** Number and interval of the reads that wait for the outcome of the request after its response. */
const RECORD_READS = 3;
const RECORD_READ_INTERVAL_MS = 4_000;
/** Time after the start of a request in which the stack resource may still be stale. */
const STALE_RECORD_MS = 10_000;

/** Polls until the stack resource shows the end of the request, or until all reads are used. */
async function waitForRequestEnd(
  context: RequestContext,
  { physicalId = '' }: ExpectedState,
): Promise<StackResourceStatus> {
  const { clock, startedAt, cleanupDeadline } = context;
  for (let reads = 1; ; reads += 1) {
    const stackResource = await describeStackResource(context);
    if (reads === RECORD_READS || typeof stackResource === 'string') return stackResource;
    if (stackResource.physicalId !== physicalId || isDeleting(stackResource)) return stackResource;
    if (stackResource.status.endsWith('_FAILED') && clock.now() > startedAt + STALE_RECORD_MS) return stackResource;
    await clock.sleep(RECORD_READ_INTERVAL_MS, cleanupDeadline.signal);
  }
}

/**
 * Checks, after the response of an update, whether CloudFormation accepted it. CloudFormation may have stopped waiting
 * after the last check. If the stack rolls back, the rollback request undoes this one; otherwise no request does.
 */
export async function verifyRecorded(
  context: RequestContext,
  expected: ExpectedState,
  active: RequestResult,
  outcome: TagOutcome,
  progress: Progress,
): Promise<void> {
  const stackResource = await waitForRequestEnd(context, expected);
  if (!(await isAbandoned(context, stackResource, active.configuration))) return;
  if (active.isOwn && !(await isStillCreatedByRequest(context, active.configuration.arn))) return;
  await undoChange(context, expected, active, outcome, progress);
}

/** Returns whether CloudFormation did not accept the response of an update, and no rollback undoes the update. */
async function isAbandoned(
  context: RequestContext,
  stackResource: StackResourceStatus,
  configuration: RecordingConfiguration,
): Promise<boolean> {
  if (typeof stackResource === 'string' || stackResource.physicalId === configuration.arn) return false;
  if (stackResource.status === 'UPDATE_FAILED') return true;
  // The next update started. If this one succeeded, a rollback may return to its configuration.
  return (await hasLaterOperation(context)) && !(await wasEverHeld(context, configuration));
}

/** Deletes the configuration of a failed request, unless CloudFormation has it. */
async function deleteAfterResponse(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
): Promise<void> {
  const { arn } = configuration;
  const stackResource = await waitForRequestEnd(context, expected);
  // CloudFormation has not processed the response yet, and receives the ARN from it.
  const isPending = typeof stackResource !== 'string' && stackResource.status === 'CREATE_IN_PROGRESS';
  if (getRecordedId(stackResource) === arn || isPending) return;
  // Do not wait between this check and the deletion: another request may find the configuration.
  if (!(await isStillCreatedByRequest(context, arn))) return;
  const disposition = await resolveSupersededDisposition(context, expected, configuration, true);
  if (disposition === 'delete') await deleteAfterMovingChannels(context, expected, arn);
}

/** Time to wait for a configuration to leave CREATING before it is deleted. IVS usually takes about 20 s. */
const CREATING_TIMEOUT_MS = 60_000;

/**
 * Waits until a configuration that this request created is no longer CREATING. Returns false if another request has
 * found it since.
 */
async function isStillCreatedByRequest(context: RequestContext, arn: string): Promise<boolean> {
  const { clock, cleanupDeadline, requestId } = context;
  const deadline = startDeadline(clock, CREATING_TIMEOUT_MS, cleanupDeadline);
  try {
    const configuration = await waitUntilActive({ ...context, deadline }, arn, true);
    return configuration !== undefined && isCreatedByRequest(configuration, requestId);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return true;
  } finally {
    deadline.clear();
  }
}

async function deleteOnRollback(
  context: RequestContext,
  expected: ExpectedState,
  arn: string,
  progress: Progress,
): Promise<void> {
  await deleteAfterMovingChannels(context, expected, arn);
  progress.onConfiguration(undefined, false);
  progress.onCreated(undefined);
}

/** Moves the channels back, then deletes the configuration. */
async function deleteAfterMovingChannels(
  context: RequestContext,
  { channelsFrom }: ExpectedState,
  arn: string,
): Promise<void> {
  await deleteAndWait(
    context,
    arn,
    context.cleanupDeadline,
    channelsFrom === undefined ? undefined : moveChannelsTo(context, channelsFrom),
  );
}
