import { formatMessage } from '../../schema/messages';
import { createBackOff } from '../util/back-off';
import type { Clock } from '../util/clock';
import { startDeadline, type Deadline } from '../util/deadline';
import type { Log } from '../util/logger';
import type { Put } from './http-put';

/** The response was not accepted. When this is thrown, Lambda delivers the request again and the work resumes. */
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
 * Sends the response to CloudFormation. Retries network errors, timeouts, throttling and server errors until the
 * deadline. Any other error is final.
 *
 * @throws ResponseError if the response was not accepted
 */
export async function submitResponse(
  { put, clock, random, log }: ResponseDependencies,
  url: URL,
  body: string,
  deadline: Deadline,
): Promise<void> {
  const backOff = createBackOff(500, 4_000, random);
  for (;;) {
    const failure = await attempt();
    if (failure === undefined) return;
    if (!failure.isRetryable) throw new ResponseError(failure.text, { cause: failure.cause });
    log.warn('Response not accepted; sending it again', { error: failure.text });
    const delay = backOff.next();
    if (delay >= deadline.remainingMs()) throw new ResponseError(failure.text, { cause: failure.cause });
    await clock.sleep(delay, deadline.signal);
  }

  async function attempt(): Promise<{ isRetryable: boolean; text: string; cause?: unknown } | undefined> {
    const limit = startDeadline(clock, ATTEMPT_MS, deadline);
    try {
      const status = await put(url, body, limit.signal);
      if (status >= 200 && status < 300) return undefined;
      return {
        isRetryable: status >= 500 || status === 429 || status === 408,
        text: formatMessage('ResponseRejected', { status }),
      };
    } catch (cause) {
      // The message of the cause may contain the URL, so report only its code.
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no response';
      return { isRetryable: true, text: formatMessage('ResponseNotDelivered', { code }), cause };
    } finally {
      limit.clear();
    }
  }
}
