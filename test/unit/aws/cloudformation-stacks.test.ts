import * as sdk from '@aws-sdk/client-cloudformation';
import { createCloudFormationStacks } from '../../../lambda/aws/cloudformation-stacks';
import type { Stacks } from '../../../lambda/aws/stacks';

const patient = new AbortController().signal;

/** The adapter with a client that returns these responses in order; an error is thrown. */
function setUp(...responses: readonly unknown[]) {
  const sent: { command: string; input: unknown }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const left = [...responses];
  let loads = 0;
  const client = {
    send: (command: { constructor: { name: string }; input: unknown }, options?: { abortSignal?: AbortSignal }) => {
      sent.push({ command: command.constructor.name, input: command.input });
      signals.push(options?.abortSignal);
      const response = left.shift();
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
  };
  const stacks = createCloudFormationStacks(() => {
    loads += 1;
    return Promise.resolve({ sdk, client: client as unknown as sdk.CloudFormationClient });
  });
  return { stacks, sent, signals, loads: () => loads };
}

const errorResponse = (status: number, message: string): Error =>
  Object.assign(new Error(message), { name: 'X', $metadata: { httpStatusCode: status } });

const CALLS: readonly [string, (stacks: Stacks) => Promise<unknown>][] = [
  ['cloudformation:DescribeStackResource', (stacks) => stacks.describeResource('stack', 'Recording', patient)],
  ['cloudformation:DescribeStackEvents', (stacks) => stacks.listEvents('stack', undefined, patient)],
  ['cloudformation:DescribeStacks', (stacks) => stacks.describeStack('stack', patient)],
];

test.each<[detail: object | undefined, resource: object | string]>([
  [
    { ResourceStatus: 'CREATE_COMPLETE', PhysicalResourceId: 'id' },
    { status: 'CREATE_COMPLETE', physicalId: 'id' },
  ],
  [{ ResourceStatus: 'CREATE_IN_PROGRESS' }, { status: 'CREATE_IN_PROGRESS', physicalId: '' }],
  [{ PhysicalResourceId: 'id' }, 'absent'],
  [undefined, 'absent'],
])('describeResource converts %j to %j', async (detail, resource) => {
  const { stacks, sent } = setUp({ StackResourceDetail: detail });
  expect(await stacks.describeResource('stack', 'Recording', patient)).toEqual(resource);
  expect(sent).toEqual([
    { command: 'DescribeStackResourceCommand', input: { StackName: 'stack', LogicalResourceId: 'Recording' } },
  ]);
});

test.each<[response: object, stack: object | undefined]>([
  [{ Stacks: [{ StackStatus: 'UPDATE_COMPLETE' }] }, { status: 'UPDATE_COMPLETE', rootId: 'stack' }],
  [{ Stacks: [{ StackStatus: 'UPDATE_COMPLETE', RootId: 'root' }] }, { status: 'UPDATE_COMPLETE', rootId: 'root' }],
  [{ Stacks: [{}] }, undefined],
  [{ Stacks: [] }, undefined],
  [{}, undefined],
])('describeStack converts %j to %j', async (response, stack) => {
  const { stacks, sent } = setUp(response);
  expect(await stacks.describeStack('stack', patient)).toEqual(stack);
  expect(sent).toEqual([{ command: 'DescribeStacksCommand', input: { StackName: 'stack' } }]);
});

describe('listEvents', () => {
  test('returns one page, in the order of CloudFormation', async () => {
    const { stacks, sent } = setUp(
      {
        StackEvents: [
          {
            Timestamp: new Date(2_000),
            LogicalResourceId: 'Recording',
            PhysicalResourceId: 'id',
            ResourceStatus: 'UPDATE_IN_PROGRESS',
            ResourceStatusReason: 'Requested update',
            ResourceProperties: '{"is":"it"}',
          },
          { Timestamp: new Date(1_000), LogicalResourceId: 'video', ResourceStatus: 'UPDATE_IN_PROGRESS' },
        ],
        NextToken: 'more',
      },
      { StackEvents: [] },
    );
    expect(await stacks.listEvents('stack', undefined, patient)).toEqual({
      events: [
        {
          at: 2_000,
          logicalId: 'Recording',
          physicalId: 'id',
          status: 'UPDATE_IN_PROGRESS',
          reason: 'Requested update',
          properties: { is: 'it' },
        },
        {
          at: 1_000,
          logicalId: 'video',
          physicalId: '',
          status: 'UPDATE_IN_PROGRESS',
          reason: '',
          properties: undefined,
        },
      ],
      nextToken: 'more',
    });
    expect(await stacks.listEvents('stack', 'more', patient)).toEqual({ events: [], nextToken: undefined });
    expect(sent).toEqual([
      { command: 'DescribeStackEventsCommand', input: { StackName: 'stack', NextToken: undefined } },
      { command: 'DescribeStackEventsCommand', input: { StackName: 'stack', NextToken: 'more' } },
    ]);
  });

  test.each([undefined, '', '{"cut":'])('returns no properties if they are %p', async (ResourceProperties) => {
    const { stacks } = setUp({ StackEvents: [{ ResourceProperties }] });
    expect(await stacks.listEvents('stack', undefined, patient)).toMatchObject({ events: [{ properties: undefined }] });
  });

  test('uses default values for an empty event', async () => {
    const { stacks } = setUp({ StackEvents: [{}] });
    expect(await stacks.listEvents('stack', undefined, patient)).toMatchObject({
      events: [{ at: Infinity, logicalId: '', physicalId: '', status: '', reason: '' }],
    });
  });

  test('returns nothing for an empty response', async () => {
    expect(await setUp({}).stacks.listEvents('stack', undefined, patient)).toEqual({
      events: [],
      nextToken: undefined,
    });
  });
});

test.each([
  ['Stack with id stack does not exist', 'no-stack'],
  ["Stack 'stack' does not exist", 'no-stack'],
  ['Resource Recording does not exist for stack stack', 'absent'],
])('a resource for which CloudFormation returns %p is %s', async (message, expected) => {
  const { stacks } = setUp(errorResponse(400, message));
  expect(await stacks.describeResource('stack', 'Recording', patient)).toBe(expected);
});

test('a stack that does not exist is undefined, and has no events', async () => {
  const missing = errorResponse(400, 'Stack with id stack does not exist');
  const { stacks } = setUp(missing, missing);
  expect(await stacks.describeStack('stack', patient)).toBeUndefined();
  expect(await stacks.listEvents('stack', undefined, patient)).toEqual({ events: [], nextToken: undefined });
});

test.each(CALLS)('an error of %s shows the action', async (action, call) => {
  for (const [status, message, kind] of [
    [400, 'no such parameter', 'InvalidRequest'],
    [403, 'the role does not exist', 'AccessDenied'],
  ] as const) {
    await expect(call(setUp(errorResponse(status, message)).stacks)).rejects.toMatchObject({ kind, action, message });
  }
});

test.each(CALLS)('the call of %s can be aborted', async (_action, call) => {
  const { stacks, signals } = setUp({});
  await call(stacks);
  expect(signals).toEqual([expect.any(AbortSignal)]);
});

test('the client is loaded once, at the first call', async () => {
  const { stacks, loads } = setUp({}, {}, {});
  expect(loads()).toBe(0);
  for (const [, call] of CALLS) await call(stacks);
  expect(loads()).toBe(1);
});
