import { createBackOff } from '../util/back-off';
import type { Clock } from '../util/clock';
import { startDeadline, type Deadline } from '../util/deadline';
import type { Log } from '../util/logger';
import type { Put } from './http-put';

/** The answer could not be delivered. Throwing it makes Lambda deliver the event again, and the work is resumed. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
}

export interface ResponseDependencies {
  readonly put: Put;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

const ATTEMPT_MS = 5_000;

/**
 * Puts the answer where CloudFormation looks for it. Network errors, timeouts, throttling and server errors are tried
 * again until the deadline; any other refusal is final.
 *
 * @throws DeliveryError if the answer was not accepted
 */
export async function submitResponse(
  { put, clock, random, log }: ResponseDependencies,
  url: URL,
  body: string,
  deadline: Deadline,
): Promise<void> {
  const backOff = createBackOff(500, 4_000, random);
  for (;;) {
    const refusal = await attempt();
    if (refusal === undefined) return;
    if (!refusal.isRetryable) throw new ResponseError(refusal.text, { cause: refusal.cause });
    log.warn('The answer was not accepted; it is sent again', { refusal: refusal.text });
    const delay = backOff.next();
    if (delay >= deadline.remainingMs()) throw new ResponseError(refusal.text, { cause: refusal.cause });
    await clock.sleep(delay, deadline.signal);
  }

  async function attempt(): Promise<{ isRetryable: boolean; text: string; cause?: unknown } | undefined> {
    const limit = startDeadline(clock, ATTEMPT_MS, deadline);
    try {
      const status = await put(url, body, limit.signal);
      if (status >= 200 && status < 300) return undefined;
      return {
        isRetryable: status >= 500 || status === 429 || status === 408,
        text: `The response endpoint answered the PUT with HTTP ${status}: expected 200.`,
      };
    } catch (cause) {
      // The cause's text may hold the URL, so only its code is told.
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
      return { isRetryable: true, text: `The PUT of the answer failed: ${code}.`, cause };
    } finally {
      limit.clear();
    }
  }
}
