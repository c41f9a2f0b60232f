import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { IvsResponse } from './service';

/** Sends a response, or applies its delivery to the connection. */
export function sendResponse(response: ServerResponse, { status, errorType, body, delivery }: IvsResponse): void {
  if (delivery === 'withheld') return;
  if (delivery === 'dropped' || status === undefined) {
    response.socket?.destroy();
    return;
  }
  const text = body && delivery !== 'empty' ? JSON.stringify(body) : '';
  // A truncated response closes its connection, as a failing proxy does.
  const sent = delivery === 'truncated' ? text.slice(0, Math.ceil(text.length / 2)) : text;
  response.writeHead(status, {
    'x-amzn-RequestId': randomUUID(),
    ...(errorType && { 'x-amzn-ErrorType': errorType }),
    ...(status !== 204 && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(sent) }),
    ...(delivery === 'truncated' && { Connection: 'close' }),
  });
  response.end(sent);
}
