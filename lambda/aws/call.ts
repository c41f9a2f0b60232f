import { AwsCallError, type AwsCallErrorKind } from './aws-call-error';

/** Timeout of one call. AWS usually responds within a second. */
const CALL_MS = 10_000;

/**
 * Makes one AWS call. Converts any error into an AwsCallError, or into the signal's reason if the signal is aborted.
 *
 * @param action - the IAM action of the call
 * @param send - makes the call
 * @param limitMs - timeout of the call in milliseconds. Default 10 s.
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
      throw new AwsCallError('ServiceUnavailable', action, `no response within ${limitMs / 1000} s`, { cause: error });
    }
    throw new AwsCallError(classify(error), action, describe(error), { cause: error });
  } finally {
    limit.clear();
  }
}

/**
 * Returns a signal that is aborted with the given one, or after the timeout. AbortSignal.any is not used, because in
 * Node.js 20 it may let a signal of AbortSignal.timeout be garbage-collected before it fires.
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
  // Codes of the AWS Query protocol, with HTTP 400.
  Throttling: 'Throttling',
  RequestLimitExceeded: 'Throttling',
  // The Node.js code for a host name that cannot be resolved.
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
  // Without a clear rejection the outcome of the call is unknown, also for a success that cannot be parsed.
  return status >= 400 && status < 500 ? 'InvalidRequest' : 'ServiceUnavailable';
}

function describe(error: unknown): string {
  const { name, text } = readError(error);
  return text === '' || text === 'UnknownError' ? name : text;
}

interface ErrorFields {
  readonly name: string;
  /** The HTTP status of the response; 0 if there was none. */
  readonly status: number;
  readonly text: string;
}

function readError(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { name: 'Error', status: 0, text: String(error) };
  const { exceptionMessage, $metadata, code } = error as Error & {
    /** IVS puts its message here; the SDK reads only `message`. */
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
