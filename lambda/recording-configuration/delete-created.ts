import type { RecordingConfiguration } from '../aws/recording-configurations';
import { DeadlineError, startDeadline } from '../util/deadline';
import { deleteAndWait } from './delete-configuration';
import { moveChannelsTo } from './on-in-use';
import { isCreatedByRequest } from './ownership';
import type { RequestContext } from './request-context';
import { STALE_RECORD_MS, waitForRequestEnd } from './request-end';
import { readHeld } from './stack-events';
import { getRecordedId, isCreating } from './stack-resource';
import { resolveSupersededDisposition, type ExpectedState } from './superseded';
import { waitUntilActive } from './wait';

/**
 * Deletes the configuration of a failed request after its response, unless the resource has it. Until CloudFormation has
 * a response, another delivery of the request may still succeed with it.
 */
export async function deleteAfterFailure(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<void> {
  const { arn } = configuration;
  const stackResource = await waitForRequestEnd(context, expected);
  // CloudFormation deletes what a failed create reports or has tagged.
  if (stackResource === 'unknown' && context.kind === 'Create') return;
  // CloudFormation has not processed the response yet, and receives the ARN from it.
  if (getRecordedId(stackResource) === arn || isCreating(stackResource)) return;
  // Do not wait between this check and the deletion: another request may find the configuration.
  if (!(await isStillCreatedByRequest(context, arn))) return;
  const disposition = await resolveSupersededDisposition(context, expected, configuration, isNew);
  if (disposition === 'delete') await deleteNow(context, expected, arn);
}

/**
 * Deletes, after a SUCCESS response to a Create, the configuration if CloudFormation had canceled the request, or has
 * accepted the response of another delivery. The stack resource may have been too stale to show it, and the request that
 * undoes this one may have run before the create.
 */
export async function deleteIfCanceled(
  context: RequestContext,
  expected: ExpectedState,
  { arn }: RecordingConfiguration,
): Promise<void> {
  const { clock, startedAt, cleanupDeadline } = context;
  // Until then it may show an earlier create of the resource.
  await clock.sleep(Math.max(0, startedAt + STALE_RECORD_MS - clock.now()), cleanupDeadline.signal);
  const stackResource = await waitForRequestEnd(context, expected);
  if (isCreating(stackResource)) return;
  // Decide by this read only: a further one may be older.
  const held = await readHeld(context, stackResource);
  if (held === 'unknown' || held.id === arn) return;
  if (await isStillCreatedByRequest(context, arn)) await deleteNow(context, expected, arn);
}

/** Time to wait for a configuration to leave CREATING before it is deleted. IVS usually takes about 20 s. */
const CREATING_TIMEOUT_MS = 60_000;

/**
 * Waits until a configuration that this request created is no longer CREATING. Returns false if another request has
 * found it since.
 */
export async function isStillCreatedByRequest(context: RequestContext, arn: string): Promise<boolean> {
  const { clock, cleanupDeadline, requestId } = context;
  // The rest of the time is for the deletion.
  const timeoutMs = Math.min(CREATING_TIMEOUT_MS, cleanupDeadline.remainingMs() / 2);
  const deadline = startDeadline(clock, timeoutMs, cleanupDeadline);
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

/** Moves the channels back, then deletes the configuration that the request created. Nothing is left to do after it. */
export async function deleteNow(context: RequestContext, { channelsFrom }: ExpectedState, arn: string): Promise<void> {
  await deleteAndWait(
    context,
    arn,
    context.cleanupDeadline,
    channelsFrom === undefined ? undefined : moveChannelsTo(context, channelsFrom),
  );
  context.progress.clear();
}
