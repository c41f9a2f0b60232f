import type { OperationName } from '../../ivs/operations';
import { findSecondClient, type Outcome, type SecondClient } from './second-client';
import { closeAfterEach, destination, type Ivs, missingChannel, missingConfiguration, startIvs } from './test-server';

closeAfterEach();

const kind = findSecondClient();
if (!kind) console.warn('NOT RUN: the tests with a second IVS client. Neither python3 with boto3 nor aws is here.');

// The AWS CLI takes about a second per call.
jest.setTimeout(120_000);

let ivs: Ivs;
let client: SecondClient;

beforeEach(async () => {
  if (!kind) return;
  const authorize = ({ action }: { action: string }): string | undefined =>
    action === 'ivs:BatchGetChannel' ? 'denied for the test' : undefined;
  ivs = await startIvs({ recordingConfigurationQuota: 1 }, { authorize });
  client = kind.connect(ivs.server.endpoint);
});

afterEach(async () => {
  if (kind) await client.close();
});

async function expectSuccess(operation: string, input: object, status = 200): Promise<Record<string, unknown>> {
  const outcome = await client.call(operation, input);
  expect(outcome.error).toBeUndefined();
  expect(outcome.status ?? status).toBe(status);
  return outcome.output ?? {};
}

async function expectError(operation: string, input: object, error: string, status: number): Promise<void> {
  const outcome: Outcome = await client.call(operation, input);
  expect({ error: outcome.error, status: outcome.status ?? status }).toEqual({ error, status });
}

const withSecondClient = kind ? describe : describe.skip;

withSecondClient(`with ${kind?.name ?? 'a second client'}`, () => {
  test('a recording configuration is created, read, listed, tagged, untagged and deleted', async () => {
    const tags = { 'stage/of life': 'test=1' };
    const created = await expectSuccess('create-recording-configuration', {
      name: 'second',
      destinationConfiguration: destination,
      tags,
    });
    const settings = {
      arn: expect.stringContaining(':recording-configuration/') as string,
      name: 'second',
      destinationConfiguration: destination,
      thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60, storage: ['SEQUENTIAL'] },
      renditionConfiguration: { renditionSelection: 'ALL' },
      recordingReconnectWindowSeconds: 0,
      tags,
    };
    expect(created).toEqual({ recordingConfiguration: { ...settings, state: 'CREATING' } });
    const arn = ivs.account.recordingConfigurations()[0]?.arn;
    expect(await expectSuccess('get-recording-configuration', { arn })).toEqual({
      recordingConfiguration: { ...settings, state: 'ACTIVE' },
    });
    expect(await expectSuccess('list-recording-configurations', {})).toEqual({
      recordingConfigurations: [{ arn, name: 'second', destinationConfiguration: destination, state: 'ACTIVE', tags }],
    });
    await expectSuccess('tag-resource', { resourceArn: arn, tags: { 'a:b': 'c', d: '' } });
    await expectSuccess('untag-resource', { resourceArn: arn, tagKeys: ['stage/of life', 'd'] });
    expect(await expectSuccess('list-tags-for-resource', { resourceArn: arn })).toEqual({ tags: { 'a:b': 'c' } });
    await expectSuccess('delete-recording-configuration', { arn }, 204);
    expect(ivs.account.recordingConfigurations()).toEqual([]);
  });

  test('a channel is created, listed, moved to another configuration and deleted', async () => {
    const { recordingConfiguration } = ivs.account.createRecordingConfiguration({
      destinationConfiguration: destination,
    });
    const recordingConfigurationArn = recordingConfiguration.arn;
    await expectSuccess('create-channel', { name: 'stage', recordingConfigurationArn });
    const arn = ivs.account.channels()[0]?.arn ?? '';
    const listed = await expectSuccess('list-channels', {
      filterByRecordingConfigurationArn: recordingConfigurationArn,
    });
    expect(listed).toMatchObject({ channels: [{ arn, name: 'stage', recordingConfigurationArn }] });
    await expectSuccess('update-channel', { arn, recordingConfigurationArn: '' });
    expect(await expectSuccess('get-channel', { arn })).toMatchObject({ channel: { recordingConfigurationArn: '' } });
    ivs.account.setLive(arn, true);
    expect(await expectSuccess('get-stream', { channelArn: arn })).toMatchObject({ stream: { state: 'LIVE' } });
    await expectSuccess('stop-stream', { channelArn: arn });
    await expectSuccess('delete-channel', { arn }, 204);
    expect(ivs.account.channels()).toEqual([]);
  });

  test('each error has its name and status', async () => {
    const { account, server } = ivs;
    const { recordingConfiguration } = account.createRecordingConfiguration({ destinationConfiguration: destination });
    const { arn } = recordingConfiguration;
    const { channel } = account.createChannel({ recordingConfigurationArn: arn });
    const create = 'create-recording-configuration';
    const input = { destinationConfiguration: destination };
    const invalid = { destinationConfiguration: { s3: { bucketName: 'Not_A_Bucket' } } };
    await expectError(create, invalid, 'ValidationException', 400);
    await expectError(create, input, 'ServiceQuotaExceededException', 402);
    await expectError('batch-get-channel', { arns: [missingChannel] }, 'AccessDeniedException', 403);
    account.settings.pendingVerification = true;
    await expectError(create, input, 'PendingVerification', 403);
    const missing = { arn: missingConfiguration };
    await expectError('get-recording-configuration', missing, 'ResourceNotFoundException', 404);
    await expectError('get-stream', { channelArn: channel.arn }, 'ChannelNotBroadcasting', 404);
    await expectError('delete-recording-configuration', { arn }, 'ConflictException', 409);
    account.setLive(channel.arn, true);
    await expectError('update-channel', { arn: channel.arn, name: 'hall' }, 'ConflictException', 409);
    const list: { operation: OperationName } = { operation: 'ListRecordingConfigurations' };
    server.faults.add({ ...list, kind: 'throttle' });
    await expectError('list-recording-configurations', {}, 'ThrottlingException', 429);
    server.faults.add({ ...list, kind: 'internal-error' });
    await expectError('list-recording-configurations', {}, 'InternalServerException', 500);
    server.faults.add({ ...list, kind: 'unavailable' });
    await expectError('list-recording-configurations', {}, 'ServiceUnavailable', 503);
  });
});
