import fc from 'fast-check';
import { MAX_RESPONSE_BYTES, measureJson, renderResponse } from '../../../lambda/custom-resource/response';

const ids = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1', requestId: 'r', logicalId: 'L' };
const text = fc.string({ unit: 'binary', maxLength: 8_000 });

test('a success has the id, every attribute and the ids of the request', () => {
  const { body, omitted } = renderResponse(ids, {
    status: 'SUCCESS',
    physicalId: 'p',
    attributes: { Arn: 'a', Name: '' },
  });
  expect(JSON.parse(body)).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: 'p',
    Data: { Arn: 'a', Name: '' },
    StackId: ids.stackId,
    RequestId: 'r',
    LogicalResourceId: 'L',
  });
  expect(omitted).toEqual([]);
});

test('a failure fits into 4096 bytes, with as much of any reason as fits', () => {
  fc.assert(
    fc.property(text, (reason) => {
      const { body } = renderResponse(ids, { status: 'FAILED', physicalId: 'p', reason });
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
      const answer = JSON.parse(body) as { Status: string; Reason: string };
      expect(answer.Status).toBe('FAILED');
      const isWhole = answer.Reason === reason;
      expect(isWhole || reason.startsWith(answer.Reason.slice(0, -1))).toBe(true);
      // Cut as little as possible: one more of the longest characters would not fit.
      if (!isWhole) expect(Buffer.byteLength(body)).toBeGreaterThan(MAX_RESPONSE_BYTES - 16);
    }),
  );
});

test('a reason is never cut inside a character', () => {
  const { body } = renderResponse(ids, { status: 'FAILED', physicalId: 'p', reason: '🎥'.repeat(2_000) });
  expect((JSON.parse(body) as { Reason: string }).Reason).toMatch(/^(🎥)+…$/u);
});

test('optional attributes are omitted, in their order, only if they do not fit', () => {
  const attributes = { Arn: 'a', One: 'x'.repeat(2_500), Two: 'é'.repeat(1_000) };
  const outcome = { status: 'SUCCESS', physicalId: 'p', attributes, optionalAttributes: ['Two', 'One'] } as const;
  const { body, omitted } = renderResponse(ids, outcome);
  expect(omitted).toEqual(['Two']);
  expect((JSON.parse(body) as { Data: object }).Data).toEqual({ Arn: 'a', One: attributes.One });
});

test('a failure of exactly 4096 bytes is not cut, and a longer one is cut to that size', () => {
  const fail = (reason: string): ReturnType<typeof renderResponse> =>
    renderResponse(ids, { status: 'FAILED', physicalId: 'p', reason });
  const room = MAX_RESPONSE_BYTES - Buffer.byteLength(fail('').body);
  const whole = fail('r'.repeat(room));
  expect(JSON.parse(whole.body)).toEqual({
    Status: 'FAILED',
    PhysicalResourceId: 'p',
    Reason: 'r'.repeat(room),
    StackId: ids.stackId,
    RequestId: 'r',
    LogicalResourceId: 'L',
  });
  const cut = fail('r'.repeat(room + 1));
  expect(JSON.parse(cut.body)).toMatchObject({ Reason: `${'r'.repeat(room - 3)}…` });
  expect([Buffer.byteLength(whole.body), Buffer.byteLength(cut.body)]).toEqual([
    MAX_RESPONSE_BYTES,
    MAX_RESPONSE_BYTES,
  ]);
  expect([whole.omitted, cut.omitted]).toEqual([[], []]);
});

test('an attribute is omitted only if the response with it is longer than 4096 bytes', () => {
  const succeed = (length: number): ReturnType<typeof renderResponse> =>
    renderResponse(ids, {
      status: 'SUCCESS',
      physicalId: 'p',
      attributes: { Arn: 'x'.repeat(length) },
      optionalAttributes: ['Arn'],
    });
  const room = MAX_RESPONSE_BYTES - Buffer.byteLength(succeed(0).body);
  expect(succeed(room).omitted).toEqual([]);
  expect(succeed(room + 1).omitted).toEqual(['Arn']);
});

test('required attributes are never omitted', () => {
  const attributes = { Arn: 'x'.repeat(5_000) };
  const { body, omitted } = renderResponse(ids, { status: 'SUCCESS', physicalId: 'p', attributes });
  expect([(JSON.parse(body) as { Data: unknown }).Data, omitted]).toEqual([attributes, []]);
});

describe('the log stream', () => {
  const STREAM = '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef';
  const SUFFIX = ` CloudWatch Log Stream: ${STREAM}`;
  const readReason = (reason: string, stream?: string): string => {
    const { body } = renderResponse(ids, { status: 'FAILED', physicalId: 'p', reason }, stream);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_RESPONSE_BYTES);
    return (JSON.parse(body) as { Reason: string }).Reason;
  };

  test('is at the end of the reason, where `cdk deploy` parses it', () => {
    const reason = readReason('Why.', STREAM);
    expect(reason).toBe(`Why. CloudWatch Log Stream: ${STREAM}`);
    // The pattern of aws-cdk.
    expect(/CloudWatch Log Stream:\s*(\S+)/.exec(reason)?.[1]).toBe(STREAM);
  });

  test('is not cut with the reason', () => {
    fc.assert(
      fc.property(text, (reason) => {
        const told = readReason(reason, STREAM);
        expect(told.endsWith(SUFFIX)).toBe(true);
        const before = told.slice(0, -SUFFIX.length);
        expect(before === reason || (before.endsWith('…') && reason.startsWith(before.slice(0, -1)))).toBe(true);
      }),
    );
    expect(readReason('r'.repeat(5_000), STREAM)).toMatch(/^r{3000,}…/);
  });

  test.each([undefined, '', 's'.repeat(513), '語'.repeat(171)])(
    'is omitted if it is missing or invalid: %p',
    (name) => {
      expect(readReason('Why.', name)).toBe('Why.');
    },
  );

  test('is not part of a success', () => {
    const success = { status: 'SUCCESS', physicalId: 'p', attributes: {} } as const;
    expect(renderResponse(ids, success, STREAM).body).not.toContain('Stream');
  });
});

test('the bytes of a text are counted in its JSON', () => {
  expect(['', 'a', '"', 'é', '🎥', '\u0000', '\ud800'].map(measureJson)).toEqual([0, 1, 2, 2, 4, 6, 6]);
});

test('a reason of millions of characters is cut quickly', () => {
  const reason = '語'.repeat(20_000_000);
  const startedAt = performance.now();
  const { body } = renderResponse(ids, { status: 'FAILED', physicalId: 'p', reason });
  expect((JSON.parse(body) as { Reason: string }).Reason).toMatch(/^語{1000,}…$/);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
