import { listReceived } from './function-log';
import { reasonOf, statusesOf } from './stack-view';
import { expectSuccess } from './tool';
import { closeWorlds, startWorld, type World } from './world';

/**
 * The app of cdk.json through the CDK's own command: one stack, from its creation to its end. Each test begins where the
 * one before it ended.
 */
const STACK = 'IvsRecordingConfigurationExample';
const PROVIDER_STACK = 'IvsRecordingConfigurationProvider';
let world: World;

beforeAll(async () => {
  world = await startWorld('cdk');
});
afterAll(closeWorlds);

const deploy = (...args: readonly string[]): ReturnType<World['cdk']> =>
  world.cdk('deploy', STACK, '--require-approval', 'never', '--progress', 'events', ...args);
/** The ARN that the stack's channel records with. */
const channelsArn = (): string | undefined => world.ivs.account.channels()[0]?.recordingConfigurationArn;
const heldArn = (): string | undefined => world.held()[0]?.arn;

test('cdk bootstrap and cdk deploy make what the app declares, and the outputs are what IVS has', async () => {
  expectSuccess(await world.cdk('bootstrap'));
  const { terminal } = expectSuccess(await deploy());

  const { status, outputs } = await world.describe(STACK);
  expect(status).toBe('CREATE_COMPLETE');
  expect(world.held()).toMatchObject([
    {
      arn: outputs.RecordingConfigurationArn,
      state: outputs.RecordingConfigurationState,
      name: 'example',
      destinationConfiguration: { s3: { bucketName: outputs.BucketName } },
      tags: { project: 'cdk-ivs-recording-configuration' },
    },
  ]);
  expect(outputs.RecordingConfigurationState).toBe('ACTIVE');
  expect(world.ivs.account.channels()).toMatchObject([
    { arn: outputs.ChannelArn, recordingConfigurationArn: outputs.RecordingConfigurationArn },
  ]);
  expect(terminal).toContain(`${STACK}.RecordingConfigurationArn = ${outputs.RecordingConfigurationArn}`);
});

test('other tags are set in place', async () => {
  const before = heldArn();
  expectSuccess(await deploy('-c', 'tags=team=video,stage=test'));

  expect(await world.describe(STACK)).toMatchObject({
    status: 'UPDATE_COMPLETE',
    outputs: { RecordingConfigurationArn: before },
  });
  expect(world.held()).toMatchObject([{ arn: before, tags: { team: 'video', stage: 'test' } }]);
  expect(world.held()[0]?.tags).not.toHaveProperty('project');
});

test('another setting replaces the configuration, the channel gets the new one, and the old one is deleted', async () => {
  const before = heldArn();
  expectSuccess(await deploy('-c', 'thumbnailInterval=30'));

  const { status, outputs, events } = await world.describe(STACK);
  expect(status).toBe('UPDATE_COMPLETE');
  expect(heldArn()).not.toBe(before);
  expect(world.held()).toMatchObject([
    { arn: outputs.RecordingConfigurationArn, thumbnailConfiguration: { targetIntervalSeconds: 30 } },
  ]);
  expect(channelsArn()).toBe(heldArn());
  expect(listReceived(await world.readLog(STACK), STACK)).toEqual(['Create', 'Update', 'Update', 'Delete']);
  // MiniStack departs: CloudFormation shows the cleanup, as a status of the stack and as events of the old resource.
  expect(events.map(({ ResourceStatus: of }) => of)).not.toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(statusesOf({ status, outputs, events }).filter((of) => of.startsWith('DELETE_'))).toEqual([]);
});

test('a replacement that IVS lets fail is rolled back, and its reason stands in the terminal', async () => {
  const before = heldArn();
  world.ivs.account.creationFailures.add({ times: 2 });
  const { exitCode, terminal } = await deploy('-c', 'thumbnailInterval=20');

  expect(exitCode).toBe(1);
  const stack = await world.describe(STACK);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reasonOf(stack)).toContain('CREATE_FAILED');
  expect(terminal.replace(/\s+/g, ' ')).toContain(reasonOf(stack).replace(/\s+/g, ' '));
  expect(world.held()).toMatchObject([{ arn: before, state: 'ACTIVE' }]);
  expect(channelsArn()).toBe(before);
});

test('a hand-written template imports the token of the provider stack', async () => {
  expectSuccess(await world.cdk('deploy', PROVIDER_STACK, '--require-approval', 'never'));
  expectSuccess(await world.deploy('minimal', 'examples/yaml/minimal.yaml'));

  const { status, outputs } = await world.describe('minimal');
  expect(status).toBe('CREATE_COMPLETE');
  expect(world.held()).toContainEqual(
    expect.objectContaining({ arn: outputs.RecordingConfigurationArn, state: outputs.RecordingConfigurationState }),
  );
  expect(await world.remove('minimal')).toMatchObject({ status: 'DELETE_COMPLETE' });
});

test('cdk destroy leaves nothing', async () => {
  expectSuccess(await world.cdk('destroy', STACK, PROVIDER_STACK, '--force'));

  await expect(world.describe(STACK)).rejects.toThrow('does not exist');
  expect(world.held()).toEqual([]);
  expect(world.ivs.account.channels()).toEqual([]);
  const { stdout } = expectSuccess(
    await world.aws('logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName'),
  );
  expect(JSON.parse(stdout)).toEqual([]);
});
