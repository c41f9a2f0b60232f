import { adopt } from './adopt';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { createAndWait } from './create-and-wait';
import { deleteIfCanceled } from './delete-created';
import type { DesiredState } from './desired-state';
import { parseOrigin } from './ownership';
import { withDeadline, type RequestContext } from './request-context';
import { STALE_RECORD_MS } from './request-end';
import { reconcileTags } from './tags';
import { toTagTarget, verifyOutcome } from './verify-outcome';

/**
 * Creates the configuration, finds the one of an earlier delivery, or adopts the one in AdoptArn. Returns the ARN once
 * it is ACTIVE.
 */
export async function onCreate(context: RequestContext, desired: DesiredState): Promise<string> {
  if (desired.adoptArn !== undefined) return adopt(context, desired, desired.adoptArn);
  const expected = { desired, physicalId: undefined, isForwardUpdate: false };
  const active = await createAndWait(context, expected);
  const tagTarget = { ...toTagTarget(context, active), previous: undefined };
  const outcome = await reconcileTags(context, expected, tagTarget);
  await verifyOutcome(context, expected, active, tagTarget, outcome);
  const isInDoubt = active.isOwn && (isCreatedLate(context, active.configuration) || isLong(context));
  context.progress.setAfterResponse(
    isInDoubt ? (late) => deleteIfCanceled(withDeadline(context, late), expected, active.configuration) : undefined,
  );
  return active.configuration.arn;
}

/** Time after which a Delete that undoes the request may have run before the create. */
const LATE_CREATE_MS = 3_000;

/** Returns whether the configuration was created long after the start of the request: not by its first calls. */
function isCreatedLate({ startedAtEpochMs }: RequestContext, configuration: RecordingConfiguration): boolean {
  const createdAt = parseOrigin(configuration)?.createdAt ?? Infinity;
  return createdAt > startedAtEpochMs + LATE_CREATE_MS;
}

/** Returns whether the request took so long that another delivery may have timed out, or CloudFormation given up. */
function isLong({ clock, startedAt }: RequestContext): boolean {
  return clock.now() > startedAt + STALE_RECORD_MS;
}
