import fc from 'fast-check';
import { createHandler, type HandleRequest } from '../../../lambda/custom-resource/handler';
import { NoResponseTargetError } from '../../../lambda/custom-resource/response-url';
import { formatMessage } from '../../../schema/messages';
import { VirtualClock } from '../../support/virtual-clock';

const SECRET = 'https://x.s3.amazonaws.com/a?X-Amz-Signature=5ecre7';
const EVENT = {
  RequestType: 'Create',
  ResponseURL: SECRET,
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1',
  RequestId: 'request-1',
  ResourceType: 'Custom::IVSRecordingConfiguration',
  LogicalResourceId: 'Recording',
  ResourceProperties: {},
};

type Put = (url: URL, body: string, signal: AbortSignal) => Promise<number>;

/** A clock that counts the pending sleeps. */
class WatchedClock extends VirtualClock {
  sleeping = 0;

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeping += 1;
    try {
      await super.sleep(ms, signal);
    } finally {
      this.sleeping -= 1;
    }
  }
}

function setUp(handle: HandleRequest, put?: Put, functionMs = 900_000, logStreamName?: string) {
  const clock = new WatchedClock();
  const bodies: string[] = [];
  const logs: string[] = [];
  const record = (message: string, details?: unknown): void => {
    logs.push(JSON.stringify({ message, details }));
  };
  const handler = createHandler({
    handle,
    put: async (url, body, signal) => {
      const status = await (put?.(url, body, signal) ?? Promise.resolve(200));
      if (status === 200) bodies.push(body);
      return status;
    },
    clock,
    random: () => 0.5,
    log: { info: record, warn: record, error: record },
  });
  const endsAt = clock.now() + functionMs;
  const context = { getRemainingTimeInMillis: () => endsAt - clock.now(), logStreamName };
  const responses = (): Record<string, unknown>[] => bodies.map((body) => JSON.parse(body) as Record<string, unknown>);
  return { clock, handler: (event: unknown) => handler(event, context), responses, logs, endsAt };
}

const succeed: HandleRequest = () => Promise.resolve({ status: 'SUCCESS', physicalId: 'p', attributes: {} });

test('one event gets one response, with its ids', async () => {
  const { handler, responses } = setUp(succeed);
  await handler(EVENT);
  expect(responses()).toEqual([
    {
      Status: 'SUCCESS',
      PhysicalResourceId: 'p',
      Data: {},
      StackId: EVENT.StackId,
      RequestId: 'request-1',
      LogicalResourceId: 'Recording',
    },
  ]);
});

describe('work after the response', () => {
  const leave =
    (task: (deadline: { readonly signal: AbortSignal }) => Promise<void>): HandleRequest =>
    (request, invocation) => {
      invocation.afterResponse = task;
      return succeed(request, invocation);
    };

  test('is done after the response is accepted, before the function ends', async () => {
    const order: string[] = [];
    const put: Put = () => {
      order.push('response');
      return Promise.resolve(200);
    };
    const { handler, clock } = setUp(
      leave(async () => {
        await clock.sleep(8_000);
        order.push('task');
      }),
      put,
    );
    await handler(EVENT);
    expect(order).toEqual(['response', 'task']);
  });

  test('has time until one second before the end of the function', async () => {
    const { handler, clock, endsAt, responses, logs } = setUp(leave(({ signal }) => clock.sleep(10_000_000, signal)));
    await handler(EVENT);
    expect(clock.now()).toBe(endsAt - 1_000);
    expect(responses()).toHaveLength(1);
    expect(logs.join()).toContain('Task after the response failed');
  });

  test('does not change the response if it fails', async () => {
    const { handler, responses, logs } = setUp(leave(() => Promise.reject(new Error('no'))));
    await handler(EVENT);
    expect(responses()).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(logs.at(-1)).toContain('Error: no');
  });

  test('is not done if the response was not accepted', async () => {
    const task = jest.fn(() => Promise.resolve());
    const { handler } = setUp(leave(task), () => Promise.resolve(403));
    await expect(handler(EVENT)).rejects.toThrow('HTTP 403');
    expect(task).not.toHaveBeenCalled();
  });
});

test('a handler that throws gets a response with a reason', async () => {
  const { handler, responses } = setUp(() => Promise.reject(new TypeError('x is not a function')));
  await handler(EVENT);
  expect(responses()).toMatchObject([
    {
      Status: 'FAILED',
      PhysicalResourceId: 'failed-creation-request-1',
      Reason: formatMessage('UnexpectedError', { error: 'TypeError: x is not a function' }),
    },
  ]);
});

test('a handler that throws a value that is not an Error gets a response', async () => {
  const whatever = 'out of luck' as unknown as Error;
  const { handler, responses } = setUp(() => Promise.reject(whatever));
  await handler(EVENT);
  expect(responses()).toMatchObject([
    { Status: 'FAILED', Reason: formatMessage('UnexpectedError', { error: 'out of luck' }) },
  ]);
});

test('a request that never ends gets a response before the function ends', async () => {
  const { handler, responses, clock, endsAt } = setUp(() => new Promise(() => undefined));
  await handler(EVENT);
  expect(responses()).toMatchObject([
    {
      Status: 'FAILED',
      Reason: formatMessage('FunctionTimeout', {}),
    },
  ]);
  expect(endsAt - clock.now()).toBe(20_000);
});

test('a function with little time reserves a third for the response', async () => {
  const { handler, clock, endsAt } = setUp(() => new Promise(() => undefined), undefined, 30_000);
  await handler(EVENT);
  expect(endsAt - clock.now()).toBe(10_000);
});

describe('ServiceTimeout', () => {
  /** When work that never ends is stopped, and the time from then to the end of ServiceTimeout. */
  async function workUntilGivenUp(ServiceTimeout: unknown, signedSecondsAgo?: number, functionMs = 900_000) {
    const { handler, responses, clock, logs } = setUp(() => new Promise(() => undefined), undefined, functionMs);
    const startedAt = clock.now();
    const signedAt = new Date(clock.epochMs() - (signedSecondsAgo ?? 0) * 1000);
    const date = signedAt.toISOString().replace(/[-:]|\.\d+/g, '');
    const ResponseURL = signedSecondsAgo === undefined ? SECRET : `${SECRET}&X-Amz-Date=${date}&X-Amz-Expires=7200`;
    await handler({ ...EVENT, ResponseURL, ResourceProperties: { ServiceTimeout } });
    expect(responses()).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringMatching(/ServiceTimeout/) as unknown },
    ]);
    expect(logs.join()).not.toContain(date);
    return {
      workedMs: clock.now() - startedAt,
      leftMs: signedAt.getTime() + Number(ServiceTimeout) * 1000 - clock.now(),
    };
  }

  test.each<[timeout: unknown, workedMs: number, leftMs: number]>([
    ['300', 280_000, 20_000],
    [300, 280_000, 20_000],
    ['60', 40_000, 20_000],
    ['30', 20_000, 10_000],
    ['9', 6_000, 3_000],
    ['3', 2_000, 1_000],
  ])('of %j s is met: the response is sent before CloudFormation times out', async (timeout, workedMs, leftMs) => {
    expect(await workUntilGivenUp(timeout)).toEqual({ workedMs, leftMs });
  });

  test.each([
    ['1200', 0],
    ['3600', 0],
    ['3600', 1_800],
  ])('of %s s, signed %d s ago, leaves the function all of its time', async (timeout, ago) => {
    expect(await workUntilGivenUp(timeout, ago)).toMatchObject({ workedMs: 880_000 });
  });

  test.each<[timeout: string, ago: number, workedMs: number]>([
    ['1200', 960, 220_000],
    ['600', 300, 280_000],
    ['60', 30, 20_000],
    ['60', 36, 16_000],
  ])('of %s s counts from the signature of the response URL, %d s ago', async (timeout, ago, workedMs) => {
    expect(await workUntilGivenUp(timeout, ago)).toMatchObject({ workedMs });
  });

  test.each([
    ['600', 590],
    ['600', 600],
    ['600', 7_000],
  ])(
    'of %s s that has expired, or almost, leaves a redelivery time for cleanup: signed %d s ago',
    async (timeout, ago) => {
      expect(await workUntilGivenUp(timeout, ago)).toMatchObject({ workedMs: 10_000 });
    },
  );

  test('does not give a function more time than it has', async () => {
    expect(await workUntilGivenUp('600', 600, 9_000)).toMatchObject({ workedMs: 6_000 });
  });

  test('counts from now if the URL is signed in the future', async () => {
    expect(await workUntilGivenUp('300', -120)).toMatchObject({ workedMs: 280_000 });
  });

  test.each([
    ['300', 'ServiceTimeout'],
    ['900', undefined],
    ['1200', undefined],
    [undefined, undefined],
  ])('of %j s, in a function of 900 s, caps the deadline: %j', async (ServiceTimeout, cappedBy) => {
    const seen: unknown[] = [];
    const { handler } = setUp((_request, { deadline }) => {
      seen.push(deadline.cappedBy);
      return Promise.resolve({ status: 'FAILED', reason: 'no' });
    });
    await handler({ ...EVENT, ResourceProperties: { ServiceTimeout } });
    expect(seen).toEqual([cappedBy]);
  });

  test.each([undefined, null, '', '0', 0, -1, '3601', 3_601, 1e9, '1e2', '60.5', 60.5, ' 60', 'soon', ['60'], {}, NaN])(
    'of %p is ignored',
    async (timeout) => {
      expect(await workUntilGivenUp(timeout)).toMatchObject({ workedMs: 880_000 });
    },
  );

  test.each(['', 'yesterday', '20260101', '20260101T000000', '2025-12-31T00:00:00Z'])(
    'counts from now if X-Amz-Date is "%s"',
    async (date) => {
      const { handler, clock } = setUp(() => new Promise(() => undefined));
      const startedAt = clock.now();
      const ResponseURL = `${SECRET}&X-Amz-Date=${date}`;
      await handler({ ...EVENT, ResponseURL, ResourceProperties: { ServiceTimeout: '300' } });
      expect(clock.now() - startedAt).toBe(280_000);
    },
  );

  test.each([undefined, null, 'text', 7, []])(
    'properties that are %p have no ServiceTimeout',
    async (ResourceProperties) => {
      const { handler, clock } = setUp(() => new Promise(() => undefined));
      const startedAt = clock.now();
      await handler({ ...EVENT, ResourceProperties });
      expect(clock.now() - startedAt).toBe(880_000);
    },
  );
});

test('a failed Update responds with the physical id of the event', async () => {
  const { handler, responses } = setUp(() => Promise.resolve({ status: 'FAILED', reason: 'why' }));
  await handler({ ...EVENT, RequestType: 'Update', PhysicalResourceId: 'before' });
  expect(responses()).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'before', Reason: 'why' }]);
});

test('the log shows the attributes that a response omits', async () => {
  const attributes = { Arn: 'a', TagsAll: 'x'.repeat(5_000) };
  const { handler, logs } = setUp(() =>
    Promise.resolve({ status: 'SUCCESS', physicalId: 'p', attributes, optionalAttributes: ['TagsAll'] }),
  );
  await handler(EVENT);
  expect(logs.map((line) => JSON.parse(line) as unknown)).toContainEqual({
    message: 'Attributes omitted; the response would exceed 4096 bytes',
    details: { omitted: ['TagsAll'] },
  });
});

test('no timer of an event runs after its response', async () => {
  const { handler, clock } = setUp(succeed, () => Promise.resolve(200));
  await handler(EVENT);
  expect(clock.sleeping).toBe(0);
  const failing = setUp(succeed, () => Promise.resolve(403));
  await expect(failing.handler(EVENT)).rejects.toThrow();
  expect(failing.clock.sleeping).toBe(0);
});

test('the log shows the request and the response', async () => {
  const { handler, logs } = setUp(succeed);
  await handler(EVENT);
  expect(logs.map((line) => JSON.parse(line) as unknown)).toEqual([
    { message: 'Request received', details: { requestType: 'Create', stackId: EVENT.StackId, logicalId: 'Recording' } },
    { message: 'Response sent', details: { status: 'SUCCESS', physicalId: 'p' } },
  ]);
  const failing = setUp(() => Promise.resolve({ status: 'FAILED', reason: 'why' }));
  await failing.handler(EVENT);
  expect(JSON.parse(failing.logs.at(-1) ?? '')).toEqual({
    message: 'Response sent',
    details: { status: 'FAILED', physicalId: 'failed-creation-request-1', reason: 'why' },
  });
});

test('a failure has the physical id that was set, unless it is unset', async () => {
  const { handler, responses } = setUp((_request, invocation) => {
    invocation.physicalId = 'made';
    return Promise.resolve({ status: 'FAILED', reason: 'why' });
  });
  await handler(EVENT);
  const forgetting = setUp((_request, invocation) => {
    invocation.physicalId = 'made';
    invocation.physicalId = undefined;
    return Promise.resolve({ status: 'FAILED', reason: 'why' });
  });
  await forgetting.handler(EVENT);
  expect([...responses(), ...forgetting.responses()].map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([
    'made',
    'failed-creation-request-1',
  ]);
});

test.each([
  [{ RequestType: 'Replace' }, formatMessage('InvalidRequestType', { value: '"Replace"' })],
  [{ RequestType: 'Update' }, formatMessage('InvalidPhysicalResourceId', { type: 'Update', limit: 1024 })],
  [
    { RequestType: 'Delete', PhysicalResourceId: '' },
    formatMessage('InvalidPhysicalResourceId', { type: 'Delete', limit: 1024 }),
  ],
])('an event with an invalid %j gets a response, and is not handled', async (change, reason) => {
  const handle = jest.fn(succeed);
  const { handler, responses } = setUp(handle);
  await handler({ ...EVENT, ...change });
  expect(responses()).toMatchObject([{ Status: 'FAILED', Reason: reason }]);
  expect(handle).not.toHaveBeenCalled();
});

test.each(['ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'])(
  'an event without %s is not handled, because a response is impossible',
  async (name) => {
    const handle = jest.fn(succeed);
    const { handler } = setUp(handle);
    await expect(handler({ ...EVENT, [name]: undefined })).rejects.toThrow(NoResponseTargetError);
    expect(handle).not.toHaveBeenCalled();
  },
);

test('any JSON results in one response or in a clear error', async () => {
  const fields = fc.record(
    {
      RequestType: fc.oneof(fc.constantFrom('Create', 'Update', 'Delete'), fc.jsonValue()),
      ResponseURL: fc.oneof(fc.constant(SECRET), fc.jsonValue()),
      StackId: fc.oneof(fc.string({ maxLength: 2_000 }), fc.jsonValue()),
      RequestId: fc.oneof(fc.string(), fc.jsonValue()),
      LogicalResourceId: fc.oneof(fc.string(), fc.jsonValue()),
      PhysicalResourceId: fc.oneof(fc.string({ maxLength: 2_000 }), fc.jsonValue()),
      ResourceProperties: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(fields, fc.jsonValue()), async (event) => {
      const { handler, responses } = setUp(succeed);
      const error: unknown = await handler(event).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) expect(responses()).toHaveLength(1);
      else {
        expect(error).toBeInstanceOf(NoResponseTargetError);
        expect(responses()).toHaveLength(0);
      }
    }),
  );
});

test('whatever the ids are, the response has at most 4096 bytes', async () => {
  // Of every length, most of them near the bounds, and of characters that take one to six bytes.
  const id = (maxBytes: number): fc.Arbitrary<string> => {
    const unit = fc.oneof(
      fc.constantFrom('x', '"', '\\', '\n', '\u0000', '\ud800', 'é', '語', '🎥'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const length = fc.oneof(
      fc.integer({ min: 1, max: maxBytes }),
      fc.integer({ min: maxBytes / 8, max: maxBytes / 4 }),
    );
    return fc.tuple(fc.array(unit, { minLength: 1, maxLength: 4 }), length).map(([units, count]) =>
      Array.from({ length: count }, (_, index) => units[index % units.length])
        .join('')
        .slice(0, count),
    );
  };
  const outcome = fc.oneof(
    fc.constant('throws' as const),
    fc.string({ unit: 'binary', maxLength: 6_000 }).map((reason) => ({ status: 'FAILED' as const, reason })),
    fc.constant({ status: 'SUCCESS' as const, physicalId: 'p', attributes: { Arn: 'a' } }),
  );
  let delivered = 0;
  const event = fc.record({
    RequestType: fc.constantFrom('Create', 'Update', 'Delete', 'Replace'),
    ResponseURL: fc.constant(SECRET),
    StackId: id(512),
    RequestId: id(512),
    LogicalResourceId: id(512),
    PhysicalResourceId: fc.option(id(1024), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(event, outcome, id(512), async (sent, served, stream) => {
      const sizes: number[] = [];
      const handle: HandleRequest = () =>
        served === 'throws' ? Promise.reject(new Error('boom')) : Promise.resolve(served);
      const put: Put = (_url, body) => {
        sizes.push(Buffer.byteLength(body));
        return Promise.resolve(200);
      };
      const { handler, responses } = setUp(handle, put, 900_000, stream);
      try {
        await handler(sent);
      } catch (error) {
        expect(error).toBeInstanceOf(NoResponseTargetError);
        expect(sizes).toEqual([]);
        return;
      }
      delivered += 1;
      expect(sizes).toEqual([expect.any(Number)]);
      expect(sizes[0]).toBeLessThanOrEqual(4096);
      const [{ StackId, RequestId, LogicalResourceId } = {}] = responses();
      expect({ StackId, RequestId, LogicalResourceId }).toEqual({
        StackId: sent.StackId,
        RequestId: sent.RequestId,
        LogicalResourceId: sent.LogicalResourceId,
      });
    }),
    { numRuns: 1_000 },
  );
  // The property would also hold for a handler that rejects everything.
  expect(delivered).toBeGreaterThan(100);
});

test('a response with the longest ids has room for a reason', async () => {
  const longest = '\u0000'.repeat(85);
  const { handler, responses } = setUp(
    () => Promise.resolve({ status: 'FAILED', reason: 'r'.repeat(5_000) }),
    undefined,
    900_000,
    's'.repeat(512),
  );
  await handler({
    ...EVENT,
    RequestType: 'Update',
    StackId: longest,
    RequestId: longest,
    LogicalResourceId: longest,
    PhysicalResourceId: '\u0000'.repeat(170),
  });
  expect(responses()).toMatchObject([
    { Reason: expect.stringMatching(/^r{800,}… CloudWatch Log Stream: s{512}$/) as unknown },
  ]);
});

test('a failure names the log stream of the invocation and a success does not', async () => {
  const failing = setUp(() => Promise.resolve({ status: 'FAILED', reason: 'Why.' }), undefined, 900_000, 'stream/1');
  await failing.handler(EVENT);
  expect(failing.responses()).toMatchObject([{ Reason: 'Why. CloudWatch Log Stream: stream/1' }]);
  const succeeding = setUp(succeed, undefined, 900_000, 'stream/1');
  await succeeding.handler(EVENT);
  expect(JSON.stringify(succeeding.responses())).not.toContain('stream/1');
});

test('an unusable event is reported with the log stream, too', async () => {
  const { handler, responses } = setUp(succeed, undefined, 900_000, 'stream/1');
  await handler({ ...EVENT, RequestType: 'Replace' });
  const reason = formatMessage('InvalidRequestType', { value: '"Replace"' });
  expect(responses()).toMatchObject([{ Reason: `${reason} CloudWatch Log Stream: stream/1` }]);
});

test('the log has as much of a reason as the largest response', async () => {
  const { handler, logs } = setUp(() => Promise.resolve({ status: 'FAILED', reason: 'r'.repeat(1_000_000) }));
  await handler(EVENT);
  expect(logs.join().length).toBeLessThan(6_000);
});

test.each([500, 503, 429, 408])(
  'a response rejected with HTTP %d is sent again until it is accepted',
  async (status) => {
    let refusals = 3;
    const { handler, responses } = setUp(succeed, () => Promise.resolve(refusals-- > 0 ? status : 200));
    await handler(EVENT);
    expect(responses()).toHaveLength(1);
  },
);

test('a response whose connection breaks or hangs is sent again until it is accepted', async () => {
  let tries = 0;
  const { handler, responses } = setUp(succeed, (_url, _body, signal) => {
    tries += 1;
    if (tries === 1) return Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    if (tries > 2) return Promise.resolve(200);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  });
  await handler(EVENT);
  expect(tries).toBe(3);
  expect(responses()).toHaveLength(1);
});

test('a response that is rejected with a final status is an error, so that Lambda redelivers the event', async () => {
  const { handler } = setUp(succeed, () => Promise.resolve(403));
  await expect(handler(EVENT)).rejects.toThrow(formatMessage('ResponseRejected', { status: 403 }));
});

test('a response that is never accepted is an error before the function ends', async () => {
  const { handler, clock, endsAt } = setUp(succeed, () => Promise.resolve(503));
  await expect(handler(EVENT)).rejects.toThrow(formatMessage('ResponseRejected', { status: 503 }));
  expect(clock.now()).toBeLessThan(endsAt);
});

test('neither a log line nor a response contains the ResponseURL', async () => {
  const { handler, logs, responses } = setUp(
    () => Promise.reject(new Error('boom')),
    (() => {
      let refusals = 2;
      return () => Promise.resolve(refusals-- > 0 ? 500 : 200);
    })(),
  );
  await handler(EVENT);
  expect(logs.length).toBeGreaterThan(2);
  expect([...logs, JSON.stringify(responses())].join('\n')).not.toContain('5ecre7');
});
