import { formatMessage } from '../../../schema/messages';
import { ADVICE, awsFailure } from '../../support/message-values';
import { serviceRateQuotas } from '../../../tools/emulator/ivs/rate-quotas';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

let world: TestEnvironment;
beforeEach(async () => {
  world = await startTestEnvironment({
    account: { timeToActiveMs: 2_000, pageSize: 3 },
    server: { quotas: serviceRateQuotas },
  });
});
afterEach(() => world.close());

const released = (Name: string, more: object = {}): object => withBucket({ Name, OnInUse: 'RELEASE', ...more });

function createChannels(recordingConfigurationArn: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    return world.account.createChannel({ name: `stage-${index}`, recordingConfigurationArn }).channel.arn;
  });
}

const users = (arn: string): number =>
  world.account.channels().filter(({ recordingConfigurationArn }) => recordingConfigurationArn === arn).length;

test.each([1, 10, 150])('a replacement moves %i channels within the quotas of IVS', async (count) => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  createChannels(first, count);
  world.server.calls.clear();
  const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
  expect(Status).toBe('SUCCESS');
  expect(users(second)).toBe(count);
  expect(users(first)).toBe(0);
  const channelCalls = world.server.calls.list().filter(({ operation }) => /Channel|Stream/.test(operation));
  expect(channelCalls.filter(({ status }) => status === 429)).toEqual([]);
  // Each channel was checked and moved once.
  expect(world.server.calls.list('GetStream')).toHaveLength(count);
  expect(world.server.calls.list('GetChannel')).toHaveLength(count);
  expect(world.server.calls.list('UpdateChannel')).toHaveLength(count);
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
});

test('throttled channel calls are retried', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  createChannels(first, 7);
  for (const operation of ['ListChannels', 'GetStream', 'GetChannel', 'UpdateChannel'] as const) {
    world.server.faults.add({ operation, kind: 'throttle', times: 3, after: 1 });
  }
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  expect(users(second)).toBe(7);
});

test.each(['GetChannel', 'UpdateChannel'] as const)(
  'a channel that is deleted during the move does not fail the update (404 to %s)',
  async (operation) => {
    const resource = new StackedResource(world);
    const { PhysicalResourceId: first } = await resource.create(released('first'));
    createChannels(first, 3);
    world.server.faults.add({ operation, kind: 'not-found', after: 1 });
    // Afterward the channel is still gone.
    if (operation === 'UpdateChannel')
      world.server.faults.add({ operation: 'GetChannel', kind: 'not-found', after: 2 });
    const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
    expect(Status).toBe('SUCCESS');
    expect(users(second)).toBe(2);
  },
);

test.each(['internal-error-after-commit', 'drop-after-commit', 'truncate'] as const)(
  'a channel update whose response is lost is not sent again (%s)',
  async (kind) => {
    const resource = new StackedResource(world);
    const { PhysicalResourceId: first } = await resource.create(released('first'));
    createChannels(first, 3);
    world.server.faults.add({ operation: 'UpdateChannel', kind, after: 1 });
    const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
    expect(Status).toBe('SUCCESS');
    expect(users(second)).toBe(3);
    expect(world.server.calls.list('UpdateChannel')).toHaveLength(3);
  },
);

/** Creates a resource with three channels, one of which a caller outside the stack moves to another configuration. */
async function setUpExternalChange() {
  await world.close();
  const externalChange = { aheadOf: '', channel: '', isRefused: false };
  world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: {
      quotas: serviceRateQuotas,
      authorize: ({ action, resource }) => {
        if (action !== 'ivs:UpdateChannel' || resource !== externalChange.aheadOf) return undefined;
        if (externalChange.channel !== '') {
          world.account.updateChannel({ arn: externalChange.channel, recordingConfigurationArn: elsewhere });
        }
        externalChange.channel = '';
        return externalChange.isRefused ? 'not authorized' : undefined;
      },
    },
  });
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const channels = createChannels(first, 3);
  const { PhysicalResourceId: elsewhere } = await new StackedResource(world, 'Other').create(withBucket());
  /** Moves the second channel from outside the stack right before the function moves the first. */
  const changeSecond = (): void => {
    Object.assign(externalChange, { aheadOf: channels[0], channel: channels[1] });
  };
  /** Moves the first channel from outside the stack after the function moved it, and denies the third move. */
  const changeFirstAtRefusal = (): void => {
    Object.assign(externalChange, { aheadOf: channels[2], channel: channels[0], isRefused: true });
  };
  const uses = (): readonly string[] =>
    world.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  return { resource, channels, first, elsewhere, uses, changeSecond, changeFirstAtRefusal };
}

test('a deletion does not change a channel that is first moved outside the stack', async () => {
  const { resource, elsewhere, uses, changeSecond } = await setUpExternalChange();
  changeSecond();
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(uses()).toEqual(['', elsewhere, '']);
});

test('a replacement does not change a channel that is first moved outside the stack', async () => {
  const { resource, elsewhere, uses, changeSecond } = await setUpExternalChange();
  changeSecond();
  const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
  expect(Status).toBe('SUCCESS');
  expect(uses()).toEqual([second, elsewhere, second]);
});

test('the cleanup of a replacement does not change a channel that is moved outside the stack', async () => {
  const { resource, channels, first, elsewhere, uses, changeSecond } = await setUpExternalChange();
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  for (const arn of channels) world.account.updateChannel({ arn, recordingConfigurationArn: first });
  changeSecond();
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect(uses()).toEqual([second, elsewhere, second]);
});

test('the undo of a deletion does not change a channel that was moved outside the stack', async () => {
  const { resource, first, elsewhere, uses, changeFirstAtRefusal } = await setUpExternalChange();
  changeFirstAtRefusal();
  expect(await resource.delete()).toMatchObject({ Status: 'FAILED' });
  expect(uses()).toEqual([elsewhere, first, first]);
});

test('the undo of a replacement does not change a channel that was moved outside the stack', async () => {
  const { resource, first, elsewhere, uses, changeFirstAtRefusal } = await setUpExternalChange();
  changeFirstAtRefusal();
  expect(await resource.update(released('second'))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: first });
  expect(uses()).toEqual([elsewhere, first, first]);
});

test('an update under FAIL makes no channel calls', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(withBucket({ Name: 'first' }));
  createChannels(first, 2);
  expect(await resource.update(withBucket({ Name: 'second' }))).toMatchObject({ Status: 'SUCCESS' });
  expect(users(first)).toBe(2);
  expect(world.server.calls.list().filter(({ operation }) => /Channels|Stream/.test(operation))).toEqual([]);
});

test('a live channel fails the update before the replacement is created', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const [, live = ''] = createChannels(first, 3);
  world.account.setLive(live, true);
  const response = await resource.update(released('second'));
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: first });
  const values = { arn: first, count: '1 channel', others: ' (2 more can)', channels: `${live} (stage-1)` };
  expect(response.Reason).toBe(formatMessage('ChannelsLive', values));
  expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
  expect(users(first)).toBe(3);
});

test('an update that is denied halfway through the channels moves them back and leaves no replacement', async () => {
  await world.close();
  const denied: string[] = [];
  world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: {
      authorize: ({ action, resource }) =>
        action === 'ivs:UpdateChannel' && denied.includes(resource) ? 'not authorized' : undefined,
    },
  });
  const resource = new StackedResource(world);
  const { PhysicalResourceId: arn } = await resource.create(released('first'));
  const [, , third = ''] = createChannels(arn, 4);
  denied.push(third);
  const response = await resource.update(released('second'));
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  expect(response.Reason).toBe(
    formatMessage('AccessDenied', {
      failure: awsFailure('ivs:UpdateChannel', 'not authorized'),
      actions: 'ivs:UpdateChannel',
    }),
  );
  expect(users(arn)).toBe(4);
  // The channels were moved, then moved back.
  expect(world.server.calls.list('UpdateChannel').filter(({ status }) => status === 200)).toHaveLength(4);
  expect(world.account.recordingConfigurations().map((held) => held.arn)).toEqual([arn]);
});

test('a move that ServiceTimeout ends is undone, and the reason names ServiceTimeout', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  createChannels(first, 80);
  const response = await resource.update(released('second', { ServiceTimeout: 60 }));
  expect(response.Status).toBe('FAILED');
  const values = { arn: first, seconds: 26.667, advice: ADVICE.service };
  expect(response.Reason).toBe(formatMessage('ChannelMoveTimeout', values));
  expect(users(first)).toBe(80);
});

test('the rollback of a replacement moves the channels back', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  createChannels(first, 5);
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  expect(users(second)).toBe(5);
  expect(await resource.rollBackTo(released('first'))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first });
  expect(users(first)).toBe(5);
  expect(await resource.deleteReplaced(second, released('second'))).toMatchObject({ Status: 'SUCCESS' });
});

test('the rollback of an update that introduced RELEASE also moves the channels back', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(withBucket({ Name: 'first' }));
  createChannels(first, 2);
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  expect(users(second)).toBe(2);
  await resource.rollBackTo(withBucket({ Name: 'first' }));
  expect(users(first)).toBe(2);
});

test('the rollback of an update that crashed halfway moves the channels back', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const channels = createChannels(first, 4);
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  // The state after a crash: CloudFormation still has the first configuration, which two channels still use.
  for (const arn of channels.slice(0, 2)) world.account.updateChannel({ arn, recordingConfigurationArn: first });
  resource.setStackStatus('UPDATE_ROLLBACK_IN_PROGRESS');
  resource.recordEvent('UPDATE_IN_PROGRESS', first, released('first'));
  const back = await world.send(
    resource.event('Update', {
      PhysicalResourceId: first,
      ResourceProperties: released('first'),
      OldResourceProperties: released('second'),
    }),
  );
  expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: first });
  expect(users(first)).toBe(4);
  expect(world.account.recordingConfigurations().map(({ arn }) => arn)).toEqual([first]);
  expect(second).not.toBe(first);
});

test('a deletion under RELEASE detaches the channels', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: arn } = await resource.create(released('first'));
  createChannels(arn, 2);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(users('')).toBe(2);
  expect(world.account.recordingConfigurations()).toEqual([]);
});

test('the cleanup of a replaced configuration moves its remaining channels to the current configuration', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  createChannels(first, 2);
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect(users(second)).toBe(2);
});

test('the cleanup moves remaining channels to the replacement if the record already shows the deletion', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  createChannels(first, 2);
  world.records.setResource(resource.stackId, resource.logicalId, { status: 'DELETE_IN_PROGRESS', physicalId: first });
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect([users(second), users('')]).toEqual([2, 0]);
  expect(world.account.recordingConfigurations().map(({ arn }) => arn)).toEqual([second]);
});

test('without permission to list channels, the reason shows how to find them', async () => {
  await world.close();
  world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: { authorize: ({ action }) => (action === 'ivs:ListChannels' ? 'not authorized' : undefined) },
  });
  const resource = new StackedResource(world);
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  createChannels(arn, 2);
  const response = await resource.delete();
  expect(response.Status).toBe('FAILED');
  const channels = `List them with "aws ivs list-channels --filter-by-recording-configuration-arn ${arn}".`;
  expect(response.Reason).toBe(formatMessage('ConfigurationInUse', { arn, count: 'at least one channel', channels }));
});
