import { formatMessage } from '../../../schema/messages';
import { OWNER_TAGS } from '../../../schema/tags';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/b/1';

let world: TestEnvironment;
let resource: StackedResource;

beforeEach(async () => {
  world = await startTestEnvironment();
  resource = new StackedResource(world);
});
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);

test('a Delete deletes the configuration and responds once it no longer exists', async () => {
  await resource.create(withBucket());
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: resource.physicalId });
  expect(arns()).toEqual([]);
});

test('a second Delete of the same configuration succeeds', async () => {
  await resource.create(withBucket());
  const first = await resource.delete();
  expect(await world.send(resource.lastEvent)).toEqual(first);
});

test('a Delete of a configuration that was deleted outside the stack succeeds', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  world.account.deleteRecordingConfiguration({ arn });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
});

test.each(['drop-before-commit', 'drop-after-commit', 'internal-error', 'throttle'] as const)(
  'a failed Delete call (%s) is retried',
  async (kind) => {
    await resource.create(withBucket());
    world.server.faults.add({ operation: 'DeleteRecordingConfiguration', kind, times: 2 });
    expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
    expect(arns()).toEqual([]);
  },
);

test('a configuration that a channel uses is not deleted, and the reason names the remedy', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  const { channel } = world.account.createChannel({ recordingConfigurationArn: arn });
  const response = await resource.delete();
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  const values = { arn, count: '1 channel', channels: `In use by ${channel.arn}.` };
  expect(response.Reason).toBe(formatMessage('ConfigurationInUse', values));
  expect(arns()).toEqual([arn]);
});

test('a channel that is detached shortly afterward does not fail the deletion', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  const { channel } = world.account.createChannel({ recordingConfigurationArn: arn });
  void world.clock.sleep(10_000).then(() => {
    world.account.deleteChannel({ arn: channel.arn });
  });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a configuration that cannot be deleted while CREATING is deleted as soon as possible', async () => {
  world.account.settings.deleteWhileCreating = 'refused';
  world.account.settings.timeToActiveMs = 90_000;
  const creation = await resource.create(withBucket({ Timeouts: { Create: 5 } }));
  expect(creation).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arns()[0] });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a Delete with an id that is not an ARN deletes only the configurations of the owner', async () => {
  const neighbor = new StackedResource(world, 'Neighbor');
  await neighbor.create(withBucket());
  const foreign = world.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
  });
  await resource.create(withBucket());
  resource.cancel('video-Recording-1ABCDEFGHIJKL');
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: resource.physicalId });
  expect(arns()).toEqual([neighbor.physicalId, foreign.recordingConfiguration.arn]);
});

test('a Delete of a replaced configuration deletes only that configuration', async () => {
  const { PhysicalResourceId: old } = await resource.create(withBucket());
  await resource.update(withBucket({ Name: 'two' }));
  await resource.deleteReplaced(old, withBucket());
  expect(arns()).toEqual([resource.physicalId]);
});

test('a stale Delete does not delete the current configuration of the resource', async () => {
  const { PhysicalResourceId: old } = await resource.create(withBucket());
  await resource.update(withBucket({ Name: 'two' }));
  await resource.rollBackTo(withBucket());
  expect(resource.physicalId).toBe(old);
  // CloudFormation ignores the response to a stale Delete. If its record is stale, SUCCESS would leave an orphan.
  expect(await resource.deleteReplaced(old, withBucket())).toMatchObject({ Status: 'FAILED' });
  expect(arns()).toContain(old);
});

test('a configuration that another stack has adopted is not deleted', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  world.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: OTHER_STACK } });
  new StackedResource(world, 'Recording', OTHER_STACK).recordEvent('CREATE_COMPLETE', arn);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([arn]);
});

test('a Delete after a creation with invalid properties does not call IVS', async () => {
  await resource.create({ DestinationConfiguration: {} });
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(world.server.calls.list()).toEqual([]);
});
