import { adopt } from './adopt';
import { createAndWait, toTagTarget, verifyOutcome, type Progress } from './create-and-wait';
import type { DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { reconcileTags } from './tags';

/**
 * Creates the configuration, finds the one of an earlier delivery, or adopts the one in AdoptArn. Returns the ARN once
 * it is ACTIVE.
 */
export async function onCreate(context: RequestContext, desired: DesiredState, progress: Progress): Promise<string> {
  if (desired.adoptArn !== undefined) return adopt(context, desired, desired.adoptArn, progress);
  const expected = { desired, physicalId: undefined, isForwardUpdate: false };
  const active = await createAndWait(context, expected, progress);
  const tagTarget = { ...toTagTarget(context, active), previous: undefined };
  const outcome = await reconcileTags(context, expected, tagTarget);
  await verifyOutcome(context, expected, active, tagTarget, outcome, progress);
  return active.configuration.arn;
}
