import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { parseResponse } from './response';
import type { CustomResourceResponse, ResponseTarget, Violation } from './response';
import { applyFault, createFaultQueue } from './faults';
import type { FaultQueue } from './faults';
import { startLoopbackServer } from './loopback-server';

/** One HTTP request to the response endpoint, and its verdict. */
export interface ResponseRecord {
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly address: ResponseTarget | undefined;
  readonly body: string;
  readonly bytes: number;
  /**
   * `accepted`: the valid response. `violation`: the first response is not valid, so the resource fails. `duplicate`: a
   * further response. `late`: CloudFormation no longer waits. `refused`: S3 rejected the request. `faulted`: an
   * injected fault applied.
   */
  readonly verdict: 'accepted' | 'violation' | 'duplicate' | 'late' | 'refused' | 'faulted';
  readonly problem: string | undefined;
}

export interface ExpectedResponse {
  readonly url: string;
  readonly response: Promise<CustomResourceResponse | Violation>;
  /** Stops waiting: a later response is `late`. */
  expire(): void;
}

export interface ResponseEndpoint {
  readonly endpoint: string;
  readonly records: readonly ResponseRecord[];
  readonly faults: FaultQueue;
  expect(address: ResponseTarget): ExpectedResponse;
  close(): Promise<void>;
}

interface Expectation {
  readonly address: ResponseTarget;
  readonly expiresAt: number;
  readonly resolve: (response: CustomResourceResponse | Violation) => void;
  state: 'open' | 'received' | 'expired';
}

/** The observed lifetime of presigned response URLs. */
const URL_LIFETIME_SECONDS = 7200;

/** The S3 endpoint of response URLs: one presigned URL per request, valid for one PUT. */
export async function startResponseEndpoint({ clock }: { readonly clock: Clock }): Promise<ResponseEndpoint> {
  const secret = randomUUID();
  const faults = createFaultQueue();
  const records: ResponseRecord[] = [];
  const expectations = new Map<string, Expectation>();
  const server = await startLoopbackServer(receive);

  return {
    endpoint: server.endpoint,
    records,
    faults,
    expect(address) {
      const { promise, resolve } = createDeferred<CustomResourceResponse | Violation>();
      const key = encodeURIComponent(`${address.stackId}|${address.logicalId}|${address.requestId}`);
      const expires = Math.floor(clock.now() / 1000) + URL_LIFETIME_SECONDS;
      const query = new URLSearchParams({
        AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        Expires: String(expires),
        Signature: createHash('sha256').update(`${secret}/${key}/${expires}`).digest('base64'),
      });
      const path = `/${key}?${query.toString()}`;
      const expectation: Expectation = { address, expiresAt: expires * 1000, resolve, state: 'open' };
      expectations.set(path, expectation);
      return {
        url: server.endpoint + path,
        response: promise,
        expire() {
          if (expectation.state === 'open') expectation.state = 'expired';
        },
      };
    },
    close: () => server.close(),
  };

  async function receive(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    const { method = '', url: path = '' } = request;
    const expectation = expectations.get(path);
    const record = (verdict: ResponseRecord['verdict'], problem?: string): void => {
      const text = body.toString('utf8');
      const { address } = expectation ?? { address: undefined };
      const receivedAt = clock.now();
      records.push({ receivedAt, method, path, address, body: text, bytes: body.length, verdict, problem });
    };
    const reply = (status: number, code?: string): void => {
      response.writeHead(status, code === undefined ? {} : { 'content-type': 'application/xml' });
      response.end(
        code === undefined ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`,
      );
    };

    const fault = faults.take('PutObject');
    const next = await applyFault(fault, { request, response, clock }, (status) => {
      reply(status, status === 503 ? 'SlowDown' : status === 403 ? 'AccessDenied' : 'InternalError');
    });
    if (next === 'done') {
      record('faulted', fault?.kind);
      return;
    }
    const rejection = findRequestProblem(request, expectation);
    if (rejection !== undefined) {
      record('refused', rejection.problem);
      reply(rejection.status, rejection.code);
      return;
    }
    if (expectation !== undefined) accept(expectation, body, record);
    if (next === 'proceed') reply(200);
  }

  function findRequestProblem(
    { method, headers }: IncomingMessage,
    expectation: Expectation | undefined,
  ): { status: number; code: string; problem: string } | undefined {
    const unsigned = (problem: string): ReturnType<typeof findRequestProblem> => {
      return { status: 403, code: 'SignatureDoesNotMatch', problem };
    };
    if (expectation === undefined) return unsigned('The URL is unknown.');
    if (method !== 'PUT') return unsigned(`The URL is signed for PUT, not for ${method ?? 'no method'}.`);
    if ((headers['content-type'] ?? '') !== '') {
      return unsigned(`The URL is signed for an empty content-type, not for ${headers['content-type'] ?? ''}.`);
    }
    if (headers['content-length'] === undefined) {
      return { status: 411, code: 'MissingContentLength', problem: 'S3 needs a content-length.' };
    }
    if (clock.now() > expectation.expiresAt) {
      return { status: 403, code: 'AccessDenied', problem: 'The URL has expired.' };
    }
    return undefined;
  }

  function accept(
    expectation: Expectation,
    body: Buffer,
    record: (verdict: ResponseRecord['verdict'], problem?: string) => void,
  ): void {
    if (expectation.state !== 'open') {
      record(expectation.state === 'received' ? 'duplicate' : 'late');
      return;
    }
    const response = parseResponse(body, expectation.address);
    expectation.state = 'received';
    if ('violation' in response) record('violation', response.violation);
    else record('accepted');
    expectation.resolve(response);
  }
}

function createDeferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
