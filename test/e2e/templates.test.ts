import type { CreateRecordingConfigurationInput } from '../../tools/emulator/ivs/inputs';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import { listReceived } from './function-log';
import { deployProvider, PROVIDER } from './provider-template';
import { statusesOf, type StackView } from './stack-view';
import { expectSuccess } from './tool';
import { closeWorlds, startWorld, type World } from './world';

/**
 * The provider template and the templates of examples/yaml, through the AWS CLI. The command looks every 30 seconds
 * whether a deployment is done, so what can be deployed at the same time is.
 */
const ARCHIVE = 'stream-archive';
let world: World;
let adopted: { readonly plain: string; readonly every: string };

beforeAll(async () => {
  world = await startWorld('templates');
  await deployProvider(world);
  expectSuccess(await world.aws('s3api', 'create-bucket', '--bucket', ARCHIVE));
  adopted = {
    plain: createByHand({ thumbnailConfiguration: { targetIntervalSeconds: 30 } }),
    every: createByHand({
      recordingReconnectWindowSeconds: 60,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: { targetIntervalSeconds: 30, resolution: 'HD', storage: ['SEQUENTIAL', 'LATEST'] },
    }),
  };
  const existing = (arn: string): readonly string[] => [`ExistingArn=${arn}`, `ExistingBucket=${ARCHIVE}`];
  await Promise.all([
    deployExample('minimal'),
    deployExample('minimal', [], 'minimal-again'),
    deployExample('with-channel'),
    deployExample('releasing'),
    deployExample('every-property'),
    deployExample('adopting', existing(adopted.plain)),
    deployExample('every-property', existing(adopted.every), 'every-property-adopting'),
  ]);
});
afterAll(closeWorlds);

test('the provider exports the token of its function', async () => {
  const { status, outputs } = await world.describe(PROVIDER);
  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.ServiceToken).toMatch(/^arn:aws:lambda:us-east-1:123456789012:function:/);
  const { stdout } = expectSuccess(await world.aws('cloudformation', 'list-exports', '--output', 'json'));
  expect(JSON.parse(stdout)).toMatchObject({
    Exports: [{ Name: 'IvsRecordingConfigurationServiceToken', Value: outputs.ServiceToken }],
  });
});

test.each(['minimal', 'minimal-again', 'with-channel', 'releasing', 'every-property'])(
  '%s: what the stack says is in IVS',
  async (name) => {
    const stack = await world.describe(name);
    expect(statusesOf(stack)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    expect(find(arnOf(stack))).toMatchObject({ state: 'ACTIVE' });
  },
);

test('with-channel: both channels record with the stack’s configuration', async () => {
  const { outputs } = await world.describe('with-channel');
  expect(usedBy(outputs.ChannelArn)).toBe(outputs.RecordingConfigurationArn);
  expect(usedBy(outputs.StandInArn)).toBe(outputs.RecordingConfigurationArn);
});

test('every-property: IVS has every property, and every attribute comes back', async () => {
  const { outputs } = await world.describe('every-property');
  expect(find(outputs.Arn)).toMatchObject({
    name: 'main-stage',
    recordingReconnectWindowSeconds: 60,
    // In the function's order: the template's has no meaning.
    renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'HD'] },
    thumbnailConfiguration: {
      recordingMode: 'INTERVAL',
      targetIntervalSeconds: 30,
      resolution: 'HD',
      storage: ['SEQUENTIAL', 'LATEST'],
    },
    destinationConfiguration: { s3: { bucketName: outputs.BucketName } },
    tags: { stage: 'main' },
  });
  expect(outputs).toMatchObject({
    Id: outputs.Arn?.split('/').at(-1),
    State: 'ACTIVE',
    Name: 'main-stage',
    TagsAll: JSON.stringify({ stage: 'main' }),
  });
});

test('adopting, every-property with ExistingArn: what was made by hand is taken over, and nothing is made', async () => {
  expect(arnOf(await world.describe('adopting'))).toBe(adopted.plain);
  expect(find(adopted.plain)).toMatchObject({ tags: { keep: 'me', team: 'video' } });
  expect(arnOf(await world.describe('every-property-adopting'))).toBe(adopted.every);
  expect(find(adopted.every)).toMatchObject({ tags: { keep: 'me', stage: 'main' } });
  // Five made by stacks, two by hand.
  expect(world.held()).toHaveLength(7);
});

test('another tag is set in place; another interval replaces, and takes a channel of nobody’s stack along', async () => {
  const [tagged, released] = [arnOf(await world.describe('every-property')), arnOf(await world.describe('releasing'))];
  const channel = world.ivs.account.createChannel({ recordingConfigurationArn: released }).channel.arn;
  await Promise.all([deployExample('every-property', ['Stage=other']), deployExample('releasing', ['Interval=30'])]);

  expect(arnOf(await world.describe('every-property'))).toBe(tagged);
  expect(find(tagged)).toMatchObject({ tags: { stage: 'other' } });
  const replacement = arnOf(await world.describe('releasing'));
  expect(replacement).not.toBe(released);
  expect(find(replacement)).toMatchObject({ thumbnailConfiguration: { targetIntervalSeconds: 30 } });
  expect(find(released)).toBeUndefined();
  expect(usedBy(channel)).toBe(replacement);
  const log = await world.readLog(PROVIDER);
  expect(listReceived(log, 'releasing')).toEqual(['Create', 'Update', 'Delete']);
  expect(listReceived(log, 'minimal')).toEqual(['Create']);
});

test('the provider cannot be deleted while stacks import its token', async () => {
  const { exitCode, terminal } = await world.aws('cloudformation', 'delete-stack', '--stack-name', PROVIDER);
  expect(exitCode).not.toBe(0);
  expect(terminal).toMatch(/Export IvsRecordingConfigurationServiceToken is imported by stack [a-z-]+/);
});

test('the deletion of one stack leaves what the others have', async () => {
  const [deleted, other] = [arnOf(await world.describe('minimal')), arnOf(await world.describe('minimal-again'))];
  expect(await world.remove('minimal')).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(find(deleted)).toBeUndefined();
  expect(find(other)).toMatchObject({ state: 'ACTIVE' });
});

test('the deletion of all leaves what DeletionPolicy keeps, and then the provider goes, too', async () => {
  const released = arnOf(await world.describe('releasing'));
  const [channel] = world.ivs.account.channels().filter(({ recordingConfigurationArn: arn }) => arn === released);
  for (const name of [
    'minimal-again',
    'with-channel',
    'releasing',
    'every-property',
    'adopting',
    'every-property-adopting',
  ]) {
    expect(await world.remove(name)).toMatchObject({ status: 'DELETE_COMPLETE' });
  }
  expect(world.held().map(({ arn }) => arn)).toEqual([adopted.plain]);
  expect(usedBy(channel?.arn)).toBe('');
  expect(await world.remove(PROVIDER)).toMatchObject({ status: 'DELETE_COMPLETE' });
  const { stdout } = expectSuccess(await world.aws('lambda', 'list-functions', '--output', 'json'));
  expect(JSON.parse(stdout)).toEqual({ Functions: [] });
});

function createByHand(more: Partial<CreateRecordingConfigurationInput>): string {
  return world.ivs.account.createRecordingConfiguration({
    name: 'main-stage',
    destinationConfiguration: { s3: { bucketName: ARCHIVE } },
    tags: { keep: 'me' },
    ...more,
  }).recordingConfiguration.arn;
}

async function deployExample(example: string, parameters: readonly string[] = [], stackName = example): Promise<void> {
  const overrides = parameters.length > 0 ? ['--parameter-overrides', ...parameters] : [];
  expectSuccess(await world.deploy(stackName, `examples/yaml/${example}.yaml`, ...overrides));
}

/** The configuration as the stack's outputs name it. */
function arnOf({ outputs }: StackView): string {
  return outputs.Arn ?? outputs.RecordingConfigurationArn ?? '';
}

function find(arn: string | undefined): RecordingConfiguration | undefined {
  return world.held().find((configuration) => configuration.arn === arn);
}

function usedBy(channelArn: string | undefined): string | undefined {
  return world.ivs.account.channels().find(({ arn }) => arn === channelArn)?.recordingConfigurationArn;
}
