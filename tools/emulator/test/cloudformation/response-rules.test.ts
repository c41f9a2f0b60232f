import { systemClock } from '../../clock';
import { parseResponse } from '../../cloudformation/response';
import { startResponseEndpoint } from '../../cloudformation/response-endpoint';
import type { ExpectedResponse, ResponseEndpoint } from '../../cloudformation/response-endpoint';

const address = { stackId: 'arn:aws:cloudformation:us-east-1:1:stack/s/g', requestId: 'r-1', logicalId: 'Thing' };
const validResponse = {
  Status: 'SUCCESS',
  StackId: address.stackId,
  RequestId: address.requestId,
  LogicalResourceId: address.logicalId,
  PhysicalResourceId: 'id',
};
const body = (overrides: object): Buffer => Buffer.from(JSON.stringify({ ...validResponse, ...overrides }));

describe('parsing a response', () => {
  test('accepts a response that follows every rule', () => {
    expect(parseResponse(body({ Data: { a: 1 } }), address)).toEqual({
      status: 'SUCCESS',
      physicalId: 'id',
      data: { a: 1 },
    });
    expect(parseResponse(body({ Status: 'FAILED', Reason: 'no' }), address)).toEqual({
      status: 'FAILED',
      physicalId: 'id',
      reason: 'no',
    });
  });

  test('accepts up to 4096 bytes, not characters', () => {
    const room = 4096 - body({ Data: { a: '' } }).length;
    expect(parseResponse(body({ Data: { a: 'x'.repeat(room) } }), address)).toHaveProperty('status', 'SUCCESS');
    const tooLong = { violation: 'Response object is too long.' };
    expect(parseResponse(body({ Data: { a: 'x'.repeat(room + 1) } }), address)).toEqual(tooLong);
    expect(parseResponse(body({ Data: { a: 'ü'.repeat(room - 1) } }), address)).toEqual(tooLong);
  });

  test.each<[object, RegExp]>([
    [{ PhysicalResourceId: undefined }, /^Invalid PhysicalResourceId$/],
    [{ PhysicalResourceId: '' }, /^Invalid PhysicalResourceId$/],
    [{ PhysicalResourceId: 'x'.repeat(1025) }, /longer than 1024 bytes/],
    [{ StackId: 'other' }, /Invalid StackId: expected arn:.* got "other"/],
    [{ RequestId: 'other' }, /Invalid RequestId: expected r-1, got "other"/],
    [{ LogicalResourceId: undefined }, /Invalid LogicalResourceId/],
    [{ Status: 'success' }, /Invalid Status: expected SUCCESS or FAILED, got "success"/],
    [{ Status: 'FAILED' }, /Invalid Reason/],
    [{ Data: 'text' }, /Invalid Data/],
  ])('rejects %j', (overrides, violation) => {
    expect(parseResponse(body(overrides), address)).toEqual(
      expect.objectContaining({ violation: expect.stringMatching(violation) as unknown }),
    );
  });

  test.each(['', 'not json', '[]', 'null', '"text"'])('rejects the body %j', (text) => {
    expect(parseResponse(Buffer.from(text), address)).toEqual({
      violation: 'Invalid response object: the body is not a JSON object.',
    });
  });
});

describe('the response endpoint', () => {
  let endpoint: ResponseEndpoint;
  let expected: ExpectedResponse;
  beforeEach(async () => {
    endpoint = await startResponseEndpoint({ clock: systemClock });
    expected = endpoint.expect(address);
  });
  afterEach(() => endpoint.close());

  const put = async (url = expected.url, init: RequestInit = {}): Promise<number> =>
    (await fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(validResponse), ...init }))
      .status;
  const listVerdicts = (): string[] => endpoint.records.map(({ verdict }) => verdict);

  test('accepts the first response and records further ones', async () => {
    expect([await put(), await put()]).toEqual([200, 200]);
    await expect(expected.response).resolves.toHaveProperty('status', 'SUCCESS');
    expect(listVerdicts()).toEqual(['accepted', 'duplicate']);
  });

  test('accepts a response that violates a rule, as S3 does, and records the rule', async () => {
    expect(await put(expected.url, { body: 'x'.repeat(5000) })).toBe(200);
    await expect(expected.response).resolves.toEqual({ violation: 'Response object is too long.' });
    expect(endpoint.records).toMatchObject([
      { verdict: 'violation', bytes: 5000, problem: 'Response object is too long.' },
    ]);
  });

  test('refuses requests that the URL is not signed for', async () => {
    expect(await put(expected.url, { method: 'POST' })).toBe(403);
    expect(await put(expected.url, { headers: { 'content-type': 'application/json' } })).toBe(403);
    expect(await put(expected.url.replace(/Signature=[^&]*/, 'Signature=forged'))).toBe(403);
    const stream = new Blob([JSON.stringify(validResponse)]).stream();
    expect(await put(expected.url, { body: stream, duplex: 'half' })).toBe(411);
    expect(listVerdicts()).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(await put()).toBe(200);
  });

  test('records a response after the expiry as late', async () => {
    expected.expire();
    expect(await put()).toBe(200);
    expect(listVerdicts()).toEqual(['late']);
  });

  test('applies faults: statuses, dropped connections before and after the commit, and hanging', async () => {
    endpoint.faults.inject({ fault: { kind: 'status', status: 503 }, times: 2 });
    expect([await put(), await put()]).toEqual([503, 503]);
    endpoint.faults.inject({ fault: { kind: 'status', status: 403 } });
    expect(await put()).toBe(403);
    endpoint.faults.inject({ fault: { kind: 'drop' } });
    await expect(put()).rejects.toThrow();
    endpoint.faults.inject({ fault: { kind: 'hang' } });
    await expect(put(expected.url, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    endpoint.faults.inject({ fault: { kind: 'drop-after' } });
    await expect(put()).rejects.toThrow();
    expect(await put()).toBe(200);
    expect(listVerdicts()).toEqual([...Array<string>(5).fill('faulted'), 'accepted', 'duplicate']);
  });
});
