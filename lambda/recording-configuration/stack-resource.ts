import { AwsCallError } from '../aws/aws-call-error';
import type { Stack, StackResource } from '../aws/stacks';
import { createBackOff } from '../util/back-off';
import { startDeadline } from '../util/deadline';
import type { RequestContext } from './request-context';
import type { Owner } from './ownership';

/** CloudFormation is asked for a hint, not for permission: after this long the work goes on without it. */
const QUERY_TIMEOUT_MS = 60_000;

/** What CloudFormation says of the resource: its record, `absent`, or `unknown` if it could not be asked. */
export type StackResourceStatus = StackResource | 'absent' | 'unknown';

/** Whether the record shows a deletion. In a cleanup it may be that of what was replaced. */
export function isDeleting(stackResource: StackResourceStatus): boolean {
  return typeof stackResource !== 'string' && stackResource.status.startsWith('DELETE_');
}

/** Asks CloudFormation how the resource stands. Being denied, or no answer, is logged and does not fail the event. */
export async function describeStackResource(context: RequestContext): Promise<StackResourceStatus> {
  const stackResource = await describeStackResourceOf(context, context.owner);
  // Something else than CloudFormation may deploy the resource.
  return stackResource === 'no-stack' ? 'unknown' : stackResource;
}

/** As {@link describeStackResource}, of any resource of any stack of the account and Region; `no-stack` if there is no such stack. */
export async function describeStackResourceOf(
  context: RequestContext,
  owner: Owner,
): Promise<StackResourceStatus | 'no-stack'> {
  const { stacks } = context;
  const result = await query(context, (signal) => stacks.describeResource(owner.stackId, owner.logicalId, signal));
  return result === 'unknown' ? result : result.value;
}

/** The id that CloudFormation has for the resource; undefined if it has none, or could not be asked. */
export async function readRecordedId(context: RequestContext): Promise<string | undefined> {
  return getRecordedId(await describeStackResource(context));
}

export function getRecordedId(stackResource: StackResourceStatus): string | undefined {
  return typeof stackResource === 'string' ? undefined : stackResource.physicalId;
}

/** How often and how far apart CloudFormation is asked before an event counts as one that is not waited for. */
const MAX_READS = 3;
const READ_INTERVAL_MS = 2_000;

/**
 * Asks until the answer is the one that an event in time gets, or it is certain that it is another: what CloudFormation
 * shows may be a moment old, and taking an event in time for a late one would undo or skip its work.
 */
export async function retryUntilConsistent(
  context: RequestContext,
  isConsistent: () => Promise<boolean>,
): Promise<boolean> {
  const { clock, cleanupDeadline } = context;
  for (let read = 1; ; read += 1) {
    if (await isConsistent()) return true;
    if (read === MAX_READS) return false;
    await clock.sleep(READ_INTERVAL_MS, cleanupDeadline.signal);
  }
}

/** Whether an operation of the stack, or of the root stack that it is nested in, is under way or may be. */
export async function isInProgress(context: RequestContext, stackId: string): Promise<boolean> {
  const stackAndRoot = await readStackAndRoot(context, stackId);
  return stackAndRoot === undefined || stackAndRoot.some(({ status }) => status.endsWith('_IN_PROGRESS'));
}

/** Whether the stack is on its way back; false where CloudFormation could not be asked. */
export async function isRollback(context: RequestContext): Promise<boolean> {
  const stack = await describeStack(context, context.owner.stackId);
  return typeof stack === 'object' && stack.status.includes('ROLLBACK');
}

/** The stack and, where it is another, its root stack; undefined where CloudFormation could not be asked. */
export async function readStackAndRoot(
  context: RequestContext,
  stackId: string,
): Promise<readonly Stack[] | undefined> {
  const stack = await describeStack(context, stackId);
  if (stack === 'unknown') return undefined;
  if (stack === undefined) return [];
  if (stack.rootId === stackId) return [stack];
  const root = await describeStack(context, stack.rootId);
  return root === 'unknown' ? undefined : [stack, ...(root === undefined ? [] : [root])];
}

async function describeStack(context: RequestContext, stackId: string): Promise<Stack | undefined | 'unknown'> {
  const { stacks } = context;
  const result = await query(context, (signal) => stacks.describeStack(stackId, signal));
  return result === 'unknown' ? result : result.value;
}

/** Asks CloudFormation something; `unknown` where it denies that or does not answer. */
export async function query<Value>(
  context: RequestContext,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<{ readonly value: Value } | 'unknown'> {
  const { clock, random, log, cleanupDeadline, cloudFormation } = context;
  if (cloudFormation.isUnreachable) return 'unknown';
  const limit = startDeadline(clock, QUERY_TIMEOUT_MS, cleanupDeadline);
  const backOff = createBackOff(500, 4_000, random);
  try {
    for (;;) {
      try {
        return { value: await call(limit.signal) };
      } catch (error) {
        const isRetryable =
          error instanceof AwsCallError && (error.kind === 'Throttling' || error.kind === 'ServiceUnavailable');
        const delay = backOff.next();
        if (!isRetryable || delay >= limit.remainingMs()) {
          cleanupDeadline.signal.throwIfAborted();
          cloudFormation.isUnreachable = true;
          log.warn('CloudFormation could not be asked how the resource stands; going on without knowing', {
            refusal: error instanceof Error ? error.message : String(error),
          });
          return 'unknown';
        }
        await clock.sleep(delay, limit.signal);
      }
    }
  } finally {
    limit.clear();
  }
}
