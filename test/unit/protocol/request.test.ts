import { MalformedRequestError, parseRequest, parseReturnAddress } from '../../../lambda/protocol/request';
import { UnanswerableEventError } from '../../../lambda/protocol/response-url';

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
  return parseRequest(event, parseReturnAddress(event));
};

test('the return address is the URL and all ids', () => {
  expect(parseReturnAddress(EVENT)).toEqual({
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
])('a %s is read with what belongs to it, and nothing else', (RequestType, request) => {
  expect(parse({ RequestType })).toEqual(request);
});

test.each([undefined, null, 42, 'Create', []])('%p is no event', (event) => {
  expect(() => parseReturnAddress(event)).toThrow(/^ResponseURL is missing/);
});

test.each(['StackId', 'RequestId', 'LogicalResourceId'])('%s may have up to 512 characters', (name) => {
  expect(() => parseReturnAddress({ ...EVENT, [name]: 'x'.repeat(512) })).not.toThrow();
  for (const unusable of ['x'.repeat(513), '', 42, null]) {
    expect(() => parseReturnAddress({ ...EVENT, [name]: unusable })).toThrow(
      new UnanswerableEventError(
        `${name} of the event is unusable: expected a string of 1 to 512 characters, as CloudFormation sends it.`,
      ),
    );
  }
  expect(() => parseReturnAddress({ ...EVENT, [name]: undefined })).toThrow(
    new UnanswerableEventError(
      `${name} of the event is missing: expected a string of 1 to 512 characters, as CloudFormation sends it.`,
    ),
  );
});

test('a physical id may have up to 1024 characters', () => {
  const longest = 'x'.repeat(1024);
  expect(parse({ PhysicalResourceId: longest })).toMatchObject({ physicalId: longest });
});

test.each(['Update', 'Delete'])('an %s needs a usable physical id', (RequestType) => {
  for (const PhysicalResourceId of [undefined, '', 42, ['physical'], 'x'.repeat(1025)]) {
    expect(() => parse({ RequestType, PhysicalResourceId })).toThrow(
      new MalformedRequestError(
        `PhysicalResourceId of the ${RequestType} is missing or unusable: ` +
          'expected the id that an earlier answer gave.',
      ),
    );
  }
});

test('the errors are told by their names', () => {
  expect(new MalformedRequestError('x').name).toBe('MalformedRequestError');
  expect(new UnanswerableEventError('x').name).toBe('UnanswerableEventError');
});

test('a request of another type is told by its type', () => {
  expect(() => parse({ RequestType: 'Replace' })).toThrow(
    new MalformedRequestError('RequestType of the event is "Replace": expected Create, Update or Delete.'),
  );
});
