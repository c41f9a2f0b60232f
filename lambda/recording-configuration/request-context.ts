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

/** What the lifecycle works with. */
export interface Dependencies {
  readonly configurations: RecordingConfigurations;
  readonly stacks: Stacks;
  readonly buckets: Buckets;
  readonly channels: Channels;
  readonly clock: Clock;
  /** Draws from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly log: Log;
  /** The Region that the function runs in, which is the configurations'. */
  readonly region: string;
  /** The provider's, as JSON, merged under each configuration's own. */
  readonly defaultTags: string | undefined;
  /** Whether the provider allows configurations to be adopted. */
  readonly allowsAdoption: boolean;
}

/** One event being served. */
export interface RequestContext extends Dependencies {
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly owner: Owner;
  /** The same for every delivery of the event. */
  readonly requestId: string;
  readonly startedAt: number;
  /** The time that the template allows for waiting. */
  readonly deadline: Deadline;
  /** What the event has learned about the quotas of AWS: short once a call was throttled. */
  readonly quota: { isThrottled: boolean };
  /**
   * Whether CloudFormation could not be asked, and whether it does not show on a rollback what it brings the resource to;
   * the event does not wait for either a second time.
   */
  readonly cloudFormation: { isUnreachable: boolean; hasNoDesiredState: boolean };
  /** All the time there is; what lies beyond `work` is for leaving nothing behind. */
  readonly cleanupDeadline: Deadline;
}

/** The operation with all the time until a deadline. */
export function withDeadline(context: RequestContext, deadline: Deadline): RequestContext {
  return { ...context, deadline, cleanupDeadline: deadline };
}

/**
 * How long after the start of the event a denial may be the permissions of a new role that have not propagated yet. IVS
 * says that this takes "up to a few minutes": https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/security-iam.html
 */
export const PERMISSION_PROPAGATION_MS = 180_000;

/** What may pass by itself without anything having been done. */
export const RETRYABLE_BEFORE_COMMIT: readonly AwsCallErrorKind[] = ['Throttling', 'EndpointNotFound'];
const RETRYABLE: readonly AwsCallErrorKind[] = [...RETRYABLE_BEFORE_COMMIT, 'ServiceUnavailable'];

/**
 * Makes a call, again and again while what stands in its way may pass: throttling, a service that does not answer, and
 * for a while after the start of the event a denial, since permissions take time to spread.
 *
 * @param deadline - how long to go on
 * @param mayPass - the refusals that are waited out, beside denials
 * @throws the last refusal once the deadline is reached
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
    // Where IVS is not known to be, a name server that knows no host of its own is right.
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
    log.info('Refused for now; trying again', {
      action: lastError.action,
      kind: lastError.kind,
      delayMs: Math.round(delay),
    });
    if (delay >= deadline.remainingMs()) throw lastError;
    await clock.sleep(delay, deadline.signal);
  }
}
