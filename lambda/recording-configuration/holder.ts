import type { RecordingConfiguration } from '../aws/recording-configurations';
import { ResourceError } from './errors';
import type { RequestContext } from './request-context';
import { parseOwners, type Owner } from './ownership';
import { retryRead } from './stack-events';
import {
  isInProgress,
  describeStackResource,
  describeStackResourceOf,
  type StackResourceStatus,
} from './stack-resource';

/** The resource that has a configuration whose owner tags name another one. */
export type Holder = 'this' | 'another' | 'unknown';

/**
 * Finds the resource that has a configuration whose owner tags name another one. After a stack refactoring it is this
 * one: the resource has a new logical id or is in another stack, and CloudFormation sends no request for that.
 */
export async function findHolder(context: RequestContext, configuration: RecordingConfiguration): Promise<Holder> {
  // Either stack resource may be stale.
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
    // A create in progress may be about to have it, and a failed update may roll back to it.
    if (!stackResource.status.endsWith('_COMPLETE')) return 'unknown';
  }
  return 'none';
}

/** Returns whether a resource has the configuration, or may have it. */
export async function mayHold(context: RequestContext, owner: Owner, arn: string): Promise<boolean> {
  const stackResource = await describeStackResourceOf(context, owner);
  if (stackResource === 'unknown') return true;
  if (isDeleted(stackResource)) return false;
  if (stackResource.physicalId === arn || !stackResource.status.endsWith('_COMPLETE')) return true;
  // Until the stack operation ends, cleanup may delete the replaced configuration, and a rollback may return to it.
  return isInProgress(context, owner.stackId);
}

/** Returns whether a resource no longer exists. A retained resource has the status DELETE_SKIPPED. */
function isDeleted(
  stackResource: Exclude<StackResourceStatus, 'unknown'> | 'no-stack',
): stackResource is 'absent' | 'no-stack' {
  return typeof stackResource === 'string' || ['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(stackResource.status);
}

export function isSameOwner(a: Owner, b: Owner): boolean {
  return a.stackId === b.stackId && a.logicalId === b.logicalId;
}

/** Returns the error of a request that must not go on while it is unknown which resource has the configuration. */
export function unknownHolderError(configuration: RecordingConfiguration): ResourceError {
  const owners = parseOwners(configuration).map(({ stackId, logicalId }) => `${logicalId} of stack ${stackId}`);
  return new ResourceError('OwnerUnknown', {
    arn: configuration.arn,
    owners: owners.join(' and ') || 'another resource',
  });
}
