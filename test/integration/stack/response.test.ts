import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatMessage } from '../../../schema/messages';
import { BUCKET, recording, until, withFunction, type TestEnvironment } from './test-environment';

const RESOURCES = { Bucket: BUCKET, Recording: recording() };
const OUTPUTS = { Arn: { Value: { Ref: 'Recording' } } };

test.concurrent('a response is sent again after 503 twice and a broken connection, until it is accepted', async () => {
  await withFunction({}, async ({ aws, deploy, held, settled }) => {
    const { responses } = aws.cloudFormation;
    responses.faults.inject({ fault: { kind: 'status', status: 503 }, times: 2 });
    responses.faults.inject({ fault: { kind: 'drop' } });
    const { status, outputs } = await deploy('video', RESOURCES, OUTPUTS);
    await settled();
    expect(status).toBe('CREATE_COMPLETE');
    expect(responses.records.map(({ verdict }) => verdict)).toEqual(['faulted', 'faulted', 'faulted', 'accepted']);
    expect(new Set(responses.records.map(({ body }) => body)).size).toBe(1);
    expect(aws.lambda.invocations.map(({ redeliveries }) => redeliveries)).toEqual([0]);
    expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
  });
});

test.concurrent('an accepted response whose connection breaks is sent again unchanged', async () => {
  await withFunction({}, async ({ aws, deploy, settled }) => {
    const { responses } = aws.cloudFormation;
    responses.faults.inject({ fault: { kind: 'drop-after' } });
    expect(await deploy('video', RESOURCES)).toMatchObject({ status: 'CREATE_COMPLETE' });
    await settled();
    expect(responses.records.map(({ verdict }) => verdict)).toEqual(['accepted', 'duplicate']);
    expect(responses.records[1]?.body).toBe(responses.records[0]?.body);
  });
});

test.concurrent(
  'a rejected response fails the invocation, and the redelivered event responds with the same id',
  async () => {
    await withFunction({}, async ({ aws, deploy, held, settled }) => {
      aws.cloudFormation.responses.faults.inject({ fault: { kind: 'status', status: 403 } });
      const { status, outputs } = await deploy('video', RESOURCES, OUTPUTS);
      await settled();
      expect(status).toBe('CREATE_COMPLETE');
      const [invocation] = aws.lambda.invocations;
      expect(invocation?.attempts.map(({ outcome }) => outcome)).toEqual(['handler error', 'succeeded']);
      expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
    });
  },
);

test.concurrent('the SDK aborts a hanging Get after 10 s, and the function retries it', async () => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    aws.ivs.faults.add({ operation: 'GetRecordingConfiguration', kind: 'hang' });
    const deployed = deploy('video', RESOURCES, OUTPUTS);
    await until(() => aws.ivs.calls.list('GetRecordingConfiguration').length > 1);
    const { status, outputs } = await deployed;
    expect(status).toBe('CREATE_COMPLETE');
    expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
    expect(aws.lambda.logs.filter(({ text }) => text.includes('"kind":"ServiceUnavailable"'))).toHaveLength(1);
  });
});

describe('an invalid event', () => {
  const IDS = {
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/video/0',
    logicalId: 'Recording',
    requestId: 'request-1',
  };
  const event = (ResponseURL: string): Record<string, unknown> => ({
    RequestType: 'Create',
    ResponseURL,
    StackId: IDS.stackId,
    RequestId: IDS.requestId,
    LogicalResourceId: IDS.logicalId,
    ResourceProperties: { DestinationConfiguration: { S3: { BucketName: 'stream-archive' } } },
  });

  const expectNoCalls = ({ aws }: TestEnvironment): void => {
    expect(aws.ivs.calls.list()).toEqual([]);
    expect(aws.cloudFormation.api.calls).toEqual([]);
  };

  test.concurrent.each<[string, Record<string, unknown>, reason: string]>([
    ['an unknown type', { RequestType: 'Destroy' }, formatMessage('InvalidRequestType', { value: '"Destroy"' })],
    [
      'an update without a physical id',
      { RequestType: 'Update' },
      formatMessage('InvalidPhysicalResourceId', { type: 'Update', limit: 1024 }),
    ],
    ['no properties', { ResourceProperties: undefined }, 'InvalidProperties: Properties is undefined: '],
    ['properties of a wrong type', { ResourceProperties: ['x'] }, 'InvalidProperties: Properties is ["x"]: '],
  ])('gets a FAILED response with the reason (%s), and IVS is not called', async (_what, change, reason) => {
    await withFunction({}, async (world) => {
      const { aws, functionArn, settled } = world;
      const { url, response: submitted } = aws.cloudFormation.responses.expect(IDS);
      aws.lambda.invokeAsync(functionArn, { ...event(url), ...change });
      expect(await submitted).toMatchObject({
        status: 'FAILED',
        reason: expect.stringContaining(reason) as unknown,
        physicalId: 'failed-creation-request-1',
      });
      await settled();
      expectNoCalls(world);
    });
  });

  test.concurrent.each(['invalid', 'on another host'])('is rejected if its response URL is %s', async (where) => {
    await withFunction({ redeliveryDelays: [] }, async (world) => {
      const { aws, functionArn } = world;
      const url = where === 'invalid' ? 'not a URL' : 'https://127.0.0.1.example.com/a?Signature=sw0rdf1sh';
      const invocation = aws.lambda.invokeAsync(functionArn, event(url));
      await invocation.completed;
      expect(invocation.attempts).toMatchObject([
        { outcome: 'handler error', result: { error: { errorType: 'NoResponseTargetError' } } },
      ]);
      expectNoCalls(world);
    });
  });

  test.concurrent('gets no response over https to loopback, or over plain http to another host', async () => {
    const received: string[] = [];
    const server = createServer((request, response) => {
      received.push(request.url ?? '');
      response.end();
    });
    server.on('connection', () => received.push('connection'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await withFunction({ redeliveryDelays: [] }, async (world) => {
        const urls = [
          `https://127.0.0.1:${port}/a?Signature=s3cr3t`,
          `http://127.0.0.1.nip.invalid:${port}/a?Signature=s3cr3t`,
        ];
        for (const url of urls) {
          const invocation = world.aws.lambda.invokeAsync(world.functionArn, event(url));
          await invocation.completed;
          expect(invocation.attempts).toMatchObject([
            { result: { error: { errorMessage: expect.stringMatching(/^ResponseUrlNotAllowed: /) as unknown } } },
          ]);
        }
        expectNoCalls(world);
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(received).toEqual([]);
  });
});
