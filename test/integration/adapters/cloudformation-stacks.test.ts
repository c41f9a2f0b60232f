import { loadCloudFormationClient } from '../../../lambda/aws/clients';
import { createCloudFormationStacks } from '../../../lambda/aws/cloudformation-stacks';
import type { Stacks } from '../../../lambda/aws/stacks';
import { startEmbeddedAws, type EmbeddedAws } from '../../../local/aws';
import { startLoopbackServer } from '../../../local/cloudformation/loopback-server';
import { renderXml } from '../../../local/cloudformation/xml';
import { closeAfterEach, closeLater, patient, refusalOf } from './ports';

closeAfterEach();

let aws: EmbeddedAws;
let stackId: string;
let denial: string | undefined;
const NO_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/none/0';

beforeAll(async () => {
  aws = await startEmbeddedAws({ authorize: () => denial });
  const deploy = (BucketName: string, more: object = {}): Promise<unknown> =>
    aws.cloudFormation.deploy({
      stackName: 'video',
      template: { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } }, ...more } },
    });
  await deploy('first');
  await deploy('second');
  // Its bucket is left as it is, so no newer event of it begins anything.
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

test('describeResource gives the status and the physical id', async () => {
  expect(await createStacks().describeResource(stackId, 'Bucket', patient())).toEqual({
    status: 'UPDATE_COMPLETE',
    physicalId: 'second',
  });
});

test('describeStatus gives the status of the stack', async () => {
  expect(await createStacks().describeStatus(stackId, patient())).toBe('UPDATE_COMPLETE');
});

test('describeGoal gives the properties of the newest event that began a creation or an update', async () => {
  expect(await createStacks().describeGoal(stackId, 'Bucket', patient())).toEqual({ BucketName: 'second' });
});

test('isCreationFinal tells a creation that a finished operation followed from one that is rolled back', async () => {
  const bucket = (BucketName: string): object => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
  const stacks = createStacks();
  const look = async (stackName: string): Promise<boolean> => {
    const id = aws.cloudFormation.describe(stackName)?.id ?? '';
    return stacks.isCreationFinal(id, 'Bucket', patient());
  };
  await aws.cloudFormation.deploy({ stackName: 'good', template: { Resources: { Bucket: bucket('good') } } });
  expect(await look('good')).toBe(true);
  await aws.cloudFormation.deploy({
    stackName: 'bad',
    template: { Resources: { Bucket: bucket('bad'), Other: { Type: 'Test::Fail', DependsOn: 'Bucket' } } },
  });
  expect(await look('bad')).toBe(false);
});

test('what CloudFormation does not know is undefined', async () => {
  const stacks = createStacks();
  expect(await stacks.describeResource(NO_STACK, 'Bucket', patient())).toBeUndefined();
  expect(await stacks.describeResource(stackId, 'None', patient())).toBeUndefined();
  expect(await stacks.describeStatus(NO_STACK, patient())).toBeUndefined();
  expect(await stacks.describeGoal(NO_STACK, 'Bucket', patient())).toBeUndefined();
  expect(await stacks.describeGoal(stackId, 'None', patient())).toBeUndefined();
});

const CALLS: readonly [string, (stacks: Stacks, signal: AbortSignal) => Promise<unknown>][] = [
  ['DescribeStackResource', (stacks, signal) => stacks.describeResource(stackId, 'Bucket', signal)],
  ['DescribeStackEvents', (stacks, signal) => stacks.describeGoal(stackId, 'Bucket', signal)],
  ['DescribeStacks', (stacks, signal) => stacks.describeStatus(stackId, signal)],
];

describe.each(CALLS)('%s', (name, call) => {
  test.each([
    ['throttled', { kind: 'throttle' }, 'Rate exceeded'],
    ['unavailable', { kind: 'status', status: 503 }, 'Injected'],
    ['unavailable', { kind: 'status', status: 500 }, 'Injected'],
    ['unavailable', { kind: 'drop' }, /./],
    ['unavailable', { kind: 'drop-after' }, /./],
    ['invalid', { kind: 'status', status: 400 }, 'Injected'],
  ] as const)('is %s at %j, and is sent once', async (kind, fault, message) => {
    const { faults, calls } = aws.cloudFormation.api;
    const before = calls.length;
    faults.inject({ fault });
    expect(await refusalOf(call(createStacks(), patient()))).toEqual({
      kind,
      action: `cloudformation:${name}`,
      message: expect.stringMatching(message) as unknown,
    });
    expect(calls.length - before).toBeLessThanOrEqual(1);
    faults.clear();
  });

  test('is denied in the words of CloudFormation', async () => {
    denial = 'not authorized to perform it';
    expect(await refusalOf(call(createStacks(), patient()))).toMatchObject({ kind: 'access-denied', message: denial });
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
    readonly properties?: string;
  }

  /** A CloudFormation that has nothing but pages of events; tells which were asked for. */
  async function startPages(pages: readonly (readonly PagedEvent[])[]): Promise<{ stacks: Stacks; asked: number[] }> {
    const asked: number[] = [];
    const server = await startLoopbackServer((_request, response, body) => {
      const page = Number(new URLSearchParams(body.toString('utf8')).get('NextToken') ?? 0);
      asked.push(page);
      const events = (pages[page] ?? []).map(({ id, status, properties }) => ({
        StackId: stackId,
        StackName: 'video',
        EventId: `${page}`,
        Timestamp: '2026-01-01T00:00:00.000Z',
        LogicalResourceId: id,
        ResourceStatus: status,
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
    return { stacks: createStacks(server.endpoint), asked };
  }

  const other: PagedEvent = { id: 'Other', status: 'UPDATE_IN_PROGRESS', properties: '{"of":"another"}' };
  const done: PagedEvent = { id: 'Recording', status: 'UPDATE_COMPLETE', properties: '{"done":true}' };
  const begun = (properties?: string): PagedEvent => ({ id: 'Recording', status: 'CREATE_IN_PROGRESS', properties });

  test.each<[string, readonly (readonly PagedEvent[])[], unknown, number[]]>([
    ['on the first page', [[other, done, begun('{"a":"1"}')], [begun('{"a":"0"}')]], { a: '1' }, [0]],
    ['on a later page', [[other], [done, other], [begun('{"a":"1"}'), begun('{"a":"0"}')]], { a: '1' }, [0, 1, 2]],
    ['on none', [[other], [done]], undefined, [0, 1]],
    ['without properties', [[begun()]], undefined, [0]],
    ['with properties that are no JSON', [[begun('{"a":')]], undefined, [0]],
    ['on none of the newest five', [[], [], [], [], [], [begun('{"a":"1"}')]], undefined, [0, 1, 2, 3, 4]],
  ])('are gone through for the one that began the operation: %s', async (_where, pages, goal, expected) => {
    const { stacks, asked } = await startPages(pages);
    expect(await stacks.describeGoal(stackId, 'Recording', patient())).toEqual(goal);
    expect(asked).toEqual(expected);
  });
});

test('the client is loaded at the first call, and once', async () => {
  process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = aws.cloudFormation.api.endpoint;
  let loads = 0;
  const stacks = createCloudFormationStacks(() => {
    loads += 1;
    return loadCloudFormationClient();
  });
  expect(loads).toBe(0);
  await stacks.describeStatus(stackId, patient());
  await stacks.describeResource(stackId, 'Bucket', patient());
  expect(loads).toBe(1);
});
