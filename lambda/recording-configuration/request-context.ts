import { IVS_REGIONS } from '../../schema/regions';
import { AwsCallError, type AwsCallErrorKind } from '../aws/aws-call-error';
import type { Buckets } from '../aws/buckets';
import type { Channels } from '../aws/channels';
import type { RecordingConfigurations } from '../aws/recording-configurations';
import type { Stacks } from '../aws/stacks';
import type { Log } from '../util/logger';
import { createBackOff } from '../util/back-off';
import type { Clock } from '../util/clock';
import type { Deadline } from '../util/deadline';
import { mayBePropagation } from './access-denied';
import type { Owner } from './ownership';

/** The services that the handlers use. */
export interface Dependencies {
  readonly configurations: RecordingConfigurations;
  readonly stacks: Stacks;
  readonly buckets: Buckets;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
  /** The Region of the function and of the configurations. */
  readonly region: string;
  /** The provider's default tags as JSON. The tags of each configuration override them. */
  readonly defaultTags: string | undefined;
  /** Whether the provider allows adoption. */
  readonly allowsAdoption: boolean;
}

/** The context of one request. */
export interface RequestContext extends Dependencies {
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly owner: Owner;
  /** The same for every delivery of the request. */
  readonly requestId: string;
  readonly startedAt: number;
  /** The end of the time that the template allows for waiting. */
  readonly deadline: Deadline;
  /** Set once a call was throttled. */
  readonly quota: { isThrottled: boolean };
  /**
   * Whether CloudFormation could not be reached, and whether it does not show the desired state in a rollback. The
   * request waits for each only once.
   */
  readonly cloudFormation: { isUnreachable: boolean; hasNoDesiredState: boolean };
  /** The end of all available time. The time after `deadline` is reserved for cleanup. */
  readonly cleanupDeadline: Deadline;
}

/** Returns the context with all its time until one deadline. */
export function withDeadline(context: RequestContext, deadline: Deadline): RequestContext {
  return { ...context, deadline, cleanupDeadline: deadline };
}

/**
 * Time after the start of the request in which a denial may be caused by permissions of a new role that have not
 * propagated. According to IVS this takes "up to a few minutes":
 * https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/security-iam.html
 */
export const PERMISSION_PROPAGATION_MS = 180_000;

/** Errors that are transient and prove that the call had no effect. */
export const RETRYABLE_BEFORE_COMMIT: readonly AwsCallErrorKind[] = ['Throttling', 'EndpointNotFound'];
const RETRYABLE: readonly AwsCallErrorKind[] = [...RETRYABLE_BEFORE_COMMIT, 'ServiceUnavailable'];

/**
 * Makes a call and retries transient errors: throttling, an unavailable service and, for a while after the start of the
 * request, a denial, because permissions take time to propagate.
 *
 * @param deadline - when to stop retrying
 * @param retryable - the error kinds to retry, besides denials
 * @throws the last error once the deadline is reached
 */
export async function callWithRetry<Result>(
  context: RequestContext,
  deadline: Deadline,
  call: (signal: AbortSignal) => Promise<Result>,
  retryable: readonly AwsCallErrorKind[] = RETRYABLE,
): Promise<Result> {
  const { clock, random, log, startedAt, region, quota } = context;
  const backOff = createBackOff(500, 8_000, random);
  const isRetryable = (error: unknown): error is AwsCallError => {
    if (!(error instanceof AwsCallError)) return false;
    // In a Region without IVS, a host that cannot be resolved is a permanent error.
    if (error.kind === 'EndpointNotFound' && !IVS_REGIONS.includes(region)) return false;
    if (error.kind === 'AccessDenied')
      return mayBePropagation(error.message) && clock.now() < startedAt + PERMISSION_PROPAGATION_MS;
    return retryable.includes(error.kind);
  };
  let lastError: AwsCallError | undefined;
  for (;;) {
    try {
      return await call(deadline.signal);
    } catch (error) {
      if (!isRetryable(error)) throw deadline.signal.aborted ? (lastError ?? error) : error;
      lastError = error;
      if (error.kind === 'Throttling') quota.isThrottled = true;
    }
    const delay = backOff.next();
    log.info('Retrying after error', {
      action: lastError.action,
      kind: lastError.kind,
      delayMs: Math.round(delay),
    });
    if (delay >= deadline.remainingMs()) throw lastError;
    await clock.sleep(delay, deadline.signal);
  }
}
