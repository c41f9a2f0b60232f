import {
  BatchGetChannelCommand,
  type Channel,
  CreateChannelCommand,
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  GetChannelCommand,
  GetStreamCommand,
  type IvsClient,
  ListChannelsCommand,
  StopStreamCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import {
  closeAfterEach,
  createConfiguration,
  getFailure,
  missingChannel,
  missingConfiguration,
  startIvs,
} from './test-server';

closeAfterEach();

const notFound = { name: 'ResourceNotFoundException', status: 404 };

async function createChannel(client: IvsClient, input = {}): Promise<Channel & { arn: string }> {
  const { channel } = await client.send(new CreateChannelCommand(input));
  return { ...channel, arn: channel?.arn ?? '' };
}

test('CreateChannel returns the defaults and a stream key', async () => {
  const { client } = await startIvs();
  const { channel, streamKey } = await client.send(new CreateChannelCommand({}));
  expect(channel).toMatchObject({
    arn: expect.stringMatching(/^arn:aws:ivs:us-east-1:123456789012:channel\/[A-Za-z0-9]{12}$/) as string,
    name: '',
    latencyMode: 'LOW',
    type: 'STANDARD',
    authorized: false,
    insecureIngest: false,
    recordingConfigurationArn: '',
    tags: {},
  });
  expect(streamKey?.channelArn).toBe(channel?.arn);
  const read = await client.send(new GetChannelCommand({ arn: channel?.arn }));
  expect(read.channel).toEqual(channel);
});

test('an update changes only its members', async () => {
  const { client } = await startIvs();
  const recordingConfigurationArn = await createConfiguration(client);
  const { arn } = await createChannel(client, { name: 'stage', recordingConfigurationArn, authorized: true });
  const renamed = await client.send(new UpdateChannelCommand({ arn, name: 'hall' }));
  expect(renamed.channel).toMatchObject({ name: 'hall', recordingConfigurationArn, authorized: true });
});

test('an empty ARN disables recording, and the configuration can be deleted', async () => {
  const { client, account } = await startIvs();
  const recordingConfigurationArn = await createConfiguration(client);
  const { arn } = await createChannel(client, { recordingConfigurationArn });
  const { channel } = await client.send(new UpdateChannelCommand({ arn, recordingConfigurationArn: '' }));
  expect(channel?.recordingConfigurationArn).toBe('');
  await client.send(new DeleteRecordingConfigurationCommand({ arn: recordingConfigurationArn }));
  expect(account.recordingConfigurations()).toEqual([]);
});

test('a channel cannot use a recording configuration that does not exist', async () => {
  const { client, account } = await startIvs();
  const recordingConfigurationArn = missingConfiguration;
  expect(await getFailure(createChannel(client, { recordingConfigurationArn }))).toMatchObject(notFound);
  const { arn } = await createChannel(client);
  const update = client.send(new UpdateChannelCommand({ arn, recordingConfigurationArn }));
  expect(await getFailure(update)).toMatchObject(notFound);
  expect(account.channels()).toMatchObject([{ recordingConfigurationArn: '' }]);
});

test('every operation returns 404 for a channel that does not exist', async () => {
  const { client } = await startIvs();
  const arn = missingChannel;
  expect(await getFailure(client.send(new GetChannelCommand({ arn })))).toMatchObject(notFound);
  expect(await getFailure(client.send(new UpdateChannelCommand({ arn })))).toMatchObject(notFound);
  expect(await getFailure(client.send(new DeleteChannelCommand({ arn })))).toMatchObject(notFound);
  expect(await getFailure(client.send(new GetStreamCommand({ channelArn: arn })))).toMatchObject(notFound);
  expect(await getFailure(client.send(new StopStreamCommand({ channelArn: arn })))).toMatchObject(notFound);
});

test('a deleted channel does not exist', async () => {
  const { client, account } = await startIvs();
  const { arn } = await createChannel(client);
  const { $metadata } = await client.send(new DeleteChannelCommand({ arn }));
  expect($metadata.httpStatusCode).toBe(204);
  expect(account.channels()).toEqual([]);
});

test('BatchGetChannel returns the existing channels and an error for each other one', async () => {
  const { client } = await startIvs();
  const { arn } = await createChannel(client);
  const { channels, errors } = await client.send(new BatchGetChannelCommand({ arns: [missingChannel, arn] }));
  expect(channels?.map((channel) => channel.arn)).toEqual([arn]);
  expect(errors).toMatchObject([{ arn: missingChannel, code: 'ResourceNotFoundException' }]);
});

describe('listing', () => {
  test('filters by name or by recording configuration', async () => {
    const { client } = await startIvs();
    const recordingConfigurationArn = await createConfiguration(client);
    await createChannel(client, { name: 'first', recordingConfigurationArn });
    await createChannel(client, { name: 'second' });
    const listNames = async (input: object): Promise<(string | undefined)[]> =>
      ((await client.send(new ListChannelsCommand(input))).channels ?? []).map(({ name }) => name);
    expect(await listNames({})).toEqual(['first', 'second']);
    expect(await listNames({ filterByName: 'second' })).toEqual(['second']);
    expect(await listNames({ filterByRecordingConfigurationArn: recordingConfigurationArn })).toEqual(['first']);
    expect(await listNames({ filterByRecordingConfigurationArn: missingConfiguration })).toEqual([]);
    const adConfiguration = 'arn:aws:ivs:us-east-1:123456789012:ad-configuration/abc';
    expect(await listNames({ filterByAdConfigurationArn: adConfiguration })).toEqual([]);
  });

  test('rejects two filters', async () => {
    const { client } = await startIvs();
    const filters = { filterByName: 'first', filterByRecordingConfigurationArn: missingConfiguration };
    const failure = await getFailure(client.send(new ListChannelsCommand(filters)));
    expect(failure).toMatchObject({ name: 'ConflictException', status: 409 });
    expect(failure.text).toContain('filterByName and filterByRecordingConfigurationArn');
  });
});

describe('a live channel', () => {
  test('has a stream until it is stopped', async () => {
    const { client, account } = await startIvs();
    const { arn: channelArn } = await createChannel(client);
    const notLive = { name: 'ChannelNotBroadcasting', status: 404 };
    expect(await getFailure(client.send(new GetStreamCommand({ channelArn })))).toMatchObject(notLive);
    account.setLive(channelArn, true);
    const { stream } = await client.send(new GetStreamCommand({ channelArn }));
    expect(stream).toMatchObject({ channelArn, state: 'LIVE', startTime: expect.any(Date) as Date });
    expect(stream?.streamId).toMatch(/^st-[a-zA-Z0-9]{23}$/);
    await client.send(new StopStreamCommand({ channelArn }));
    expect(await getFailure(client.send(new GetStreamCommand({ channelArn })))).toMatchObject(notLive);
    expect(await getFailure(client.send(new StopStreamCommand({ channelArn })))).toMatchObject(notLive);
  });

  test('cannot be changed or deleted until it is offline', async () => {
    const { client, account } = await startIvs();
    const recordingConfigurationArn = await createConfiguration(client);
    const { arn } = await createChannel(client, { recordingConfigurationArn });
    const detach = new UpdateChannelCommand({ arn, recordingConfigurationArn: '' });
    const conflict = { name: 'ConflictException', status: 409 };
    account.setLive(arn, true);
    expect(await getFailure(client.send(detach))).toMatchObject(conflict);
    expect(await getFailure(client.send(new DeleteChannelCommand({ arn })))).toMatchObject(conflict);
    expect(account.channels()).toMatchObject([{ recordingConfigurationArn }]);
    account.setLive(arn, false);
    await client.send(detach);
    await client.send(new DeleteChannelCommand({ arn }));
    expect(account.channels()).toEqual([]);
  });
});
