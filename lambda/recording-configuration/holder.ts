import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { RequestContext } from './request-context';
import { parseOwners, type Owner } from './ownership';
import { retryRead } from './stack-events';
import {
  isInProgress,
  describeStackResource,
  describeStackResourceOf,
  type StackResourceStatus,
} from './stack-resource';

/** Which resource has a configuration whose owner tags name another one. */
export type Holder = 'this' | 'another' | 'unknown';

/**
 * Finds out who has a configuration whose owner tags name another resource. After a stack refactoring it is this one: the
 * resource got another logical id, or moved to another stack, and CloudFormation sends no event for that.
 */
export async function findHolder(context: RequestContext, configuration: RecordingConfiguration): Promise<Holder> {
  // What CloudFormation shows of either resource may be stale.
  const holder = await retryRead(context, async (isLast): Promise<Holder | undefined> => {
    const own = await describeStackResource(context);
    const isHeld = typeof own !== 'string' && own.physicalId === configuration.arn;
    const other = await findOtherHolder(context, configuration);
    if (other === 'none' && isHeld) return 'this';
    return isLast && other !== 'none' ? other : undefined;
  });
  return holder ?? 'unknown';
}

async function findOtherHolder(
  context: RequestContext,
  configuration: RecordingConfiguration,
): Promise<'another' | 'unknown' | 'none'> {
  for (const other of parseOwners(configuration)) {
    if (isSameOwner(other, context.owner)) continue;
    const stackResource = await describeStackResourceOf(context, other);
    if (stackResource === 'unknown') return 'unknown';
    if (isDeleted(stackResource)) continue;
    if (stackResource.physicalId === configuration.arn) return 'another';
    // A creation under way may be about to have it, a failed update may return to it.
    if (!stackResource.status.endsWith('_COMPLETE')) return 'unknown';
  }
  return 'none';
}

/** Whether a resource has the configuration, or might have. */
export async function mayHold(context: RequestContext, owner: Owner, arn: string): Promise<boolean> {
  const stackResource = await describeStackResourceOf(context, owner);
  if (stackResource === 'unknown') return true;
  if (isDeleted(stackResource)) return false;
  if (stackResource.physicalId === arn || !stackResource.status.endsWith('_COMPLETE')) return true;
  // Until its stack is done, a cleanup may delete what was replaced, and a rollback may return to it.
  return isInProgress(context, owner.stackId);
}

/** Whether a resource is no longer there. What a stack keeps when it lets go of a resource is DELETE_SKIPPED. */
function isDeleted(
  stackResource: Exclude<StackResourceStatus, 'unknown'> | 'no-stack',
): stackResource is 'absent' | 'no-stack' {
  return typeof stackResource === 'string' || ['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(stackResource.status);
}

export function isSameOwner(a: Owner, b: Owner): boolean {
  return a.stackId === b.stackId && a.logicalId === b.logicalId;
}
