import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpPut } from '../../../lambda/protocol/http-put';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((request, response) => {
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const forever = new AbortController().signal;
const urlOf = (scheme: string): URL =>
  new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=s`);

test('puts the body with the headers that the signature covers, and gives the status', async () => {
  const received: unknown[] = [];
  answer = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const body = Buffer.concat(chunks).toString();
      received.push({ method, url, type: headers['content-type'], length: headers['content-length'], body });
      response.writeHead(207).end('taken');
    });
  };
  expect(await httpPut(urlOf('http'), '{"Reason":"größer"}', forever)).toBe(207);
  expect(received).toEqual([
    { method: 'PUT', url: '/answer?X-Amz-Signature=s', type: '', length: '21', body: '{"Reason":"größer"}' },
  ]);
});

test('an https URL is spoken to in TLS only', async () => {
  answer = (_request, response) => response.end();
  await expect(httpPut(urlOf('https'), '{}', forever)).rejects.toMatchObject({
    code: expect.stringMatching(/SSL|EPROTO/) as unknown,
  });
});

test('a connection that breaks before the answer rejects', async () => {
  answer = (request) => request.socket.destroy();
  await expect(httpPut(urlOf('http'), '{}', forever)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a connection that breaks within the answer rejects', async () => {
  answer = (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => request.socket.destroy());
  };
  await expect(httpPut(urlOf('http'), '{}', forever)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('an aborted signal ends a PUT that is not answered', async () => {
  const controller = new AbortController();
  answer = () => {
    controller.abort();
  };
  await expect(httpPut(urlOf('http'), '{}', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
