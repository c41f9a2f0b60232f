import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpPut } from '../../../lambda/custom-resource/http-put';

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

test('sends the body with the signed headers and returns the status', async () => {
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

test('an https URL uses only TLS', async () => {
  answer = (_request, response) => response.end();
  await expect(httpPut(urlOf('https'), '{}', forever)).rejects.toMatchObject({
    code: expect.stringMatching(/SSL|EPROTO/) as unknown,
  });
});

test('a connection that breaks before the response rejects', async () => {
  answer = (request) => request.socket.destroy();
  await expect(httpPut(urlOf('http'), '{}', forever)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test.each<[body: string, writeBody: (response: ServerResponse) => void]>([
  ['is reset', (response) => response.write('half', () => response.destroy())],
  ['never ends', (response) => void response.write('half')],
  [
    'is longer than any buffer',
    (response) => {
      const chunk = Buffer.alloc(65_536);
      const send = (): void => {
        while (response.write(chunk));
        response.once('drain', send);
      };
      send();
    },
  ],
])('a status is valid even if the body of the response %s', async (_, writeBody) => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-length': 1_000_000_000 });
    writeBody(response);
  };
  expect(await httpPut(urlOf('http'), '{}', forever)).toBe(200);
});

test('the connection is closed after the status, so that it does not keep the process alive', async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (request, response) => {
      request.socket.once('close', resolve);
      response.writeHead(200).write('half');
    };
  });
  await httpPut(urlOf('http'), '{}', forever);
  await closed;
});

test('a signal that aborts after the status has no effect', async () => {
  const controller = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200).write('half');
  };
  expect(await httpPut(urlOf('http'), '{}', controller.signal)).toBe(200);
  controller.abort();
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test('an aborted signal ends a PUT without a response', async () => {
  const controller = new AbortController();
  answer = () => {
    controller.abort();
  };
  await expect(httpPut(urlOf('http'), '{}', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
