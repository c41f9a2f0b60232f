import { adopt } from './adopt';
import { createAndWait } from './create-and-wait';
import { deleteIfCanceled } from './delete-created';
import type { DesiredState } from './desired-state';
import { withDeadline, type RequestContext } from './request-context';
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
  context.progress.setAfterResponse(
    active.isOwn ? (late) => deleteIfCanceled(withDeadline(context, late), expected, active.configuration) : undefined,
  );
  return active.configuration.arn;
}
