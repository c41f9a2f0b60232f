import type { IvsClient } from '@aws-sdk/client-ivs';
import type { Channels } from '../../../lambda/aws/channels';
import { createIvsChannels } from '../../../lambda/aws/ivs-channels';

const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';
const CHANNEL = 'arn:aws:ivs:us-east-1:123456789012:channel/DeF';
const patient = new AbortController().signal;

/** The adapter with a client that returns this response; an error is thrown. */
function setUp(response: unknown) {
  const sent: unknown[] = [];
  const client = {
    send: (command: { constructor: { name: string }; input: unknown }, options?: { abortSignal?: AbortSignal }) => {
      sent.push([command.constructor.name, command.input, options?.abortSignal instanceof AbortSignal]);
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
  };
  return { channels: createIvsChannels(client as unknown as IvsClient), sent };
}

const errorResponse = (status: number): Error =>
  Object.assign(new Error('said IVS'), { name: 'X', $metadata: { httpStatusCode: status } });

test.each<[token: string | undefined, response: object, page: object]>([
  [undefined, { channels: [] }, { channels: [], nextToken: undefined }],
  [
    'two',
    { channels: [{ arn: CHANNEL, name: 'stage', latencyMode: 'LOW' }, { arn: `${CHANNEL}2` }], nextToken: 'three' },
    {
      channels: [
        { arn: CHANNEL, name: 'stage' },
        { arn: `${CHANNEL}2`, name: '' },
      ],
      nextToken: 'three',
    },
  ],
  ['three', { channels: [], nextToken: '' }, { channels: [], nextToken: undefined }],
])('listUsing requests the page %p and converts %j to %j', async (nextToken, response, page) => {
  const { channels, sent } = setUp(response);
  expect(await channels.listUsing(ARN, nextToken, patient)).toEqual(page);
  const input = { filterByRecordingConfigurationArn: ARN, maxResults: 100, nextToken };
  expect(sent).toEqual([['ListChannelsCommand', input, true]]);
});

test.each([{}, { channels: [{ name: 'stage' }] }])('a list that is %j is invalid', async (response) => {
  await expect(setUp(response).channels.listUsing(ARN, undefined, patient)).rejects.toMatchObject({
    kind: 'ServiceUnavailable',
    action: 'ivs:ListChannels',
    message: 'the response was empty',
  });
});

test.each([
  [{ stream: {} }, true],
  [errorResponse(404), false],
])('a channel whose stream is %p is live: %p', async (response, isLive) => {
  const { channels, sent } = setUp(response);
  expect(await channels.isLive(CHANNEL, patient)).toBe(isLive);
  expect(sent).toEqual([['GetStreamCommand', { channelArn: CHANNEL }, true]]);
});

test.each<[response: unknown, uses: string | undefined]>([
  [{ channel: { arn: CHANNEL, recordingConfigurationArn: ARN } }, ARN],
  [{ channel: { arn: CHANNEL, recordingConfigurationArn: '' } }, ''],
  [{ channel: { arn: CHANNEL } }, ''],
  [errorResponse(404), undefined],
])('a channel for which IVS returns %p uses %p', async (response, uses) => {
  const { channels, sent } = setUp(response);
  expect(await channels.getRecordingConfiguration(CHANNEL, patient)).toBe(uses);
  expect(sent).toEqual([['GetChannelCommand', { arn: CHANNEL }, true]]);
});

test('a response without a channel is invalid', async () => {
  await expect(setUp({}).channels.getRecordingConfiguration(CHANNEL, patient)).rejects.toMatchObject({
    kind: 'ServiceUnavailable',
    action: 'ivs:GetChannel',
    message: 'the response was empty',
  });
});

test.each([
  [ARN, ARN],
  [undefined, ''],
])('setRecordingConfiguration to %p sends %p', async (to, recordingConfigurationArn) => {
  const { channels, sent } = setUp({});
  await channels.setRecordingConfiguration(CHANNEL, to, patient);
  expect(sent).toEqual([['UpdateChannelCommand', { arn: CHANNEL, recordingConfigurationArn }, true]]);
});

test.each<[action: string, call: (channels: Channels) => Promise<unknown>]>([
  ['ivs:ListChannels', (channels) => channels.listUsing(ARN, undefined, patient)],
  ['ivs:GetStream', (channels) => channels.isLive(CHANNEL, patient)],
  ['ivs:GetChannel', (channels) => channels.getRecordingConfiguration(CHANNEL, patient)],
  ['ivs:UpdateChannel', (channels) => channels.setRecordingConfiguration(CHANNEL, ARN, patient)],
])('an error names %s', async (action, call) => {
  await expect(call(setUp(errorResponse(409)).channels)).rejects.toMatchObject({ kind: 'ResourceConflict', action });
  const over = new RangeError('over');
  const aborted = createIvsChannels({} as unknown as IvsClient);
  await expect(aborted.isLive(CHANNEL, AbortSignal.abort(over))).rejects.toBe(over);
});
