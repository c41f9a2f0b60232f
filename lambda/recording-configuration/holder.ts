import type { RecordingConfiguration } from '../aws/recording-configurations';
import type { Operation } from './request-context';
import { readOwners, type Owner } from './ownership';
import { lookAgain } from './stack-events';
import { isInProgress, readStanding, readStandingOf, type Standing } from './stack-resource';

/** Which resource has a configuration whose owner tags name another one. */
export type Holder = 'this' | 'another' | 'unknown';

/**
 * Finds out who has a configuration whose owner tags name another resource. After a stack refactoring it is this one: the
 * resource got another logical id, or moved to another stack, and CloudFormation sends no event for that.
 */
export async function findHolder(operation: Operation, configuration: RecordingConfiguration): Promise<Holder> {
  // What CloudFormation shows of either resource may be stale.
  const holder = await lookAgain(operation, async (isLast): Promise<Holder | undefined> => {
    const own = await readStanding(operation);
    const hasIt = typeof own !== 'string' && own.physicalId === configuration.arn;
    const other = await findOtherHolder(operation, configuration);
    if (other === 'none' && hasIt) return 'this';
    return isLast && other !== 'none' ? other : undefined;
  });
  return holder ?? 'unknown';
}

async function findOtherHolder(
  operation: Operation,
  configuration: RecordingConfiguration,
): Promise<'another' | 'unknown' | 'none'> {
  for (const other of readOwners(configuration)) {
    if (isSame(other, operation.owner)) continue;
    const standing = await readStandingOf(operation, other);
    if (standing === 'unknown') return 'unknown';
    if (isGone(standing)) continue;
    if (standing.physicalId === configuration.arn) return 'another';
    // A creation under way may be about to have it, a failed update may return to it.
    if (!standing.status.endsWith('_COMPLETE')) return 'unknown';
  }
  return 'none';
}

/** Whether a resource has the configuration, or might have. */
export async function mayHave(operation: Operation, owner: Owner, arn: string): Promise<boolean> {
  const standing = await readStandingOf(operation, owner);
  if (standing === 'unknown') return true;
  if (isGone(standing)) return false;
  if (standing.physicalId === arn || !standing.status.endsWith('_COMPLETE')) return true;
  // Until its stack is done, a cleanup may delete what was replaced, and a rollback may return to it.
  return isInProgress(operation, owner.stackId);
}

/** Whether a resource is no longer there. What a stack keeps when it lets go of a resource is DELETE_SKIPPED. */
function isGone(standing: Exclude<Standing, 'unknown'> | 'no-stack'): standing is 'absent' | 'no-stack' {
  return typeof standing === 'string' || ['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(standing.status);
}

export function isSame(a: Owner, b: Owner): boolean {
  return a.stackId === b.stackId && a.logicalId === b.logicalId;
}
