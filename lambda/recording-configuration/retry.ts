import { IVS_REGIONS } from '../../schema/regions';
import { AwsCallError, type AwsCallErrorKind } from '../aws/aws-call-error';
import { createBackOff } from '../util/back-off';
import type { Deadline } from '../util/deadline';
import { mayBePropagation } from './access-denied';
import type { RequestContext } from './request-context';

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

/** Time in which IVS may still carry out a call after the client abandoned it. A deadline may end a call at once. */
export const LATE_WRITE_MS = 13_000;

/** Number and interval of the reads before a request counts as superseded: longer than a stack resource may be stale. */
const MAX_READS = 5;
const READ_INTERVAL_MS = 2_000;

/**
 * Reads until the result is consistent with a current request, or all reads are used. The stack resource may be stale,
 * and treating a current request as superseded would undo or skip its work.
 */
export async function retryUntilConsistent(
  context: RequestContext,
  isConsistent: () => Promise<boolean>,
  maxReads = MAX_READS,
): Promise<boolean> {
  const { clock, cleanupDeadline } = context;
  for (let read = 1; ; read += 1) {
    if (await isConsistent()) return true;
    if (read === maxReads) return false;
    await clock.sleep(READ_INTERVAL_MS, cleanupDeadline.signal);
  }
}
