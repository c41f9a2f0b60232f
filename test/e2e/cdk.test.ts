import { listReceived } from './function-log';
import { getFailureReason, listStatuses } from './stack-view';
import { expectSuccess } from './tool';
import { closeTestEnvironments, startTestEnvironment, type TestEnvironment } from './test-environment';

/**
 * The app of cdk.json through the CDK's own command: one stack, from its creation to its end. Each test begins where the
 * one before it ended.
 */
const STACK = 'IvsRecordingConfigurationExample';
const PROVIDER_STACK = 'IvsRecordingConfigurationProvider';
let environment: TestEnvironment;

beforeAll(async () => {
  environment = await startTestEnvironment('cdk');
});
afterAll(closeTestEnvironments);

const deploy = (...args: readonly string[]): ReturnType<TestEnvironment['cdk']> =>
  environment.cdk('deploy', STACK, '--require-approval', 'never', '--progress', 'events', ...args);
/** The ARN that the stack's channel records with. */
const getChannelConfigurationArn = (): string | undefined =>
  environment.ivs.account.channels()[0]?.recordingConfigurationArn;
const getConfigurationArn = (): string | undefined => environment.listRecordingConfigurations()[0]?.arn;

test('cdk bootstrap and cdk deploy make what the app declares, and the outputs are what IVS has', async () => {
  expectSuccess(await environment.cdk('bootstrap'));
  const { terminal } = expectSuccess(await deploy());

  const { status, outputs } = await environment.describe(STACK);
  expect(status).toBe('CREATE_COMPLETE');
  expect(environment.listRecordingConfigurations()).toMatchObject([
    {
      arn: outputs.RecordingConfigurationArn,
      state: outputs.RecordingConfigurationState,
      name: 'example',
      destinationConfiguration: { s3: { bucketName: outputs.BucketName } },
      tags: { project: 'cdk-ivs-recording-configuration' },
    },
  ]);
  expect(outputs.RecordingConfigurationState).toBe('ACTIVE');
  expect(environment.ivs.account.channels()).toMatchObject([
    { arn: outputs.ChannelArn, recordingConfigurationArn: outputs.RecordingConfigurationArn },
  ]);
  expect(terminal).toContain(`${STACK}.RecordingConfigurationArn = ${outputs.RecordingConfigurationArn}`);
});

test('other tags are set in place', async () => {
  const before = getConfigurationArn();
  expectSuccess(await deploy('-c', 'tags=team=video,stage=test'));

  expect(await environment.describe(STACK)).toMatchObject({
    status: 'UPDATE_COMPLETE',
    outputs: { RecordingConfigurationArn: before },
  });
  expect(environment.listRecordingConfigurations()).toMatchObject([
    { arn: before, tags: { team: 'video', stage: 'test' } },
  ]);
  expect(environment.listRecordingConfigurations()[0]?.tags).not.toHaveProperty('project');
});

test('another setting replaces the configuration, the channel gets the new one, and the old one is deleted', async () => {
  const before = getConfigurationArn();
  expectSuccess(await deploy('-c', 'thumbnailInterval=30'));

  const { status, outputs, events } = await environment.describe(STACK);
  expect(status).toBe('UPDATE_COMPLETE');
  expect(getConfigurationArn()).not.toBe(before);
  expect(environment.listRecordingConfigurations()).toMatchObject([
    { arn: outputs.RecordingConfigurationArn, thumbnailConfiguration: { targetIntervalSeconds: 30 } },
  ]);
  expect(getChannelConfigurationArn()).toBe(getConfigurationArn());
  expect(listReceived(await environment.readLog(STACK), STACK)).toEqual(['Create', 'Update', 'Update', 'Delete']);
  // MiniStack departs: CloudFormation shows the cleanup, as a status of the stack and as events of the old resource.
  expect(events.map(({ ResourceStatus: of }) => of)).not.toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(listStatuses({ status, outputs, events }).filter((of) => of.startsWith('DELETE_'))).toEqual([]);
});

test('a replacement that IVS lets fail is rolled back, and its reason stands in the terminal', async () => {
  const before = getConfigurationArn();
  environment.ivs.account.creationFailures.add({ times: 2 });
  const { exitCode, terminal } = await deploy('-c', 'thumbnailInterval=20');

  expect(exitCode).toBe(1);
  const stack = await environment.describe(STACK);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(getFailureReason(stack)).toContain('CREATE_FAILED');
  expect(terminal.replace(/\s+/g, ' ')).toContain(getFailureReason(stack).replace(/\s+/g, ' '));
  expect(environment.listRecordingConfigurations()).toMatchObject([{ arn: before, state: 'ACTIVE' }]);
  expect(getChannelConfigurationArn()).toBe(before);
});

test('a hand-written template imports the token of the provider stack', async () => {
  expectSuccess(await environment.cdk('deploy', PROVIDER_STACK, '--require-approval', 'never'));
  expectSuccess(await environment.deploy('minimal', 'examples/yaml/minimal.yaml'));

  const { status, outputs } = await environment.describe('minimal');
  expect(status).toBe('CREATE_COMPLETE');
  expect(environment.listRecordingConfigurations()).toContainEqual(
    expect.objectContaining({ arn: outputs.RecordingConfigurationArn, state: outputs.RecordingConfigurationState }),
  );
  expect(await environment.deleteStack('minimal')).toMatchObject({ status: 'DELETE_COMPLETE' });
});

test('cdk destroy leaves nothing', async () => {
  expectSuccess(await environment.cdk('destroy', STACK, PROVIDER_STACK, '--force'));

  await expect(environment.describe(STACK)).rejects.toThrow('does not exist');
  expect(environment.listRecordingConfigurations()).toEqual([]);
  expect(environment.ivs.account.channels()).toEqual([]);
  const { stdout } = expectSuccess(
    await environment.aws('logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName'),
  );
  expect(JSON.parse(stdout)).toEqual([]);
});
