import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { DescribedRecordingConfiguration, RecordingConfiguration } from '../aws/recording-configurations';
import { DeadlineError, startDeadline, type Deadline } from '../util/deadline';
import { findOrCreate, ensureSingle, type FoundOrCreated } from './find-or-create';
import { formatCreateFailed, findCreateFailedCause } from './bucket-check';
import { supersededError } from './superseded-error';
import { ResourceError } from './resource-error';
import type { RequestContext } from './request-context';
import { parseOrigin, toOriginTag, isCreatedByRequest } from './ownership';
import { moveChannelsTo, type MoveBack } from './on-in-use';
import { deleteAndWait, type OnInUseHandler } from './delete';
import { hashSettings } from './settings';
import { describeDifferences } from './settings-differences';
import { readHeld } from './stack-events';
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

/** How often a configuration may be deleted by others while it is waited for before that is an error. */
const MAX_ATTEMPTS = 5;
/** How long to wait before the next round, times the round: Get and List may lag behind what was done. */
const ATTEMPT_DELAY_MS = 2_000;
/** How often a creation may end in CREATE_FAILED for no reason that the bucket shows. */
const MAX_CREATE_FAILED = 2;

/** What an event works with from then on. */
export interface ActiveConfiguration {
  readonly configuration: DescribedRecordingConfiguration;
  /** Whether this delivery created it, or may have. */
  readonly isNew: boolean;
  /** Whether this event created it, in this delivery or in another. */
  readonly isOwn: boolean;
}

/** What an event has made of the resource before it responds. */
interface RequestResult extends ActiveConfiguration {
  /** Points the channels back that it moved. */
  readonly moveBack?: MoveBack | undefined;
}

/** Deletes what a failed event has left, once its response is delivered. */
export type DeleteAfterResponse = (context: RequestContext) => Promise<void>;

/** What the caller learns on the way, for the case that it ends half way. */
export interface Progress {
  /**
   * The configuration that this event works on now; undefined if there is none left.
   *
   * @param isOwn - whether the event created or adopted it, so that the event which undoes this one has to know it
   */
  readonly onConfiguration: (arn: string | undefined, isOwn: boolean) => void;
  /** The configuration that this event created; undefined once it is gone. */
  readonly onCreated: (arn: string | undefined, deleteAfterResponse?: DeleteAfterResponse) => void;
  /** How channels that this event has pointed to what it created are pointed back. */
  readonly onChannelsMoved: (moveBack: OnInUseHandler) => void;
  /** Takes what is left to do once the response is delivered. */
  readonly doAfterResponse: (task: (deadline: Deadline) => Promise<void>) => void;
}

/**
 * Finds or creates the configuration with the declared settings and waits until it is ACTIVE and the only one.
 *
 * @throws RecordingError when the creation failed, or when CloudFormation no longer waits for it; nothing is left then
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
    // What Get did not show yet is found again by the list.
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
      context.log.warn('The configuration was deleted while it was waited for; looking again', { arn });
      await prepareNextAttempt(context, expected, { configuration, isNew, isOwn }, attempt, progress);
      continue;
    }
    if (described.state === 'CREATE_FAILED') {
      await deleteCreated();
      failed += 1;
      const cause = await findCreateFailedCause(context, settings.bucketName);
      if (cause === undefined && failed < MAX_CREATE_FAILED) {
        context.log.warn('The creation ended in CREATE_FAILED for no reason that the bucket shows; creating again', {
          arn,
        });
        if (!(await isCurrentRequest(context, expected))) throw supersededError(context);
        continue;
      }
      throw new ResourceError(formatCreateFailed(context, settings.bucketName, cause, failed));
    }
    const differences = isOwn ? [] : describeDifferences(described.settings, settings);
    if (differences.length > 0) {
      context.log.warn('The settings tag is not that of the settings; it is corrected', { arn, differences });
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
  throw new ResourceError(
    `The recording configuration vanished ${MAX_ATTEMPTS} times before it was ready: expected that nobody else deletes ` +
      "what the stack creates. Find out who does (CloudTrail's event DeleteRecordingConfiguration tells), then try again.",
  );
}

/** Whether CloudFormation has an answer of another delivery of the event, which gave the resource another configuration. */
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
  // The event that undoes this one may have deleted it; then there is nothing left to make. Or Get lags.
  if (!(await isCurrentRequest(context, expected)) && !(await isRecordedByOther(context, expected))) {
    const disposition = isOwn ? await resolveSupersededDisposition(context, expected, configuration, isNew) : 'leave';
    if (disposition === 'delete') await deleteOnRollback(context, expected, configuration.arn, progress);
    throw supersededError(context);
  }
  await context.clock.sleep(ATTEMPT_DELAY_MS * attempt, context.deadline.signal);
}

/** Which tags an event gives to what it obtained. One that was found is marked as such, so that no rollback deletes it. */
export function toTagTarget(
  { requestId }: RequestContext,
  { configuration, isOwn }: ActiveConfiguration,
): Omit<TagTarget, 'previous'> {
  if (isOwn) return { configuration };
  const createdAt = parseOrigin(configuration)?.createdAt;
  return { configuration, extraTags: toOriginTag({ requestId, createdAt, isFound: true }) };
}

/**
 * Asks a last time, before the response, whether CloudFormation still waits for the event. It may have given up on it
 * since without sending an event that undoes it: its ServiceTimeout is over, or rollback is disabled.
 *
 * @param outcome - what became of the tags. A configuration that was found as it should be leaves nothing to undo.
 * @throws RecordingError when it does not; what the event created is deleted then, unless CloudFormation has it
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

/** Undoes what an event made for which CloudFormation does not wait, unless the resource has it. */
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
  // What the event found stays, but the channels that it moved there belong to what the resource has.
  if (!isOwn && moveBack !== undefined && (await readRecordedId(context)) !== arn) await moveBack();
  return disposition;
}

/** How often and how far apart CloudFormation is asked after the response what became of the event. */
const RECORD_READS = 3;
const RECORD_READ_INTERVAL_MS = 4_000;
/** How long after the start of an event a record may still be from before it. */
const STALE_RECORD_MS = 10_000;

/** Waits until CloudFormation's record shows the end of the event, or a while. */
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
 * Looks after the response of an update whether CloudFormation took it. It may have given up on the update after it was
 * asked for the last time. Where it rolls back, the event of the rollback undoes this one; otherwise none does.
 */
export async function verifyRecorded(
  context: RequestContext,
  expected: ExpectedState,
  active: RequestResult,
  outcome: TagOutcome,
  progress: Progress,
): Promise<void> {
  const stackResource = await waitForRequestEnd(context, expected);
  if (typeof stackResource === 'string' || stackResource.status !== 'UPDATE_FAILED') return;
  if (active.isOwn && !(await isStillCreatedByRequest(context, active.configuration.arn))) return;
  await undoChange(context, expected, active, outcome, progress);
}

/** Deletes what a failed event had no time to delete, unless CloudFormation has it. */
async function deleteAfterResponse(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
): Promise<void> {
  const { arn } = configuration;
  const stackResource = await waitForRequestEnd(context, expected);
  // Where CloudFormation has not taken the response yet, it learns the ARN from it.
  const isPending = typeof stackResource !== 'string' && stackResource.status === 'CREATE_IN_PROGRESS';
  if (getRecordedId(stackResource) === arn || isPending) return;
  // Between the decision and the deletion there should be no wait: another event may find the configuration.
  if (!(await isStillCreatedByRequest(context, arn))) return;
  const disposition = await resolveSupersededDisposition(context, expected, configuration, true);
  if (disposition === 'delete') await deleteAfterMovingChannels(context, expected, arn);
}

/** How long a configuration is waited for that is to be deleted: IVS takes about 20 s to create one. */
const CREATING_TIMEOUT_MS = 60_000;

/** Waits until a configuration that this event created is CREATING no more; false if another event has found it since. */
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

/** Deletes a configuration after the channels that were moved to it are moved back. */
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
