import type { CreateRecordingConfigurationInput } from '../../tools/emulator/ivs/inputs';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import { listReceived } from './function-log';
import { deployProvider, PROVIDER } from './provider-template';
import { listStatuses, type StackView } from './stack-view';
import { expectSuccess } from './tool';
import { closeTestEnvironments, startTestEnvironment, type TestEnvironment } from './test-environment';

/**
 * Deploys the provider template and the templates in examples/yaml with the AWS CLI. The command polls every 30
 * seconds, so deployments run concurrently.
 */
const ARCHIVE = 'stream-archive';
let environment: TestEnvironment;
let adoptedArns: { readonly plain: string; readonly every: string };

beforeAll(async () => {
  environment = await startTestEnvironment('templates');
  await deployProvider(environment);
  expectSuccess(await environment.aws('s3api', 'create-bucket', '--bucket', ARCHIVE));
  adoptedArns = {
    plain: createUnmanaged({ thumbnailConfiguration: { targetIntervalSeconds: 30 } }),
    every: createUnmanaged({
      recordingReconnectWindowSeconds: 60,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: { targetIntervalSeconds: 30, resolution: 'HD', storage: ['SEQUENTIAL', 'LATEST'] },
    }),
  };
  const getAdoptionParameters = (arn: string): readonly string[] => [`ExistingArn=${arn}`, `ExistingBucket=${ARCHIVE}`];
  await Promise.all([
    deployExample('minimal'),
    deployExample('minimal', [], 'minimal-again'),
    deployExample('with-channel'),
    deployExample('move-channels'),
    deployExample('every-property'),
    deployExample('adopt-existing', getAdoptionParameters(adoptedArns.plain)),
    deployExample('every-property', getAdoptionParameters(adoptedArns.every), 'every-property-adopt'),
  ]);
});
afterAll(closeTestEnvironments);

test('the provider exports its service token', async () => {
  const { status, outputs } = await environment.describe(PROVIDER);
  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.ServiceToken).toMatch(/^arn:aws:lambda:us-east-1:123456789012:function:/);
  const { stdout } = expectSuccess(await environment.aws('cloudformation', 'list-exports', '--output', 'json'));
  expect(JSON.parse(stdout)).toMatchObject({
    Exports: [{ Name: 'IvsRecordingConfigurationServiceToken', Value: outputs.ServiceToken }],
  });
});

test.each(['minimal', 'minimal-again', 'with-channel', 'move-channels', 'every-property'])(
  '%s: the configuration in the stack outputs exists in IVS',
  async (name) => {
    const stack = await environment.describe(name);
    expect(listStatuses(stack)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    expect(findConfiguration(getConfigurationArn(stack))).toMatchObject({ state: 'ACTIVE' });
  },
);

test('with-channel: both channels use the stack’s configuration', async () => {
  const { outputs } = await environment.describe('with-channel');
  expect(getChannelConfigurationArn(outputs.ChannelArn)).toBe(outputs.RecordingConfigurationArn);
  expect(getChannelConfigurationArn(outputs.StandInArn)).toBe(outputs.RecordingConfigurationArn);
});

test('every-property: IVS has every property, and the stack has every attribute', async () => {
  const { outputs } = await environment.describe('every-property');
  expect(findConfiguration(outputs.Arn)).toMatchObject({
    name: 'main-stage',
    recordingReconnectWindowSeconds: 60,
    // The function sorts renditions: the template's order has no meaning.
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

test('adopt-existing, every-property with ExistingArn: the existing configurations are adopted', async () => {
  expect(getConfigurationArn(await environment.describe('adopt-existing'))).toBe(adoptedArns.plain);
  expect(findConfiguration(adoptedArns.plain)).toMatchObject({ tags: { keep: 'me', team: 'video' } });
  expect(getConfigurationArn(await environment.describe('every-property-adopt'))).toBe(adoptedArns.every);
  expect(findConfiguration(adoptedArns.every)).toMatchObject({ tags: { keep: 'me', stage: 'main' } });
  // Five created by stacks, two adopted.
  expect(environment.listRecordingConfigurations()).toHaveLength(7);
});

test('a changed tag is updated in place; a changed interval replaces and moves a channel outside the stacks', async () => {
  const [tagged, oldArn] = [
    getConfigurationArn(await environment.describe('every-property')),
    getConfigurationArn(await environment.describe('move-channels')),
  ];
  const channel = environment.ivs.account.createChannel({ recordingConfigurationArn: oldArn }).channel.arn;
  await Promise.all([
    deployExample('every-property', ['Stage=other']),
    deployExample('move-channels', ['Interval=30']),
  ]);

  expect(getConfigurationArn(await environment.describe('every-property'))).toBe(tagged);
  expect(findConfiguration(tagged)).toMatchObject({ tags: { stage: 'other' } });
  const replacement = getConfigurationArn(await environment.describe('move-channels'));
  expect(replacement).not.toBe(oldArn);
  expect(findConfiguration(replacement)).toMatchObject({ thumbnailConfiguration: { targetIntervalSeconds: 30 } });
  expect(findConfiguration(oldArn)).toBeUndefined();
  expect(getChannelConfigurationArn(channel)).toBe(replacement);
  const log = await environment.readLog(PROVIDER);
  expect(listReceived(log, 'move-channels')).toEqual(['Create', 'Update', 'Delete']);
  expect(listReceived(log, 'minimal')).toEqual(['Create']);
});

test('the provider cannot be deleted while stacks import its service token', async () => {
  const { exitCode, terminal } = await environment.aws('cloudformation', 'delete-stack', '--stack-name', PROVIDER);
  expect(exitCode).not.toBe(0);
  expect(terminal).toMatch(/Export IvsRecordingConfigurationServiceToken is imported by stack [a-z-]+/);
});

test('deleting one stack does not affect the others', async () => {
  const [deleted, other] = [
    getConfigurationArn(await environment.describe('minimal')),
    getConfigurationArn(await environment.describe('minimal-again')),
  ];
  expect(await environment.deleteStack('minimal')).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(findConfiguration(deleted)).toBeUndefined();
  expect(findConfiguration(other)).toMatchObject({ state: 'ACTIVE' });
});

test('deleting all stacks keeps what DeletionPolicy retains, and then the provider can be deleted', async () => {
  const oldArn = getConfigurationArn(await environment.describe('move-channels'));
  const [channel] = environment.ivs.account.channels().filter(({ recordingConfigurationArn: arn }) => arn === oldArn);
  for (const name of [
    'minimal-again',
    'with-channel',
    'move-channels',
    'every-property',
    'adopt-existing',
    'every-property-adopt',
  ]) {
    expect(await environment.deleteStack(name)).toMatchObject({ status: 'DELETE_COMPLETE' });
  }
  expect(environment.listRecordingConfigurations().map(({ arn }) => arn)).toEqual([adoptedArns.plain]);
  expect(getChannelConfigurationArn(channel?.arn)).toBe('');
  expect(await environment.deleteStack(PROVIDER)).toMatchObject({ status: 'DELETE_COMPLETE' });
  const { stdout } = expectSuccess(await environment.aws('lambda', 'list-functions', '--output', 'json'));
  expect(JSON.parse(stdout)).toEqual({ Functions: [] });
});

function createUnmanaged(more: Partial<CreateRecordingConfigurationInput>): string {
  return environment.ivs.account.createRecordingConfiguration({
    name: 'main-stage',
    destinationConfiguration: { s3: { bucketName: ARCHIVE } },
    tags: { keep: 'me' },
    ...more,
  }).recordingConfiguration.arn;
}

async function deployExample(example: string, parameters: readonly string[] = [], stackName = example): Promise<void> {
  const overrides = parameters.length > 0 ? ['--parameter-overrides', ...parameters] : [];
  expectSuccess(await environment.deploy(stackName, `examples/yaml/${example}.yaml`, ...overrides));
}

/** Returns the configuration's ARN in the stack outputs. */
function getConfigurationArn({ outputs }: StackView): string {
  return outputs.Arn ?? outputs.RecordingConfigurationArn ?? '';
}

function findConfiguration(arn: string | undefined): RecordingConfiguration | undefined {
  return environment.listRecordingConfigurations().find((configuration) => configuration.arn === arn);
}

function getChannelConfigurationArn(channelArn: string | undefined): string | undefined {
  return environment.ivs.account.channels().find(({ arn }) => arn === channelArn)?.recordingConfigurationArn;
}
