import { IvsAccount } from '../../ivs/account';
import { IvsError } from '../../ivs/ivs-error';
import { type OperationName, operations } from '../../ivs/operations';
import { CreateRecordingConfigurationCommand } from '@aws-sdk/client-ivs';
import { closeAfterEach, getFailure, missingChannel, missingConfiguration, startIvs } from './test-server';

closeAfterEach();

const destinationConfiguration = { s3: { bucketName: 'recordings' } };
const createKeys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key${index}`);
const createTagMap = (count: number): object => Object.fromEntries(createKeys(count).map((key) => [key, 'value']));
const formatArn = (length: number): string => missingConfiguration.padEnd(length, '0');

/** Returns the validation error of an input; undefined if it is valid. */
function findProblem(operation: OperationName, input: unknown): IvsError | undefined {
  try {
    operations[operation].prepare(new IvsAccount(), input);
    return undefined;
  } catch (error) {
    if (error instanceof IvsError) return error;
    throw error;
  }
}

/** An operation, a member, a valid input at the limit and an invalid input beyond it. */
type Case = readonly [operation: OperationName, member: string, allowed: unknown, refused: unknown];

const create = (member: string, allowed: object, rejected: object): Case => [
  'CreateRecordingConfiguration',
  member,
  { destinationConfiguration, ...allowed },
  { destinationConfiguration, ...rejected },
];
const bucket = (allowed: string, rejected: unknown): Case => {
  const name = (bucketName: unknown): object => ({ destinationConfiguration: { s3: { bucketName } } });
  return create('destinationConfiguration.s3.bucketName', name(allowed), name(rejected));
};
const thumbnails = (member: string, allowed: object, rejected: object): Case =>
  create(`thumbnailConfiguration.${member}`, { thumbnailConfiguration: allowed }, { thumbnailConfiguration: rejected });
const renditions = (member: string, allowed: object, rejected: object): Case =>
  create(`renditionConfiguration.${member}`, { renditionConfiguration: allowed }, { renditionConfiguration: rejected });
const tagged = (member: string, allowed: object, rejected: unknown): Case =>
  create(member, { tags: allowed }, { tags: rejected });

const cases: readonly Case[] = [
  bucket('abc', 'ab'),
  bucket('a'.repeat(63), 'a'.repeat(64)),
  bucket('..-', 'Abc'),
  bucket('a.b-c', 'a_b'),
  bucket('abc', 'abc\n'),
  bucket('abc', 123),
  bucket('abc', undefined),
  create('destinationConfiguration.s3', {}, { destinationConfiguration: {} }),
  ['CreateRecordingConfiguration', 'destinationConfiguration', { destinationConfiguration }, {}],
  ['CreateRecordingConfiguration', 'input', { destinationConfiguration }, []],
  create('destinationConfiguration', {}, { destinationConfiguration: 'recordings' }),
  create('name', { name: '' }, { name: 'a b' }),
  create('name', { name: 'aZ09-_' }, { name: 'é' }),
  create('name', { name: 'a'.repeat(128) }, { name: 'a'.repeat(129) }),
  create('recordingReconnectWindowSeconds', createWindowInput(0), createWindowInput(-1)),
  create('recordingReconnectWindowSeconds', createWindowInput(300), createWindowInput(301)),
  create('recordingReconnectWindowSeconds', createWindowInput(1), createWindowInput(1.5)),
  create('recordingReconnectWindowSeconds', createWindowInput(1), createWindowInput('1')),
  create('recordingReconnectWindowSeconds', createWindowInput(null), createWindowInput(false)),
  thumbnails('targetIntervalSeconds', { targetIntervalSeconds: 1 }, { targetIntervalSeconds: 0 }),
  thumbnails('targetIntervalSeconds', { targetIntervalSeconds: 60 }, { targetIntervalSeconds: 61 }),
  thumbnails(
    'targetIntervalSeconds',
    { recordingMode: 'INTERVAL', targetIntervalSeconds: 5 },
    { recordingMode: 'DISABLED', targetIntervalSeconds: 5 },
  ),
  thumbnails('recordingMode', { recordingMode: 'DISABLED' }, { recordingMode: 'disabled' }),
  thumbnails('resolution', { resolution: 'LOWEST_RESOLUTION' }, { resolution: 'UHD' }),
  thumbnails('storage[1]', { storage: ['SEQUENTIAL', 'LATEST'] }, { storage: ['LATEST', 'NEWEST'] }),
  thumbnails('storage', { storage: [] }, { storage: 'LATEST' }),
  renditions('renditionSelection', { renditionSelection: 'NONE' }, { renditionSelection: 'SOME' }),
  renditions(
    'renditions',
    { renditionSelection: 'CUSTOM', renditions: ['SD'] },
    { renditionSelection: 'CUSTOM', renditions: [] },
  ),
  renditions('renditions', { renditionSelection: 'ALL' }, { renditionSelection: 'CUSTOM' }),
  renditions('renditions[0]', { renditions: ['FULL_HD'] }, { renditions: ['4K'] }),
  tagged('tags count', createTagMap(50), createTagMap(51)),
  tagged('tags key', { k: 'v' }, { '': 'v' }),
  tagged('tags key', { ['k'.repeat(128)]: 'v' }, { ['k'.repeat(129)]: 'v' }),
  tagged('tags key', { 'ключ 1 _.:/=+-@': 'v' }, { 'k*': 'v' }),
  tagged('tags key', { 'AWS-aws:': 'v' }, { 'aws:owner': 'v' }),
  tagged('tags.k', { k: '' }, { k: 'v,w' }),
  tagged('tags.k', { k: 'v'.repeat(256) }, { k: 'v'.repeat(257) }),
  tagged('tags.k', { k: 'v' }, { k: 1 }),
  tagged('tags', {}, [{ Key: 'k', Value: 'v' }]),
  ['GetRecordingConfiguration', 'arn', { arn: missingConfiguration }, {}],
  ['GetRecordingConfiguration', 'arn', { arn: formatArn(128) }, { arn: formatArn(129) }],
  ['GetRecordingConfiguration', 'arn', { arn: missingConfiguration }, { arn: missingChannel }],
  ['GetRecordingConfiguration', 'arn', { arn: missingConfiguration }, { arn: `${missingConfiguration}/x` }],
  ['GetRecordingConfiguration', 'arn', { arn: missingConfiguration }, { arn: ` ${missingConfiguration}` }],
  ['DeleteRecordingConfiguration', 'arn', { arn: missingConfiguration }, { arn: 'missing00000' }],
  ['ListRecordingConfigurations', 'maxResults', { maxResults: 1 }, { maxResults: 0 }],
  ['ListRecordingConfigurations', 'maxResults', { maxResults: 100 }, { maxResults: 101 }],
  ['ListChannels', 'maxResults', { maxResults: 1 }, { maxResults: 0 }],
  ['ListChannels', 'maxResults', { maxResults: 100 }, { maxResults: 101 }],
  ['ListChannels', 'filterByName', { filterByName: 'a' }, { filterByName: 'a b' }],
  [
    'ListChannels',
    'filterByRecordingConfigurationArn',
    { filterByRecordingConfigurationArn: '' },
    { filterByRecordingConfigurationArn: 'x' },
  ],
  ['TagResource', 'tags', { resourceArn: missingChannel, tags: {} }, { resourceArn: missingChannel }],
  ['TagResource', 'resourceArn', { resourceArn: missingConfiguration, tags: {} }, { resourceArn: 'x', tags: {} }],
  ['UntagResource', 'tagKeys', { resourceArn: missingChannel, tagKeys: [] }, { resourceArn: missingChannel }],
  ['UntagResource', 'tagKeys', createUntagInput(createKeys(50)), createUntagInput(createKeys(51))],
  ['UntagResource', 'tagKeys[0]', createUntagInput(['k']), createUntagInput([''])],
  ['ListTagsForResource', 'resourceArn', { resourceArn: missingChannel }, { resourceArn: `${missingChannel}?` }],
  ['CreateChannel', 'name', { name: 'a'.repeat(128) }, { name: 'a'.repeat(129) }],
  ['CreateChannel', 'type', { type: 'BASIC' }, { type: 'PREMIUM' }],
  ['CreateChannel', 'latencyMode', { latencyMode: 'NORMAL' }, { latencyMode: 'HIGH' }],
  ['CreateChannel', 'authorized', { authorized: false }, { authorized: 'false' }],
  [
    'UpdateChannel',
    'recordingConfigurationArn',
    { arn: missingChannel, recordingConfigurationArn: '' },
    { arn: missingChannel, recordingConfigurationArn: missingChannel },
  ],
  ['GetChannel', 'arn', { arn: missingChannel }, { arn: missingConfiguration }],
  ['DeleteChannel', 'arn', { arn: missingChannel }, { arn: '' }],
  ['BatchGetChannel', 'arns', { arns: [missingChannel] }, { arns: [] }],
  ['BatchGetChannel', 'arns', { arns: Array(50).fill(missingChannel) }, { arns: Array(51).fill(missingChannel) }],
  ['GetStream', 'channelArn', { channelArn: missingChannel }, { channelArn: missingConfiguration }],
  ['StopStream', 'channelArn', { channelArn: missingChannel }, {}],
];

function createWindowInput(recordingReconnectWindowSeconds: unknown): object {
  return { recordingReconnectWindowSeconds };
}

function createUntagInput(tagKeys: readonly string[]): object {
  return { resourceArn: missingChannel, tagKeys };
}

test.each(cases)('%s validates %s: %j is valid, %j is not', (operation, member, allowed, rejected) => {
  expect(findProblem(operation, allowed)).toBeUndefined();
  const problem = findProblem(operation, rejected);
  expect(problem?.type).toBe('ValidationException');
  expect(problem?.message.startsWith(`${member}: `)).toBe(true);
  expect(problem?.message).toContain('expected');
});

test('an invalid input returns 400 with the member in its text and creates nothing', async () => {
  const { client, account } = await startIvs();
  const input = { destinationConfiguration, recordingReconnectWindowSeconds: 301 };
  const failure = await getFailure(client.send(new CreateRecordingConfigurationCommand(input)));
  expect(failure).toEqual({
    name: 'ValidationException',
    status: 400,
    text: 'recordingReconnectWindowSeconds: 301 is not valid, expected an integer from 0 to 300',
  });
  expect(account.recordingConfigurations()).toEqual([]);
});

test('an unknown member is ignored', () => {
  const input = { destinationConfiguration, color: 'blue' };
  expect(findProblem('CreateRecordingConfiguration', input)).toBeUndefined();
});
