import { submitResponse, ResponseError } from '../../../lambda/custom-resource/submit-response';
import type { Put } from '../../../lambda/custom-resource/http-put';
import { startDeadline } from '../../../lambda/util/deadline';
import { formatMessage } from '../../../schema/messages';
import { VirtualClock } from '../../support/virtual-clock';

const RESPONSE_URL = new URL('https://x.s3.amazonaws.com/a?X-Amz-Signature=5ecre7');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Submits a response with these results of the PUTs, in order; the last one repeats. */
async function deliver(...results: (number | Error)[]) {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const attemptedAt: number[] = [];
  const signals: AbortSignal[] = [];
  const put: Put = (_url, _body, signal) => {
    attemptedAt.push(clock.now() - startedAt);
    signals.push(signal);
    const result = (results.length > 1 ? results.shift() : results[0]) ?? 200;
    return typeof result === 'number' ? Promise.resolve(result) : Promise.reject(result);
  };
  const deadline = startDeadline(clock, 20_000);
  const error: unknown = await submitResponse(
    { put, clock, random: () => 0.5, log: silent },
    RESPONSE_URL,
    '{}',
    deadline,
  ).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { clock, attemptedAt, signals, error };
}

test.each([200, 204, 299])('HTTP %d is a success', async (status) => {
  expect(await deliver(status)).toMatchObject({ attemptedAt: [0], error: undefined });
});

test.each([0, 199, 300, 307, 400, 403, 407, 409, 428, 430, 499])('HTTP %d is final', async (status) => {
  const { attemptedAt, error } = await deliver(status, 200);
  expect(attemptedAt).toEqual([0]);
  expect(error).toBeInstanceOf(ResponseError);
  expect(error).toMatchObject({
    name: 'ResponseError',
    message: formatMessage('ResponseRejected', { status }),
  });
});

test.each([408, 429, 500, 503, 599])('HTTP %d is retried with growing delays', async (status) => {
  const { attemptedAt, error } = await deliver(status, status, status, status, status, 200);
  expect(error).toBeUndefined();
  expect(attemptedAt).toEqual([0, 250, 750, 1_750, 3_750, 5_750]);
});

test('attempts continue until the next one would be too late, and the last error is thrown', async () => {
  const { clock, attemptedAt, error } = await deliver(503);
  expect(attemptedAt).toEqual([0, 250, 750, 1_750, 3_750, 5_750, 7_750, 9_750, 11_750, 13_750, 15_750, 17_750, 19_750]);
  expect(clock.now() - Date.UTC(2026, 0, 1)).toBe(19_750);
  expect(error).toMatchObject({
    name: 'ResponseError',
    message: formatMessage('ResponseRejected', { status: 503 }),
  });
});

test('an attempt that would begin at the deadline is not made', async () => {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const delivery = submitResponse(
    { put: () => Promise.resolve(503), clock, random: () => 0.5, log: silent },
    RESPONSE_URL,
    '{}',
    startDeadline(clock, 250),
  );
  await expect(delivery).rejects.toThrow(ResponseError);
  expect(clock.now()).toBe(startedAt);
});

test('the error for a network error has only its code, and the error as its cause', async () => {
  const broken = Object.assign(new Error(`connect ${RESPONSE_URL.href}`), { code: 'ECONNREFUSED' });
  const { error } = await deliver(broken);
  expect(error).toMatchObject({
    message: formatMessage('ResponseNotDelivered', { code: 'ECONNREFUSED' }),
    cause: broken,
  });
});

const notAnError = 'no connection' as unknown as Error;

test.each([new Error(`no ${RESPONSE_URL.href}`), notAnError])('%p has no code', async (broken) => {
  expect((await deliver(broken)).error).toMatchObject({
    message: formatMessage('ResponseNotDelivered', { code: 'no response' }),
  });
});

test('the signal of a finished attempt does not abort', async () => {
  const { clock, signals } = await deliver(500, 200);
  await clock.sleep(10_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
});
