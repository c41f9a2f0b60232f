import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { ActiveConfiguration } from './create-and-wait';
import { deleteNow, isStillCreatedByRequest } from './delete-created';
import { supersededError } from './errors';
import type { MoveBack } from './on-in-use';
import { parseOrigin, toOriginTag } from './ownership';
import type { RequestContext } from './request-context';
import { waitForRequestEnd } from './request-end';
import { hasLaterOperation, wasEverHeld } from './stack-events';
import { readRecordedId, type StackResourceStatus } from './stack-resource';
import { resolveSupersededDisposition, type Disposition, type ExpectedState } from './superseded';
import { isCurrentWithTags, restoreDesiredTags, type TagOutcome, type TagTarget } from './tags';

/** The result of a request before its response is sent. */
interface RequestResult extends ActiveConfiguration {
  /** Moves the channels back to the previous configuration. */
  readonly moveBack?: MoveBack | undefined;
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
): Promise<void> {
  if (await isCurrentWithTags(context, expected, tagTarget, outcome)) return;
  if ((await undoChange(context, expected, active, outcome)) === 'keep') return;
  context.progress.setConfiguration(undefined, false);
  throw supersededError(context);
}

/** Undoes the changes of a superseded request, unless the resource has the configuration. */
async function undoChange(
  context: RequestContext,
  expected: ExpectedState,
  { configuration, isNew, isOwn, moveBack }: RequestResult,
  outcome: TagOutcome,
): Promise<Disposition> {
  const { arn } = configuration;
  const dispositionOfFound = outcome === 'same' ? 'keep' : 'leave';
  const disposition = isOwn
    ? await resolveSupersededDisposition(context, expected, configuration, isNew)
    : dispositionOfFound;
  if (disposition === 'delete') await deleteNow(context, expected, arn);
  else if (context.kind === 'Update') await restoreDesiredTags(context, arn, expected.desired);
  // A found configuration stays, but the channels moved to it must return to the configuration that the resource has.
  if (!isOwn && moveBack !== undefined && (await readRecordedId(context)) !== arn) await moveBack();
  return disposition;
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
): Promise<void> {
  const stackResource = await waitForRequestEnd(context, expected);
  if (!(await isAbandoned(context, stackResource, active.configuration))) return;
  if (active.isOwn && !(await isStillCreatedByRequest(context, active.configuration.arn))) return;
  await undoChange(context, expected, active, outcome);
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
