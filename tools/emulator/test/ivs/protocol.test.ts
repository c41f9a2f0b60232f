import { IvsClient, ListRecordingConfigurationsCommand } from '@aws-sdk/client-ivs';
import { closeAfterEach, createConfiguration, getFailure, missingConfiguration, startIvs } from './test-server';

closeAfterEach();

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261101/us-east-1/ivs/aws4_request, SignedHeaders=host, Signature=0';

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly headers: Headers;
}

/** Sends one raw request. Default: signed. */
async function sendRequest(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { method: 'POST', headers: { authorization }, ...init });
  const { status, headers } = response;
  return { status, headers, type: headers.get('x-amzn-ErrorType'), text: await response.text() };
}

test('every response has a unique request id', async () => {
  const { server } = await startIvs();
  const list = `${server.endpoint}/ListRecordingConfigurations`;
  const ids = [await sendRequest(list), await sendRequest(list), await sendRequest(`${server.endpoint}/Nothing`)].map(
    ({ headers }) => headers.get('x-amzn-RequestId'),
  );
  expect(new Set(ids).size).toBe(3);
  expect(ids).not.toContain(null);
});

test('a success is JSON, and a Delete is 204 without a body', async () => {
  const { server, client } = await startIvs();
  const arn = await createConfiguration(client);
  const read = await sendRequest(`${server.endpoint}/GetRecordingConfiguration`, { body: JSON.stringify({ arn }) });
  expect(read).toMatchObject({ status: 200, type: null });
  expect(read.headers.get('content-type')).toBe('application/json');
  expect(JSON.parse(read.text)).toMatchObject({ recordingConfiguration: { arn } });
  const deletion = await sendRequest(`${server.endpoint}/DeleteRecordingConfiguration`, {
    body: JSON.stringify({ arn }),
  });
  expect(deletion).toMatchObject({ status: 204, type: null, text: '' });
  expect(deletion.headers.has('content-type')).toBe(false);
});

test('an error has its type in the header and its text in exceptionMessage', async () => {
  const { server } = await startIvs();
  const body = JSON.stringify({ arn: missingConfiguration });
  const reply = await sendRequest(`${server.endpoint}/GetRecordingConfiguration`, { body });
  expect(reply).toMatchObject({ status: 404, type: 'ResourceNotFoundException' });
  expect(JSON.parse(reply.text)).toEqual({
    exceptionMessage: `There is no recording configuration ${missingConfiguration}`,
  });
});

describe('requests without an operation', () => {
  const escaped = encodeURIComponent(missingConfiguration);

  test.each([
    ['a path that does not exist', 'POST', '/CreateStreamKey'],
    ['the root', 'POST', '/'],
    ['the wrong method', 'PUT', '/CreateRecordingConfiguration'],
    ['the wrong case', 'POST', '/createrecordingconfiguration'],
    ['tags without an ARN', 'GET', '/tags/'],
    ['tags of an ARN that is not URL-encoded', 'GET', `/tags/${missingConfiguration}`],
    ['tags with the wrong method', 'PATCH', `/tags/${escaped}`],
    ['the template of the path itself', 'POST', '/tags'],
  ])('%s is an unknown operation', async (_title, method, path) => {
    const { server } = await startIvs();
    const reply = await sendRequest(`${server.endpoint}${path}`, { method });
    expect(reply).toMatchObject({ status: 404, type: 'UnknownOperationException' });
    expect(server.calls.list()).toMatchObject([{ operation: `${method} ${path}`, status: 404 }]);
  });

  test('an unsigned request is rejected without an effect', async () => {
    const { server, account } = await startIvs();
    const body = JSON.stringify({ destinationConfiguration: { s3: { bucketName: 'recordings' } } });
    const reply = await sendRequest(`${server.endpoint}/CreateRecordingConfiguration`, { body, headers: {} });
    expect(reply).toMatchObject({ status: 403, type: 'MissingAuthenticationTokenException' });
    expect(account.recordingConfigurations()).toEqual([]);
    expect(server.calls.list()).toMatchObject([{ accessKeyId: undefined, status: 403 }]);
  });

  test('a signature without a credential is rejected', async () => {
    const { server } = await startIvs();
    const headers = { authorization: 'Bearer abc' };
    const reply = await sendRequest(`${server.endpoint}/ListRecordingConfigurations`, { headers });
    expect(reply).toMatchObject({ status: 403, type: 'IncompleteSignatureException' });
  });

  test.each([
    ['another Region', 'eu-west-1/ivs', "Credential should be scoped to a valid region, not 'eu-west-1'."],
    ['another service', 'us-east-1/ivsrealtime', "Credential should be scoped to correct service: 'ivs'."],
    [
      'both',
      'eu-west-1/s3',
      "Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'ivs'.",
    ],
  ])('a signature for %s is rejected without an effect', async (_title, scope, message) => {
    const { server, account } = await startIvs();
    const body = JSON.stringify({ destinationConfiguration: { s3: { bucketName: 'recordings' } } });
    const headers = { authorization: authorization.replace('us-east-1/ivs', scope) };
    const reply = await sendRequest(`${server.endpoint}/CreateRecordingConfiguration`, { body, headers });
    expect(reply).toMatchObject({ status: 403, type: 'InvalidSignatureException' });
    expect(JSON.parse(reply.text)).toEqual({ message });
    expect(account.recordingConfigurations()).toEqual([]);
  });

  test('the SDK’s signature has the Region and the service, and another Region is rejected', async () => {
    const { server } = await startIvs({ region: 'eu-west-1' });
    const send = async (region: string): Promise<unknown> => {
      const client = new IvsClient({ endpoint: server.endpoint, region, maxAttempts: 1 });
      try {
        return await client.send(new ListRecordingConfigurationsCommand({}));
      } finally {
        client.destroy();
      }
    };
    expect(await send('eu-west-1')).toMatchObject({ recordingConfigurations: [] });
    expect(await getFailure(send('us-east-1'))).toEqual({
      name: 'InvalidSignatureException',
      status: 403,
      text: "Credential should be scoped to a valid region, not 'us-east-1'.",
    });
  });

  test('the front end has its text in message, also for throttling', async () => {
    const { server } = await startIvs({}, { quotas: { ListRecordingConfigurations: 1 } });
    const list = `${server.endpoint}/ListRecordingConfigurations`;
    await sendRequest(list);
    expect(JSON.parse((await sendRequest(list)).text)).toEqual({
      message: 'Rate exceeded for ListRecordingConfigurations',
    });
    expect(JSON.parse((await sendRequest(`${server.endpoint}/Nothing`)).text)).toEqual({
      message: 'There is no operation POST /Nothing',
    });
    expect(JSON.parse((await sendRequest(list, { headers: {} })).text)).toMatchObject({
      message: expect.stringContaining('Authorization header is missing') as unknown,
    });
  });

  test.each(['{"arn":', 'arn', '[]', '"text"', 'null', '3'])('the body %s is not a JSON object', async (body) => {
    const { server } = await startIvs();
    const reply = await sendRequest(`${server.endpoint}/GetRecordingConfiguration`, { body });
    expect(reply).toMatchObject({ status: 400, type: 'SerializationException' });
  });

  test('an ARN with a broken escape is not valid', async () => {
    const { server } = await startIvs();
    const reply = await sendRequest(`${server.endpoint}/tags/arn%3`, { method: 'GET' });
    expect(reply).toMatchObject({ status: 400, type: 'ValidationException' });
  });
});

test('an empty body is an empty input', async () => {
  const { server } = await startIvs();
  expect(await sendRequest(`${server.endpoint}/ListRecordingConfigurations`)).toMatchObject({
    status: 200,
    text: '{"recordingConfigurations":[]}',
  });
});

test('calls are recorded with operation, input, key, time and status, until they are cleared', async () => {
  const { server } = await startIvs();
  await sendRequest(`${server.endpoint}/ListRecordingConfigurations`, { body: '{"maxResults":5}' });
  await sendRequest(`${server.endpoint}/GetRecordingConfiguration`, { body: '{}' });
  expect(server.calls.list()).toEqual([
    {
      operation: 'ListRecordingConfigurations',
      input: { maxResults: 5 },
      accessKeyId: 'AKIAEXAMPLE',
      time: expect.any(Number) as number,
      status: 200,
    },
    expect.objectContaining({ operation: 'GetRecordingConfiguration', status: 400 }),
  ]);
  expect(server.calls.list('GetRecordingConfiguration')).toHaveLength(1);
  server.calls.clear();
  expect(server.calls.list()).toEqual([]);
});

test('a closed server does not respond, and closing it again has no effect', async () => {
  const { server } = await startIvs();
  await server.close();
  await server.close();
  await expect(sendRequest(`${server.endpoint}/ListRecordingConfigurations`)).rejects.toThrow('fetch failed');
});

test('a second server on the same port fails with EADDRINUSE', async () => {
  const { server } = await startIvs();
  const port = Number(new URL(server.endpoint).port);
  await expect(startIvs({}, { port })).rejects.toThrow('EADDRINUSE');
});

test('a bug in a hook is reported', async () => {
  const hookError = new Error('the hook is broken');
  const authorize = (): never => {
    throw hookError;
  };
  const { server } = await startIvs({}, { authorize });
  const reply = await sendRequest(`${server.endpoint}/ListRecordingConfigurations`);
  expect(reply).toMatchObject({ status: 500, type: 'InternalServerException' });
  expect(reply.text).toContain('the hook is broken');
});
