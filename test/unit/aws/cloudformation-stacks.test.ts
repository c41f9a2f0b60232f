import * as sdk from '@aws-sdk/client-cloudformation';
import { createCloudFormationStacks } from '../../../lambda/aws/cloudformation-stacks';
import type { Stacks } from '../../../lambda/aws/stacks';

const patient = new AbortController().signal;

/** The adapter with a client that gives these answers, one after the other; an error is thrown. */
function setUp(...answers: readonly unknown[]) {
  const sent: { command: string; input: unknown }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const left = [...answers];
  let loads = 0;
  const client = {
    send: (command: { constructor: { name: string }; input: unknown }, options?: { abortSignal?: AbortSignal }) => {
      sent.push({ command: command.constructor.name, input: command.input });
      signals.push(options?.abortSignal);
      const answer = left.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const stacks = createCloudFormationStacks(() => {
    loads += 1;
    return Promise.resolve({ sdk, client: client as unknown as sdk.CloudFormationClient });
  });
  return { stacks, sent, signals, loads: () => loads };
}

const refusal = (status: number, message: string): Error =>
  Object.assign(new Error(message), { name: 'X', $metadata: { httpStatusCode: status } });
const begun = (id: string, status: string, properties?: string): object => ({
  LogicalResourceId: id,
  ResourceStatus: status,
  ResourceProperties: properties,
});

const CALLS: readonly [string, (stacks: Stacks) => Promise<unknown>][] = [
  ['cloudformation:DescribeStackResource', (stacks) => stacks.describeResource('stack', 'Recording', patient)],
  ['cloudformation:DescribeStackEvents', (stacks) => stacks.describeGoal('stack', 'Recording', patient)],
  ['cloudformation:DescribeStacks', (stacks) => stacks.describeStatus('stack', patient)],
];

test.each<[detail: object | undefined, resource: object | undefined]>([
  [
    { ResourceStatus: 'CREATE_COMPLETE', PhysicalResourceId: 'id' },
    { status: 'CREATE_COMPLETE', physicalId: 'id' },
  ],
  [{ ResourceStatus: 'CREATE_IN_PROGRESS' }, { status: 'CREATE_IN_PROGRESS', physicalId: undefined }],
  [{ PhysicalResourceId: 'id' }, undefined],
  [undefined, undefined],
])('describeResource makes %j to %j', async (detail, resource) => {
  const { stacks, sent } = setUp({ StackResourceDetail: detail });
  expect(await stacks.describeResource('stack', 'Recording', patient)).toEqual(resource);
  expect(sent).toEqual([
    { command: 'DescribeStackResourceCommand', input: { StackName: 'stack', LogicalResourceId: 'Recording' } },
  ]);
});

test.each<[answer: object, status: string | undefined]>([
  [{ Stacks: [{ StackStatus: 'UPDATE_COMPLETE' }] }, 'UPDATE_COMPLETE'],
  [{ Stacks: [] }, undefined],
  [{}, undefined],
])('describeStatus makes %j to %p', async (answer, status) => {
  const { stacks, sent } = setUp(answer);
  expect(await stacks.describeStatus('stack', patient)).toBe(status);
  expect(sent).toEqual([{ command: 'DescribeStacksCommand', input: { StackName: 'stack' } }]);
});

describe('describeGoal', () => {
  const goalOf = (...events: readonly object[]): Promise<unknown> =>
    setUp({ StackEvents: events }).stacks.describeGoal('stack', 'Recording', patient);

  test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'])('gives the properties of the newest %s', async (status) => {
    const goal = await goalOf(
      begun('Recording', 'UPDATE_COMPLETE', '{"is":"an end"}'),
      begun('Neighbour', status, '{"is":"another"}'),
      begun('Recording', status, '{"is":"it"}'),
      begun('Recording', status, '{"is":"older"}'),
    );
    expect(goal).toEqual({ is: 'it' });
  });

  test.each([undefined, '', '{"cut":'])('gives nothing where the properties are %p', async (properties) => {
    expect(await goalOf(begun('Recording', 'CREATE_IN_PROGRESS', properties))).toBeUndefined();
  });

  test('looks at page after page, and at five at most', async () => {
    const page = (token: string | undefined, ...events: readonly object[]): object => ({
      StackEvents: events,
      NextToken: token,
    });
    const found = setUp(page('1'), {}, page(undefined, begun('Recording', 'CREATE_IN_PROGRESS', '{}')));
    expect(await found.stacks.describeGoal('stack', 'Recording', patient)).toBeUndefined();
    expect(found.sent.map(({ input }) => input)).toEqual([
      { StackName: 'stack', NextToken: undefined },
      { StackName: 'stack', NextToken: '1' },
    ]);

    const it = begun('Recording', 'CREATE_IN_PROGRESS', '{"page":5}');
    const last = setUp(page('1'), page('2'), page('3'), page('4'), page('5', it));
    expect(await last.stacks.describeGoal('stack', 'Recording', patient)).toEqual({ page: 5 });

    const beyond = setUp(page('1'), page('2'), page('3'), page('4'), page('5'), page('6', it));
    expect(await beyond.stacks.describeGoal('stack', 'Recording', patient)).toBeUndefined();
    expect(beyond.sent).toHaveLength(5);
  });
});

describe('isCreationFinal', () => {
  const event = (id: string, physicalId: string, status?: string): object => ({
    LogicalResourceId: id,
    PhysicalResourceId: physicalId,
    ResourceStatus: status,
  });
  const ofStack = (status?: string): object => event('video', 'stack', status);
  const created = event('Recording', 'arn', 'CREATE_COMPLETE');
  const isFinal = (...pages: readonly (readonly object[])[]): Promise<boolean> =>
    setUp(
      { Stacks: [{ StackStatus: 'DELETE_IN_PROGRESS' }] },
      ...pages.map((events, index) => ({
        StackEvents: events,
        NextToken: index + 1 < pages.length ? String(index + 1) : undefined,
      })),
    ).stacks.isCreationFinal('stack', 'Recording', patient);

  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'IMPORT_COMPLETE'])(
    'is so once the stack is %s',
    async (status) => {
      expect(await isFinal([ofStack('DELETE_IN_PROGRESS'), ofStack(status), created])).toBe(true);
    },
  );

  test.each([
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_FAILED',
    undefined,
  ])('is not so where the stack has only been %s since', async (status) => {
    expect(await isFinal([ofStack(status), created, ofStack('UPDATE_COMPLETE')])).toBe(false);
    expect(await isFinal([ofStack(status), event('Recording', 'arn', 'CREATE_FAILED')])).toBe(false);
  });

  test('goes by the resource and the stack', async () => {
    const others = [
      event('Neighbor', 'arn', 'CREATE_COMPLETE'),
      event('Recording', 'arn', 'UPDATE_COMPLETE'),
      event('Nested', 'another stack', 'UPDATE_COMPLETE'),
    ];
    expect(await isFinal([...others, created, ofStack('UPDATE_COMPLETE')])).toBe(false);
    expect(await isFinal([...others, ofStack('UPDATE_COMPLETE'), created])).toBe(true);
  });

  test('is not so where the last event of the creation is not shown yet', async () => {
    expect(await isFinal([event('Recording', '', 'CREATE_IN_PROGRESS'), ofStack('UPDATE_COMPLETE')])).toBe(false);
  });

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'is not so while the stack is %s, whatever events are shown',
    async (StackStatus) => {
      const { stacks } = setUp({ Stacks: [{ StackStatus }] }, { StackEvents: [ofStack('UPDATE_COMPLETE')] });
      expect(await stacks.isCreationFinal('stack', 'Recording', patient)).toBe(false);
    },
  );

  describe('in a nested stack', () => {
    const at = (seconds: number, of: object): object => ({ ...of, Timestamp: new Date(seconds * 1000) });
    const nested = [at(3, ofStack('CREATE_COMPLETE')), at(2, created)];
    const ofRoot = (...events: object[]): Promise<boolean> =>
      setUp(
        { Stacks: [{ StackStatus: 'DELETE_IN_PROGRESS', RootId: 'root' }] },
        { Stacks: [{ StackStatus: 'DELETE_IN_PROGRESS' }] },
        { StackEvents: events },
        { StackEvents: nested },
      ).stacks.isCreationFinal('stack', 'Recording', patient);

    test('the good end of the root stack counts', async () => {
      expect(await ofRoot(at(4, event('root', 'root', 'UPDATE_COMPLETE')))).toBe(true);
    });

    test('that of the nested stack does not', async () => {
      expect(await ofRoot()).toBe(false);
      expect(await ofRoot(at(1, event('root', 'root', 'CREATE_COMPLETE')))).toBe(false);
    });

    test('a rollback of the root stack undoes the creation', async () => {
      const { stacks } = setUp(
        { Stacks: [{ StackStatus: 'DELETE_IN_PROGRESS', RootId: 'root' }] },
        { Stacks: [{ StackStatus: 'ROLLBACK_IN_PROGRESS' }] },
      );
      expect(await stacks.isCreationFinal('stack', 'Recording', patient)).toBe(false);
    });
  });

  test('is so where the events tell nothing any more, however many they are', async () => {
    expect(await isFinal([])).toBe(true);
    expect(await isFinal([], [], [], [], [], [], [])).toBe(true);
    expect(await isFinal([], [], [], [], [], [], [created])).toBe(false);
  });
});

test.each(CALLS)('%s of what does not exist is undefined', async (_action, call) => {
  expect(await call(setUp(refusal(400, 'Stack with id stack does not exist')).stacks)).toBeUndefined();
});

test('a creation in a stack that does not exist any more is final', async () => {
  const { stacks } = setUp(
    refusal(400, 'Stack with id stack does not exist'),
    refusal(400, 'Stack with id stack does not exist'),
  );
  expect(await stacks.isCreationFinal('stack', 'Recording', patient)).toBe(true);
});

test.each(CALLS)('a refusal of %s tells the action', async (action, call) => {
  for (const [status, message, kind] of [
    [400, 'no such parameter', 'invalid'],
    [403, 'the role does not exist', 'access-denied'],
  ] as const) {
    await expect(call(setUp(refusal(status, message)).stacks)).rejects.toMatchObject({ kind, action, message });
  }
});

test.each(CALLS)('the call of %s can be ended', async (_action, call) => {
  const { stacks, signals } = setUp({});
  await call(stacks);
  expect(signals).toEqual([expect.any(AbortSignal)]);
});

test('the client is loaded at the first call, and once', async () => {
  const { stacks, loads } = setUp({}, {}, {});
  expect(loads()).toBe(0);
  for (const [, call] of CALLS) await call(stacks);
  expect(loads()).toBe(1);
});
