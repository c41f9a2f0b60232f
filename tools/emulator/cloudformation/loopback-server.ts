import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { getErrorMessage } from './error-message';

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly endpoint: string;
  close(): Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void> | void;

/** Starts an HTTP server on the loopback interface. Default port: any free one. */
export async function startLoopbackServer(handle: RequestHandler, port = 0): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    void serve(request, response, handle);
  });
  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback server has no TCP address.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: RequestHandler): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await handle(request, response, Buffer.concat(chunks));
  } catch (error) {
    // The client closed the connection during its request.
    if (request.destroyed && !request.complete) return;
    if (!response.headersSent) response.writeHead(500);
    response.end(getErrorMessage(error));
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
