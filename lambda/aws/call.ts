import { AwsCallError, type AwsCallErrorKind } from './aws-call-error';

/** How long AWS may take to respond to one call; it responds in well under a second. */
const CALL_MS = 10_000;

/**
 * Makes one call to AWS and turns whatever goes wrong into an AwsCallError, or into the signal's reason once that is
 * aborted.
 *
 * @param action - the IAM action of the call
 * @param send - makes the call
 * @param limitMs - how long it may take, in milliseconds. Default 10 s.
 */
export async function callAws<Output>(
  action: string,
  signal: AbortSignal,
  send: (options: { abortSignal: AbortSignal }) => Promise<Output>,
  limitMs = CALL_MS,
): Promise<Output> {
  signal.throwIfAborted();
  const limit = limitCall(signal, limitMs);
  try {
    return await send({ abortSignal: limit.signal });
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) {
      throw new AwsCallError('ServiceUnavailable', action, `no answer within ${limitMs / 1000} s`, { cause: error });
    }
    throw new AwsCallError(classify(error), action, describe(error), { cause: error });
  } finally {
    limit.clear();
  }
}

/**
 * A signal that is aborted with the other one, or after the longest time of a call. Made by hand: in Node.js 20,
 * AbortSignal.any may let a signal of AbortSignal.timeout be collected before its time, which then never comes.
 */
function limitCall(signal: AbortSignal, limitMs: number): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  const timer = setTimeout(abort, limitMs);
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}

const KIND_OF_NAME: Readonly<Record<string, AwsCallErrorKind>> = {
  PendingVerification: 'PendingVerification',
  ThrottlingException: 'Throttling',
  // The AWS Query protocol's words, with HTTP 400.
  Throttling: 'Throttling',
  RequestLimitExceeded: 'Throttling',
  // Node.js's word for a host name that no name server knows.
  ENOTFOUND: 'EndpointNotFound',
};

const KIND_OF_STATUS: Readonly<Record<number, AwsCallErrorKind>> = {
  402: 'ServiceLimitExceeded',
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'NotFound',
  409: 'ResourceConflict',
  429: 'Throttling',
};

function classify(error: unknown): AwsCallErrorKind {
  const { name, status } = readError(error);
  const known = KIND_OF_NAME[name] ?? KIND_OF_STATUS[status];
  if (known !== undefined) return known;
  // Anything but a clear refusal leaves open whether the call was carried out, an unreadable success included.
  return status >= 400 && status < 500 ? 'InvalidRequest' : 'ServiceUnavailable';
}

function describe(error: unknown): string {
  const { name, text } = readError(error);
  return text === '' || text === 'UnknownError' ? name : text;
}

interface ErrorFields {
  readonly name: string;
  /** The HTTP status of the answer; 0 if there was none. */
  readonly status: number;
  readonly text: string;
}

function readError(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { name: 'Error', status: 0, text: String(error) };
  const { exceptionMessage, $metadata, code } = error as Error & {
    /** Where IVS puts its text; the SDK reads `message` only. */
    readonly exceptionMessage?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: string;
  };
  return {
    name: error.name === 'Error' && code !== undefined ? code : error.name,
    status: $metadata?.httpStatusCode ?? 0,
    text: exceptionMessage ?? error.message,
  };
}
