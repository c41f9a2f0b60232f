import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { callAws } from '../../../lambda/aws/call';

const ACTION = 'ivs:GetRecordingConfiguration';
const patient = new AbortController().signal;

/** The result of a call whose client throws this value. */
async function errorOf(thrown: unknown): Promise<unknown> {
  try {
    await callAws(ACTION, patient, () => Promise.reject(thrown as Error));
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded, expected an error.');
}

/** An error as the SDK throws it. */
const sdkError = (name: string, status: number | undefined, more: object = {}): Error =>
  Object.assign(new Error('said the service'), { name, $metadata: { httpStatusCode: status }, ...more });

/** A client that never responds, and ends when its signal aborts. */
const hang = ({ abortSignal }: { abortSignal: AbortSignal }): Promise<never> =>
  new Promise((_resolve, reject) => {
    abortSignal.addEventListener('abort', () => {
      reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    });
  });

test('a response is returned unchanged', async () => {
  expect(await callAws(ACTION, patient, () => Promise.resolve('answer'))).toBe('answer');
});

test.each<[status: number | undefined, kind: AwsCallErrorKind]>([
  [400, 'InvalidRequest'],
  [401, 'AccessDenied'],
  [402, 'ServiceLimitExceeded'],
  [403, 'AccessDenied'],
  [404, 'NotFound'],
  [409, 'ResourceConflict'],
  [422, 'InvalidRequest'],
  [429, 'Throttling'],
  [499, 'InvalidRequest'],
  [200, 'ServiceUnavailable'],
  [399, 'ServiceUnavailable'],
  [500, 'ServiceUnavailable'],
  [503, 'ServiceUnavailable'],
  [undefined, 'ServiceUnavailable'],
])('HTTP %p is %s', async (status, kind) => {
  const error = await errorOf(sdkError('SomeException', status));
  expect(error).toBeInstanceOf(AwsCallError);
  expect(error).toMatchObject({ name: 'AwsCallError', kind, action: ACTION, message: 'said the service' });
});

test.each<[name: string, kind: AwsCallErrorKind]>([
  ['PendingVerification', 'PendingVerification'],
  ['ThrottlingException', 'Throttling'],
  ['Throttling', 'Throttling'],
  ['RequestLimitExceeded', 'Throttling'],
])('%s is %s, whatever the status', async (name, kind) => {
  expect(await errorOf(sdkError(name, 400))).toMatchObject({ kind });
});

test.each<[title: string, thrown: unknown, message: string]>([
  ['the service’s own words before the SDK’s', sdkError('X', 400, { exceptionMessage: 'own words' }), 'own words'],
  ['the name where there are no words', Object.assign(sdkError('Forbidden', 403), { message: '' }), 'Forbidden'],
  [
    'the name where the SDK knows none',
    Object.assign(sdkError('Forbidden', 403), { message: 'UnknownError' }),
    'Forbidden',
  ],
  [
    'the code of a connection that broke without words',
    Object.assign(new Error(''), { code: 'ECONNRESET' }),
    'ECONNRESET',
  ],
  [
    'the name of an error that has a code and no words',
    Object.assign(new Error(''), { name: 'AggregateError', code: 'ECONNREFUSED' }),
    'AggregateError',
  ],
  ['nothing but that there was an error', new Error(''), 'Error'],
  ['what was thrown and is no error', 'out of luck', 'out of luck'],
  ['that there was an error, where nothing was thrown', '', 'Error'],
])('the error shows %s', async (_title, thrown, message) => {
  expect(await errorOf(thrown)).toMatchObject({ message, cause: thrown });
});

test('an unknown host name is EndpointNotFound: no request was sent', async () => {
  const cause = Object.assign(new Error('getaddrinfo ENOTFOUND ivs.eu-north-1.amazonaws.com'), { code: 'ENOTFOUND' });
  expect(await errorOf(cause)).toMatchObject({ kind: 'EndpointNotFound', message: cause.message, cause });
});

test('a thrown value that is not an Error is ServiceUnavailable', async () => {
  expect(await errorOf('out of luck')).toMatchObject({ kind: 'ServiceUnavailable' });
});

test('an aborted signal prevents the call', async () => {
  const send = jest.fn(() => Promise.resolve());
  await expect(callAws(ACTION, AbortSignal.abort(new RangeError('over')), send)).rejects.toThrow(RangeError);
  expect(send).not.toHaveBeenCalled();
});

test('a signal that aborts during the call ends it with its reason', async () => {
  const controller = new AbortController();
  const call = callAws(ACTION, controller.signal, hang);
  controller.abort(new RangeError('over'));
  await expect(call).rejects.toThrow(RangeError);
});

describe('the timeout of a call', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is ten seconds', async () => {
    let isOver = false;
    const call = callAws(ACTION, patient, hang)
      .catch((error: unknown) => error)
      .finally(() => {
        isOver = true;
      });
    await jest.advanceTimersByTimeAsync(9_999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({
      kind: 'ServiceUnavailable',
      action: ACTION,
      message: 'no response within 10 s',
      cause: { name: 'AbortError' },
    });
  });

  test('is longer if the caller sets it', async () => {
    const call = callAws(ACTION, patient, hang, 30_000).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ kind: 'ServiceUnavailable', message: 'no response within 30 s' });
  });

  test('ends with the call: its timer and the other signal have no effect afterward', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    for (const outcome of [Promise.resolve(), Promise.reject(new Error('x'))]) {
      await callAws(ACTION, controller.signal, ({ abortSignal }) => {
        signals.push(abortSignal);
        return outcome;
      }).catch(() => undefined);
    }
    expect(jest.getTimerCount()).toBe(0);
    controller.abort();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});
