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
  // Each channel was checked and pointed once.
  expect(world.server.calls.list('GetStream')).toHaveLength(count);
  expect(world.server.calls.list('GetChannel')).toHaveLength(count);
  expect(world.server.calls.list('UpdateChannel')).toHaveLength(count);
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
});

test('throttled calls on channels are repeated', async () => {
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
  'a channel that is deleted meanwhile does not stand in the way (404 to %s)',
  async (operation) => {
    const resource = new StackedResource(world);
    const { PhysicalResourceId: first } = await resource.create(released('first'));
    createChannels(first, 3);
    world.server.faults.add({ operation, kind: 'not-found', after: 1 });
    const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
    expect(Status).toBe('SUCCESS');
    expect(users(second)).toBe(2);
  },
);

test.each(['internal-error-after-commit', 'drop-after-commit', 'truncate'] as const)(
  'a change that was carried out although its response was lost is not made again (%s)',
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

/** A resource with three channels, and a person who points one of them to another configuration. */
async function setUpPerson() {
  await world.close();
  const person = { aheadOf: '', channel: '', isRefused: false };
  world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: {
      quotas: serviceRateQuotas,
      authorize: ({ action, resource }) => {
        if (action !== 'ivs:UpdateChannel' || resource !== person.aheadOf) return undefined;
        if (person.channel !== '') {
          world.account.updateChannel({ arn: person.channel, recordingConfigurationArn: elsewhere });
        }
        person.channel = '';
        return person.isRefused ? 'not authorized' : undefined;
      },
    },
  });
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const channels = createChannels(first, 3);
  const { PhysicalResourceId: elsewhere } = await new StackedResource(world, 'Other').create(withBucket());
  /** The person changes the second channel when the function is about to change the first. */
  const changeSecond = (): void => {
    Object.assign(person, { aheadOf: channels[0], channel: channels[1] });
  };
  /** The person changes the first channel, which the function has changed, when the change of the third is refused. */
  const changeFirstAtRefusal = (): void => {
    Object.assign(person, { aheadOf: channels[2], channel: channels[0], isRefused: true });
  };
  const uses = (): readonly string[] =>
    world.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  return { resource, channels, first, elsewhere, uses, changeSecond, changeFirstAtRefusal };
}

test('a deletion leaves a channel alone that a person points elsewhere before its turn', async () => {
  const { resource, elsewhere, uses, changeSecond } = await setUpPerson();
  changeSecond();
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(uses()).toEqual(['', elsewhere, '']);
});

test('a replacement leaves a channel alone that a person points elsewhere before its turn', async () => {
  const { resource, elsewhere, uses, changeSecond } = await setUpPerson();
  changeSecond();
  const { PhysicalResourceId: second, Status } = await resource.update(released('second'));
  expect(Status).toBe('SUCCESS');
  expect(uses()).toEqual([second, elsewhere, second]);
});

test('the cleanup of a replacement leaves a channel alone that a person points elsewhere', async () => {
  const { resource, channels, first, elsewhere, uses, changeSecond } = await setUpPerson();
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  for (const arn of channels) world.account.updateChannel({ arn, recordingConfigurationArn: first });
  changeSecond();
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect(uses()).toEqual([second, elsewhere, second]);
});

test('the undo of a deletion leaves a channel alone that a person has pointed elsewhere', async () => {
  const { resource, first, elsewhere, uses, changeFirstAtRefusal } = await setUpPerson();
  changeFirstAtRefusal();
  expect(await resource.delete()).toMatchObject({ Status: 'FAILED' });
  expect(uses()).toEqual([elsewhere, first, first]);
});

test('the undo of a replacement leaves a channel alone that a person has pointed elsewhere', async () => {
  const { resource, first, elsewhere, uses, changeFirstAtRefusal } = await setUpPerson();
  changeFirstAtRefusal();
  expect(await resource.update(released('second'))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: first });
  expect(uses()).toEqual([elsewhere, first, first]);
});

test('under FAIL an update calls nothing of channels', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(withBucket({ Name: 'first' }));
  createChannels(first, 2);
  expect(await resource.update(withBucket({ Name: 'second' }))).toMatchObject({ Status: 'SUCCESS' });
  expect(users(first)).toBe(2);
  expect(world.server.calls.list().filter(({ operation }) => /Channels|Stream/.test(operation))).toEqual([]);
});

test('a live channel fails the update before anything is created', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const [, live = ''] = createChannels(first, 3);
  world.account.setLive(live, true);
  const answer = await resource.update(released('second'));
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: first });
  const values = { arn: first, count: '1 channel', others: ' (2 more can)', channels: `${live} (stage-1)` };
  expect(answer.Reason).toBe(formatMessage('ChannelsLive', values));
  expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
  expect(users(first)).toBe(3);
});

test('an update that is rejected half way through the channels leaves them, and nothing else', async () => {
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
  const answer = await resource.update(released('second'));
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  expect(answer.Reason).toBe(
    formatMessage('AccessDenied', {
      failure: awsFailure('ivs:UpdateChannel', 'not authorized'),
      actions: 'ivs:UpdateChannel',
    }),
  );
  expect(users(arn)).toBe(4);
  // They had been moved, and were moved back.
  expect(world.server.calls.list('UpdateChannel').filter(({ status }) => status === 200)).toHaveLength(4);
  expect(world.account.recordingConfigurations().map((held) => held.arn)).toEqual([arn]);
});

test('a move that ServiceTimeout ends is undone, and names ServiceTimeout', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  createChannels(first, 80);
  const answer = await resource.update(released('second', { ServiceTimeout: 60 }));
  expect(answer.Status).toBe('FAILED');
  const values = { arn: first, seconds: 26.667, advice: ADVICE.service };
  expect(answer.Reason).toBe(formatMessage('ChannelMoveTimeout', values));
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

test('the rollback of an update that introduced RELEASE moves the channels back, too', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(withBucket({ Name: 'first' }));
  createChannels(first, 2);
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  expect(users(second)).toBe(2);
  await resource.rollBackTo(withBucket({ Name: 'first' }));
  expect(users(first)).toBe(2);
});

test('the rollback of an update that died half way brings back the channels that it had moved', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const channels = createChannels(first, 4);
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  // As a function that died leaves it: CloudFormation still has the first, and two channels are still there.
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

test('a deletion detaches the channels', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: arn } = await resource.create(released('first'));
  createChannels(arn, 2);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(users('')).toBe(2);
  expect(world.account.recordingConfigurations()).toEqual([]);
});

test('the cleanup of a replaced configuration moves stragglers to what the resource has', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  createChannels(first, 2);
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect(users(second)).toBe(2);
});

test('the cleanup moves stragglers to the replacement where the record shows the deletion already', async () => {
  const resource = new StackedResource(world);
  const { PhysicalResourceId: first } = await resource.create(released('first'));
  const { PhysicalResourceId: second } = await resource.update(released('second'));
  createChannels(first, 2);
  world.records.setResource(resource.stackId, resource.logicalId, { status: 'DELETE_IN_PROGRESS', physicalId: first });
  expect(await resource.deleteReplaced(first, released('first'))).toMatchObject({ Status: 'SUCCESS' });
  expect([users(second), users('')]).toEqual([2, 0]);
  expect(world.account.recordingConfigurations().map(({ arn }) => arn)).toEqual([second]);
});

test('where the function may not list channels, the error shows how to find them', async () => {
  await world.close();
  world = await startTestEnvironment({
    account: { timeToActiveMs: 0 },
    server: { authorize: ({ action }) => (action === 'ivs:ListChannels' ? 'not authorized' : undefined) },
  });
  const resource = new StackedResource(world);
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  createChannels(arn, 2);
  const answer = await resource.delete();
  expect(answer.Status).toBe('FAILED');
  const channels = `List them with "aws ivs list-channels --filter-by-recording-configuration-arn ${arn}".`;
  expect(answer.Reason).toBe(formatMessage('ConfigurationInUse', { arn, count: 'at least one channel', channels }));
});
