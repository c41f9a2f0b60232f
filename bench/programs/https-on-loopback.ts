/**
 * Loaded before a peer's handler: leads its https to the loopback endpoint that plays the response bucket. The peers take
 * the host of a ResponseURL and not its port, and speak TLS only. Nobody's TLS is measured, then: ours is a plain http
 * ResponseURL. `require` gives the very object that the handlers use; an import would give a copy.
 */
import type * as Http from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const https = require('node:https') as { request: typeof Http.request };
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const http = require('node:http') as typeof Http;

https.request = ((options: RequestOptions, listener?: (response: IncomingMessage) => void): ClientRequest =>
  http.request({ ...options, port: process.env.BENCH_RESPONSE_PORT ?? null }, listener)) as typeof Http.request;
