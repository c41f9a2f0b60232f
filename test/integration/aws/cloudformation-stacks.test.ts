import { loadCloudFormationClient } from '../../../lambda/aws/clients';
import { createCloudFormationStacks } from '../../../lambda/aws/cloudformation-stacks';
import type { Stacks } from '../../../lambda/aws/stacks';
import { isSuccessfulEnd } from '../../../lambda/recording-configuration/stack-history';
import { startEmulator, type Emulator } from '../../../tools/emulator/aws';
import { startLoopbackServer } from '../../../tools/emulator/cloudformation/loopback-server';
import { renderXml } from '../../../tools/emulator/cloudformation/xml';
import { closeAfterEach, closeLater, patient, errorOf } from './ports';

closeAfterEach();

let aws: Emulator;
let stackId: string;
let denial: string | undefined;
const NO_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/none/0';

beforeAll(async () => {
  aws = await startEmulator({ authorize: () => denial });
  const deploy = (BucketName: string, more: object = {}): Promise<unknown> =>
    aws.cloudFormation.deploy({
      stackName: 'video',
      template: { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } }, ...more } },
    });
  await deploy('first');
  await deploy('second');
  // This update does not change the bucket, so the bucket has no newer IN_PROGRESS event.
  await deploy('second', { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } });
  stackId = aws.cloudFormation.describe('video')?.id ?? '';
});
afterAll(() => aws.close());
beforeEach(() => {
  denial = undefined;
});

function createStacks(endpoint = aws.cloudFormation.api.endpoint): Stacks {
  process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = endpoint;
  return createCloudFormationStacks(async () => {
    const loaded = await loadCloudFormationClient();
    closeLater(() => {
      loaded.client.destroy();
    });
    return loaded;
  });
}

test('describeResource returns the status, its time, and the physical id', async () => {
  expect(await createStacks().describeResource(stackId, 'Bucket', patient())).toEqual({
    status: 'UPDATE_COMPLETE',
    physicalId: 'second',
    updatedAt: expect.any(Number) as number,
  });
});

test('describeStack returns the status and the root id of a stack that is not nested', async () => {
  expect(await createStacks().describeStack(stackId, patient())).toEqual({
    status: 'UPDATE_COMPLETE',
    rootId: stackId,
  });
});

test('listEvents returns the events of the stack and of its resources, the newest first', async () => {
  const { events, nextToken } = await createStacks().listEvents(stackId, undefined, patient());
  expect(nextToken).toBeUndefined();
  const ofBucket = events.filter(({ logicalId }) => logicalId === 'Bucket');
  expect(ofBucket.find(({ status }) => status === 'UPDATE_IN_PROGRESS')).toMatchObject({
    physicalId: 'first',
    properties: { BucketName: 'second' },
  });
  expect(ofBucket.at(-1)).toMatchObject({ status: 'CREATE_IN_PROGRESS', properties: { BucketName: 'first' } });
  expect(events[0]).toMatchObject({ physicalId: stackId, status: 'UPDATE_COMPLETE' });
  const times = events.map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(Math.abs(Date.now() - (times[0] ?? 0))).toBeLessThan(600_000);
});

test('the events distinguish a completed creation from one that was rolled back', async () => {
  const bucket = (BucketName: string): object => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
  const stacks = createStacks();
  const hasSucceeded = async (stackName: string): Promise<boolean> => {
    const id = aws.cloudFormation.describe(stackName)?.id ?? '';
    const { events } = await stacks.listEvents(id, undefined, patient());
    return events.some((event) => isSuccessfulEnd(event, id));
  };
  await aws.cloudFormation.deploy({ stackName: 'good', template: { Resources: { Bucket: bucket('good') } } });
  expect(await hasSucceeded('good')).toBe(true);
  await aws.cloudFormation.deploy({
    stackName: 'bad',
    template: { Resources: { Bucket: bucket('bad'), Other: { Type: 'Test::Fail', DependsOn: 'Bucket' } } },
  });
  expect(await hasSucceeded('bad')).toBe(false);
});

test('an unknown stack and an unknown resource are distinguished', async () => {
  const stacks = createStacks();
  expect(await stacks.describeResource(NO_STACK, 'Bucket', patient())).toBe('no-stack');
  expect(await stacks.describeResource(stackId, 'None', patient())).toBe('absent');
  expect(await stacks.describeStack(NO_STACK, patient())).toBeUndefined();
  expect(await stacks.listEvents(NO_STACK, undefined, patient())).toEqual({ events: [], nextToken: undefined });
});

const CALLS: readonly [string, (stacks: Stacks, signal: AbortSignal) => Promise<unknown>][] = [
  ['DescribeStackResource', (stacks, signal) => stacks.describeResource(stackId, 'Bucket', signal)],
  ['DescribeStackEvents', (stacks, signal) => stacks.listEvents(stackId, undefined, signal)],
  ['DescribeStacks', (stacks, signal) => stacks.describeStack(stackId, signal)],
];

describe.each(CALLS)('%s', (name, call) => {
  test.each([
    ['Throttling', { kind: 'throttle' }, 'Rate exceeded'],
    ['ServiceUnavailable', { kind: 'status', status: 503 }, 'Injected'],
    ['ServiceUnavailable', { kind: 'status', status: 500 }, 'Injected'],
    ['ServiceUnavailable', { kind: 'drop' }, /./],
    ['ServiceUnavailable', { kind: 'drop-after' }, /./],
    ['InvalidRequest', { kind: 'status', status: 400 }, 'Injected'],
  ] as const)('fails with %s after %j and is sent once', async (kind, fault, message) => {
    const { faults, calls } = aws.cloudFormation.api;
    const before = calls.length;
    faults.inject({ fault });
    expect(await errorOf(call(createStacks(), patient()))).toEqual({
      kind,
      action: `cloudformation:${name}`,
      message: expect.stringMatching(message) as unknown,
    });
    expect(calls.length - before).toBeLessThanOrEqual(1);
    faults.clear();
  });

  test('fails with AccessDenied and the message of CloudFormation', async () => {
    denial = 'not authorized to perform it';
    expect(await errorOf(call(createStacks(), patient()))).toMatchObject({ kind: 'AccessDenied', message: denial });
  });

  test('rejects with the reason of an aborted signal', async () => {
    aws.cloudFormation.api.faults.inject({ fault: { kind: 'hang' } });
    const reason = new Error('the time is up');
    const controller = new AbortController();
    const pending = call(createStacks(), controller.signal);
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    await expect(pending).rejects.toBe(reason);
    aws.cloudFormation.api.faults.clear();
  });
});

describe('the events of a long history', () => {
  interface PagedEvent {
    readonly id: string;
    readonly status: string;
    readonly reason?: string;
    readonly properties?: string;
  }

  /** Starts a server that returns only these pages of events. */
  async function startPages(pages: readonly (readonly PagedEvent[])[]): Promise<Stacks> {
    const server = await startLoopbackServer((_request, response, body) => {
      const page = Number(new URLSearchParams(body.toString('utf8')).get('NextToken') ?? 0);
      const events = (pages[page] ?? []).map(({ id, status, reason, properties }) => ({
        StackId: stackId,
        StackName: 'video',
        EventId: `${page}`,
        Timestamp: '2026-01-01T00:00:00.000Z',
        LogicalResourceId: id,
        ResourceStatus: status,
        ResourceStatusReason: reason,
        ResourceProperties: properties,
      }));
      const next = page + 1 < pages.length ? String(page + 1) : undefined;
      const result = renderXml({ StackEvents: events, NextToken: next });
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<DescribeStackEventsResponse><DescribeStackEventsResult>${result}</DescribeStackEventsResult></DescribeStackEventsResponse>`,
      );
    });
    closeLater(() => server.close());
    return createStacks(server.endpoint);
  }

  const begun = (properties?: string, reason?: string): PagedEvent => ({
    id: 'Recording',
    status: 'CREATE_IN_PROGRESS',
    reason,
    properties,
  });

  test('are returned page by page', async () => {
    const stacks = await startPages([[begun('{"a":"1"}', 'Requested')], [], [begun('{"a":"0"}')]]);
    const event = { at: Date.UTC(2026, 0, 1), logicalId: 'Recording', physicalId: '', status: 'CREATE_IN_PROGRESS' };
    expect(await stacks.listEvents(stackId, undefined, patient())).toEqual({
      events: [{ ...event, reason: 'Requested', properties: { a: '1' } }],
      nextToken: '1',
    });
    expect(await stacks.listEvents(stackId, '1', patient())).toEqual({ events: [], nextToken: '2' });
    expect(await stacks.listEvents(stackId, '2', patient())).toEqual({
      events: [{ ...event, reason: '', properties: { a: '0' } }],
      nextToken: undefined,
    });
  });

  test.each([undefined, '{"a":'])('have no properties if CloudFormation returns %p', async (properties) => {
    const stacks = await startPages([[begun(properties)]]);
    const { events } = await stacks.listEvents(stackId, undefined, patient());
    expect(events).toMatchObject([{ logicalId: 'Recording', properties: undefined }]);
  });
});

test('the client is loaded once, at the first call', async () => {
  process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = aws.cloudFormation.api.endpoint;
  let loads = 0;
  const stacks = createCloudFormationStacks(() => {
    loads += 1;
    return loadCloudFormationClient();
  });
  expect(loads).toBe(0);
  await stacks.describeStack(stackId, patient());
  await stacks.describeResource(stackId, 'Bucket', patient());
  expect(loads).toBe(1);
});
