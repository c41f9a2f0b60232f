import type { IvsClient } from '@aws-sdk/client-ivs';
import { createIvsRecordingConfigurations } from '../../../lambda/aws/ivs-recording-configurations';
import type { RecordingConfigurations } from '../../../lambda/aws/recording-configurations';
import type { RecordingSettings } from '../../../schema/settings';

const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';
const SETTINGS: RecordingSettings = {
  DestinationConfiguration: { S3: { BucketName: 'archive' } },
  Name: 'live',
  RecordingReconnectWindowSeconds: 60,
  RenditionConfiguration: { RenditionSelection: 'ALL' },
  ThumbnailConfiguration: { RecordingMode: 'DISABLED' },
};
const ACTIVE = { arn: ARN, state: 'ACTIVE', tags: { a: '1' } };
const SHOWN = { ...ACTIVE, destinationConfiguration: { s3: { bucketName: 'archive' } }, name: '' };
const patient = new AbortController().signal;

/** The adapter with a client that returns these responses in order; an error is thrown. */
function setUp(...responses: readonly unknown[]) {
  const sent: { command: string; input: unknown }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const left = [...responses];
  const client = {
    send: (command: { constructor: { name: string }; input: unknown }, options?: { abortSignal?: AbortSignal }) => {
      sent.push({ command: command.constructor.name, input: command.input });
      signals.push(options?.abortSignal);
      const response = left.shift();
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
  };
  const configurations = createIvsRecordingConfigurations(client as unknown as IvsClient);
  return { configurations, sent, signals };
}

const errorResponse = (status: number): Error =>
  Object.assign(new Error('said IVS'), { name: 'X', $metadata: { httpStatusCode: status } });

test.each<[title: string, settings: Partial<RecordingSettings>, input: object]>([
  ['without thumbnails', {}, { thumbnailConfiguration: { recordingMode: 'DISABLED' } }],
  [
    'with thumbnails',
    {
      ThumbnailConfiguration: {
        RecordingMode: 'INTERVAL',
        TargetIntervalSeconds: 5,
        Resolution: 'HD',
        Storage: ['LATEST'],
      },
    },
    {
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 5,
        resolution: 'HD',
        storage: ['LATEST'],
      },
    },
  ],
  [
    'with chosen renditions',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] } },
    { renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'HD'] } },
  ],
  [
    'without renditions',
    { RenditionConfiguration: { RenditionSelection: 'NONE' } },
    { renditionConfiguration: { renditionSelection: 'NONE' } },
  ],
  ['without a name', { Name: undefined }, { name: undefined }],
])('create sends every setting: %s', async (_title, settings, input) => {
  const { configurations, sent } = setUp({ recordingConfiguration: { ...ACTIVE, state: 'CREATING' } });
  expect(await configurations.create({ ...SETTINGS, ...settings }, { a: '1' }, patient)).toEqual({
    arn: ARN,
    state: 'CREATING',
    tags: { a: '1' },
  });
  expect(sent).toEqual([
    {
      command: 'CreateRecordingConfigurationCommand',
      input: {
        name: 'live',
        destinationConfiguration: { s3: { bucketName: 'archive' } },
        recordingReconnectWindowSeconds: 60,
        renditionConfiguration: { renditionSelection: 'ALL' },
        thumbnailConfiguration: { recordingMode: 'DISABLED' },
        tags: { a: '1' },
        ...input,
      },
    },
  ]);
});

test('get returns the configuration with its settings', async () => {
  const { configurations, sent } = setUp({ recordingConfiguration: SHOWN });
  expect(await configurations.get(ARN, patient)).toEqual({
    ...ACTIVE,
    settings: {
      DestinationConfiguration: { S3: { BucketName: 'archive' } },
      RecordingReconnectWindowSeconds: 0,
      RenditionConfiguration: { RenditionSelection: 'ALL' },
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
    },
  });
  expect(sent).toEqual([{ command: 'GetRecordingConfigurationCommand', input: { arn: ARN } }]);
});

test('get returns no tags if there are none', async () => {
  const { configurations } = setUp({ recordingConfiguration: { ...SHOWN, tags: undefined } });
  expect(await configurations.get(ARN, patient)).toMatchObject({ tags: {} });
});

test.each([
  ['CREATING', 'CREATING'],
  ['CREATE_FAILED', 'CREATE_FAILED'],
  ['ACTIVE', 'ACTIVE'],
  ['UPDATING', 'UNKNOWN'],
  ['', 'UNKNOWN'],
])('the state %p is %s', async (state, expected) => {
  const { configurations } = setUp(
    { recordingConfiguration: { ...SHOWN, state } },
    { recordingConfigurations: [{ ...ACTIVE, state }] },
  );
  expect(await configurations.get(ARN, patient)).toMatchObject({ state: expected });
  expect(await configurations.list(undefined, patient)).toMatchObject({ configurations: [{ state: expected }] });
});

test('list requests one page', async () => {
  const { configurations, sent } = setUp(
    { recordingConfigurations: [ACTIVE], nextToken: 'more' },
    { recordingConfigurations: [] },
  );
  expect(await configurations.list(undefined, patient)).toEqual({ configurations: [ACTIVE], nextToken: 'more' });
  expect(await configurations.list('more', patient)).toEqual({ configurations: [], nextToken: undefined });
  expect(sent).toEqual([
    { command: 'ListRecordingConfigurationsCommand', input: { maxResults: 100, nextToken: undefined } },
    { command: 'ListRecordingConfigurationsCommand', input: { maxResults: 100, nextToken: 'more' } },
  ]);
});

test('list treats an empty token as none', async () => {
  const { configurations, sent } = setUp({ recordingConfigurations: [], nextToken: '' });
  expect(await configurations.list(undefined, patient)).toEqual({ configurations: [], nextToken: undefined });
  expect(sent).toHaveLength(1);
});

test('delete, addTags and removeTags send their arguments', async () => {
  const { configurations, sent } = setUp({}, {}, {});
  await configurations.delete(ARN, patient);
  await configurations.addTags(ARN, { a: '1' }, patient);
  await configurations.removeTags(ARN, ['b', 'c'], patient);
  expect(sent).toEqual([
    { command: 'DeleteRecordingConfigurationCommand', input: { arn: ARN } },
    { command: 'TagResourceCommand', input: { resourceArn: ARN, tags: { a: '1' } } },
    { command: 'UntagResourceCommand', input: { resourceArn: ARN, tagKeys: ['b', 'c'] } },
  ]);
});

const CALLS: readonly [string, (configurations: RecordingConfigurations, signal: AbortSignal) => Promise<unknown>][] = [
  ['ivs:CreateRecordingConfiguration', (c, signal) => c.create(SETTINGS, {}, signal)],
  ['ivs:GetRecordingConfiguration', (c, signal) => c.get(ARN, signal)],
  ['ivs:ListRecordingConfigurations', (c, signal) => c.list(undefined, signal)],
  ['ivs:DeleteRecordingConfiguration', (c, signal) => c.delete(ARN, signal)],
  ['ivs:TagResource', (c, signal) => c.addTags(ARN, { a: '1' }, signal)],
  ['ivs:UntagResource', (c, signal) => c.removeTags(ARN, ['a'], signal)],
];

test.each(CALLS)('an error of %s shows the action', async (action, call) => {
  await expect(call(setUp(errorResponse(403)).configurations, patient)).rejects.toMatchObject({
    name: 'AwsCallError',
    kind: 'AccessDenied',
    action,
    message: 'said IVS',
  });
});

test.each(CALLS)('the call of %s can be aborted', async (_action, call) => {
  const response = { recordingConfiguration: SHOWN, recordingConfigurations: [] };
  const { configurations, signals } = setUp(response);
  await call(configurations, patient);
  expect(signals).toEqual([expect.any(AbortSignal)]);
});

describe('a call without a response', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test.each(CALLS)('%s is abandoned after ten seconds, a Create after thirty', async (action, call) => {
    const hang = (_command: unknown, { abortSignal }: { abortSignal: AbortSignal }): Promise<never> =>
      new Promise((_resolve, reject) => {
        abortSignal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    const configurations = createIvsRecordingConfigurations({ send: hang } as unknown as IvsClient);
    const outcome = call(configurations, patient).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(30_000);
    const seconds = action === 'ivs:CreateRecordingConfiguration' ? 30 : 10;
    expect(await outcome).toMatchObject({ kind: 'ServiceUnavailable', message: `no response within ${seconds} s` });
  });
});

test('get returns undefined for a missing configuration, and delete ignores it', async () => {
  expect(await setUp(errorResponse(404)).configurations.get(ARN, patient)).toBeUndefined();
  await expect(setUp(errorResponse(404)).configurations.delete(ARN, patient)).resolves.toBeUndefined();
  await expect(setUp(errorResponse(404)).configurations.addTags(ARN, {}, patient)).rejects.toMatchObject({
    kind: 'NotFound',
  });
});

test.each<[action: string, response: object]>([
  ['ivs:CreateRecordingConfiguration', {}],
  ['ivs:CreateRecordingConfiguration', { recordingConfiguration: { state: 'ACTIVE' } }],
  ['ivs:CreateRecordingConfiguration', { recordingConfiguration: { arn: ARN } }],
  ['ivs:GetRecordingConfiguration', {}],
  ['ivs:GetRecordingConfiguration', { recordingConfiguration: ACTIVE }],
  ['ivs:ListRecordingConfigurations', {}],
  ['ivs:ListRecordingConfigurations', { recordingConfigurations: [{ arn: ARN }] }],
])('an empty response to %s is an unknown outcome: %j', async (action, response) => {
  const [, call] = CALLS.find(([name]) => name === action) ?? [];
  await expect(call?.(setUp(response).configurations, patient)).rejects.toMatchObject({
    kind: 'ServiceUnavailable',
    action,
    message: 'the response was empty',
  });
});
