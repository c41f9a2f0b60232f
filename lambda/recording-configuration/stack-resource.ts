import { AwsCallError } from '../aws/aws-call-error';
import type { Stack, StackResource } from '../aws/stacks';
import { createBackOff } from '../util/back-off';
import { startDeadline } from '../util/deadline';
import type { RequestContext } from './request-context';
import type { Owner } from './ownership';
import { getErrorMessage } from '../util/error-message';

/** The stack status is only a hint: after this time the request continues without it. */
const QUERY_TIMEOUT_MS = 60_000;

/** The stack resource as CloudFormation shows it, `absent`, or `unknown` if CloudFormation could not be reached. */
export type StackResourceStatus = StackResource | 'absent' | 'unknown';

/**
 * Returns whether the stack resource shows a deletion. During a cleanup it may be that of the replaced configuration.
 */
export function isDeleting(stackResource: StackResourceStatus): boolean {
  return typeof stackResource !== 'string' && stackResource.status.startsWith('DELETE_');
}

/** Returns whether the stack resource shows a create that CloudFormation has not ended. */
export function isCreating(stackResource: StackResourceStatus): boolean {
  return typeof stackResource !== 'string' && stackResource.status === 'CREATE_IN_PROGRESS';
}

/** Describes the stack resource of the request. Logs a denial or a missing response, and does not fail the request. */
export async function describeStackResource(context: RequestContext): Promise<StackResourceStatus> {
  const stackResource = await describeStackResourceOf(context, context.owner);
  // The resource may be deployed by a tool other than CloudFormation.
  return stackResource === 'no-stack' ? 'unknown' : stackResource;
}

/** Describes any stack resource of the environment; returns `no-stack` if the stack does not exist. */
export async function describeStackResourceOf(
  context: RequestContext,
  owner: Owner,
): Promise<StackResourceStatus | 'no-stack'> {
  const { stacks } = context;
  const result = await query(context, (signal) => stacks.describeResource(owner.stackId, owner.logicalId, signal));
  return result === 'unknown' ? result : result.value;
}

/** Returns the recorded physical id; undefined if there is none or CloudFormation could not be reached. */
export async function readRecordedId(context: RequestContext): Promise<string | undefined> {
  return getRecordedId(await describeStackResource(context));
}

export function getRecordedId(stackResource: StackResourceStatus): string | undefined {
  return typeof stackResource === 'string' ? undefined : stackResource.physicalId;
}

/** Returns whether an operation of the stack or its root stack is in progress, or may be. */
export async function isInProgress(context: RequestContext, stackId: string): Promise<boolean> {
  const stackAndRoot = await readStackAndRoot(context, stackId);
  return stackAndRoot === undefined || stackAndRoot.some(({ status }) => status.endsWith('_IN_PROGRESS'));
}

/** Returns whether the stack is rolling back; false if CloudFormation could not be reached. */
export async function isRollback(context: RequestContext): Promise<boolean> {
  const stack = await describeStack(context, context.owner.stackId);
  return typeof stack === 'object' && stack.status.includes('ROLLBACK');
}

/** Returns the stack and its root stack, if different; undefined if CloudFormation could not be reached. */
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

/** Queries CloudFormation; returns `unknown` if it denies access or does not respond. */
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
          log.warn('CloudFormation query failed; continuing without it', {
            error: getErrorMessage(error),
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
