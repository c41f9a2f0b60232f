import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../clock';
import { IvsAccount } from './account';
import { CallLog, type RecordedCall } from './call-log';
import { FaultQueue } from './faults';
import { IvsError } from './ivs-error';
import { RateLimiter, type RateQuotas, serviceRateQuotas } from './rate-quotas';
import { findRoute, readAccessKeyId, readBody, readInput, type Route } from './request';
import { sendResponse } from './response';
import { type IvsResponse, handleCall, toErrorResponse, type Authorize, type IvsService } from './service';

export interface IvsServerOptions {
  /** The clock of quotas, delays and the default account. Default: the system clock. */
  clock?: Clock;
  /** The account to serve. Default: a new one, 123456789012 in us-east-1. */
  account?: IvsAccount;
  /** Port on 127.0.0.1. Default 0: any free one. */
  port?: number;
  /** Authorizes every permission that a call requires. Default: everything is allowed. */
  authorize?: Authorize;
  /** Calls per second: true for the service's quotas, or numbers by operation. Default: no limit. */
  quotas?: boolean | RateQuotas;
  /** Called for every call when its outcome is known. */
  onCall?: (call: RecordedCall) => void;
}

/** A running IVS server. */
export interface IvsServer {
  /** For instance `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly account: IvsAccount;
  readonly faults: FaultQueue;
  readonly calls: CallLog;
  /** Stops listening and breaks every open connection. */
  close(): Promise<void>;
}

/** The context of a request. */
interface Context {
  readonly service: IvsService;
  readonly clock: Clock;
  readonly faults: FaultQueue;
  readonly calls: CallLog;
  readonly onCall: ((call: RecordedCall) => void) | undefined;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

/** Starts an IVS server with the service's protocol on the loopback interface. */
export async function startIvsServer(options: IvsServerOptions = {}): Promise<IvsServer> {
  const { clock = systemClock, port = 0, authorize, onCall } = options;
  const account = options.account ?? new IvsAccount({ clock });
  const quotas = options.quotas === true ? serviceRateQuotas : options.quotas;
  const rateLimiter = quotas ? new RateLimiter(clock, quotas) : undefined;
  const closing = new AbortController();
  const [faults, calls] = [new FaultQueue(), new CallLog()];
  const service = { account, authorize, rateLimiter };
  const context: Context = { service, clock, faults, calls, onCall, closing: closing.signal };

  const server = createServer((request, response) => void handleRequest(context, request, response));
  // Only the client closes an idle connection; a close by the server would look like a fault.
  server.keepAliveTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, account, faults, calls, close: () => closeServer(server, closing) };
}

async function closeServer(server: Server, closing: AbortController): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  closing.abort();
  server.closeAllConnections();
  await closed;
}

async function handleRequest(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return;
  const { method = '', url = '' } = request;
  const route = findRoute(method, url);
  const input = route && attempt(() => readInput(route, body));
  const accessKeyId = attempt(() =>
    readAccessKeyId(request.headers.authorization, context.service.account.settings.region),
  );
  const recordOutcome = context.calls.begin({
    operation: route?.operation ?? `${method} ${url}`,
    input: input instanceof IvsError ? undefined : input,
    accessKeyId: accessKeyId instanceof IvsError ? undefined : accessKeyId,
    time: context.clock.now(),
  });
  const result = route
    ? await handleRoute(context, route, input, accessKeyId)
    : toErrorResponse(new IvsError('UnknownOperationException', `There is no operation ${method} ${url}`));
  if (!result) return;
  if (result.status !== undefined) {
    const call = recordOutcome(result.status);
    context.onCall?.(call);
  }
  sendResponse(response, result);
}

/** Returns undefined if the server has closed. */
async function handleRoute(
  { service, clock, faults, closing }: Context,
  { operation }: Route,
  input: unknown,
  accessKeyId: string | IvsError,
): Promise<IvsResponse | undefined> {
  if (accessKeyId instanceof IvsError) return toErrorResponse(accessKeyId);
  if (input instanceof IvsError) return toErrorResponse(input);
  const fault = faults.take(operation);
  try {
    if (fault?.kind === 'delay') await clock.sleep(fault.ms, closing);
    return handleCall(service, { operation, input, accessKeyId }, fault);
  } catch (error) {
    if (closing.aborted) return undefined;
    // A bug of this server or of a hook is reported, so that a test does not take it for a hang.
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return toErrorResponse(new IvsError('InternalServerException', `The IVS emulator failed: ${reason}`));
  }
}

/** Returns an IvsError instead of throwing it, so that the call is recorded before the response. */
function attempt<Value>(read: () => Value): Value | IvsError {
  try {
    return read();
  } catch (error) {
    if (error instanceof IvsError) return error;
    throw error;
  }
}
