import { MalformedRequestError, parseRequest, parseResponseTarget } from '../../../lambda/custom-resource/request';
import { NoResponseTargetError } from '../../../lambda/custom-resource/response-url';
import { formatMessage } from '../../../schema/messages';

const EVENT = {
  RequestType: 'Update',
  ResponseURL: 'https://x.s3.amazonaws.com/a',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Recording',
  PhysicalResourceId: 'physical',
  ResourceProperties: { Name: 'new' },
  OldResourceProperties: { Name: 'old' },
};
const ids = { stackId: 'stack', requestId: 'request', logicalId: 'Recording' };
const parse = (change: object): unknown => {
  const event = { ...EVENT, ...change };
  return parseRequest(event, parseResponseTarget(event));
};

test('the response target is the URL and all ids', () => {
  expect(parseResponseTarget(EVENT)).toEqual({
    ...ids,
    responseUrl: new URL('https://x.s3.amazonaws.com/a'),
    physicalId: 'physical',
  });
});

test.each<[type: string, request: object]>([
  ['Create', { type: 'Create', ...ids, properties: { Name: 'new' } }],
  [
    'Update',
    { type: 'Update', ...ids, properties: { Name: 'new' }, physicalId: 'physical', oldProperties: { Name: 'old' } },
  ],
  ['Delete', { type: 'Delete', ...ids, properties: { Name: 'new' }, physicalId: 'physical' }],
])('a %s is parsed with its fields only', (RequestType, request) => {
  expect(parse({ RequestType })).toEqual(request);
});

test.each([undefined, null, 42, 'Create', []])('%p is not an event', (event) => {
  expect(() => parseResponseTarget(event)).toThrow(formatMessage('ResponseUrlMissing', {}));
});

/** Texts of this length in JSON bytes, with characters of one and more bytes. */
const textsOf = (bytes: number): readonly string[] =>
  [
    ['x', 1],
    ['"', 2],
    ['é', 2],
    ['語', 3],
    ['🎥', 4],
    ['\u0000', 6],
    ['\ud800', 6],
  ].map(([character, size]) => {
    const count = Math.floor(bytes / Number(size));
    return String(character).repeat(count) + 'x'.repeat(bytes - count * Number(size));
  });

test.each(['StackId', 'RequestId', 'LogicalResourceId'])('%s may have up to 512 bytes in JSON', (name) => {
  const errorOf = (problem: string): Error =>
    new NoResponseTargetError(formatMessage('InvalidEventId', { name, problem, limit: 512 }));
  for (const usable of textsOf(512)) expect(() => parseResponseTarget({ ...EVENT, [name]: usable })).not.toThrow();
  for (const unusable of [...textsOf(513), '', 42, null]) {
    expect(() => parseResponseTarget({ ...EVENT, [name]: unusable })).toThrow(errorOf('invalid'));
  }
  expect(() => parseResponseTarget({ ...EVENT, [name]: undefined })).toThrow(errorOf('missing'));
});

test('a physical id may have up to 1024 bytes in JSON', () => {
  for (const longest of textsOf(1024)) {
    expect(parse({ PhysicalResourceId: longest })).toMatchObject({ physicalId: longest });
  }
});

test.each(['Update', 'Delete'])('an %s requires a valid physical id', (RequestType) => {
  for (const PhysicalResourceId of [undefined, '', 42, ['physical'], ...textsOf(1025)]) {
    expect(() => parse({ RequestType, PhysicalResourceId })).toThrow(
      new MalformedRequestError(formatMessage('InvalidPhysicalResourceId', { type: RequestType, limit: 1024 })),
    );
  }
});

test('the errors have their names', () => {
  expect(new MalformedRequestError('x').name).toBe('MalformedRequestError');
  expect(new NoResponseTargetError('x').name).toBe('NoResponseTargetError');
});

test('the error for another request type has the type', () => {
  expect(() => parse({ RequestType: 'Replace' })).toThrow(
    new MalformedRequestError(formatMessage('InvalidRequestType', { value: '"Replace"' })),
  );
});
