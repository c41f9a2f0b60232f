import { listReceived } from './function-log';
import { getFailureReason, listStatuses } from './stack-view';
import { expectSuccess } from './tool';
import { closeTestEnvironments, startTestEnvironment, type TestEnvironment } from './test-environment';

/**
 * Deploys the app in cdk.json with the CDK CLI: one stack, from its creation to its deletion. Each test continues from
 * the previous one.
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
/** Returns the recording configuration ARN of the stack's channel. */
const getChannelConfigurationArn = (): string | undefined =>
  environment.ivs.account.channels()[0]?.recordingConfigurationArn;
const getConfigurationArn = (): string | undefined => environment.listRecordingConfigurations()[0]?.arn;

test('cdk bootstrap and cdk deploy create the resources of the app, and the outputs match IVS', async () => {
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

test('changed tags are updated in place', async () => {
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

test('a changed setting replaces the configuration, moves the channel, and deletes the old configuration', async () => {
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
  // MiniStack differs: CloudFormation has a stack status for the cleanup, and events of the old resource.
  expect(events.map(({ ResourceStatus: of }) => of)).not.toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  expect(listStatuses({ status, outputs, events }).filter((of) => of.startsWith('DELETE_'))).toEqual([]);
});

test('a replacement that fails in IVS is rolled back, and the terminal shows the reason', async () => {
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

test('a hand-written template imports the service token of the provider stack', async () => {
  expectSuccess(await environment.cdk('deploy', PROVIDER_STACK, '--require-approval', 'never'));
  expectSuccess(await environment.deploy('minimal', 'examples/yaml/minimal.yaml'));

  const { status, outputs } = await environment.describe('minimal');
  expect(status).toBe('CREATE_COMPLETE');
  expect(environment.listRecordingConfigurations()).toContainEqual(
    expect.objectContaining({ arn: outputs.RecordingConfigurationArn, state: outputs.RecordingConfigurationState }),
  );
  expect(await environment.deleteStack('minimal')).toMatchObject({ status: 'DELETE_COMPLETE' });
});

test('cdk destroy deletes everything', async () => {
  expectSuccess(await environment.cdk('destroy', STACK, PROVIDER_STACK, '--force'));

  await expect(environment.describe(STACK)).rejects.toThrow('does not exist');
  expect(environment.listRecordingConfigurations()).toEqual([]);
  expect(environment.ivs.account.channels()).toEqual([]);
  const { stdout } = expectSuccess(
    await environment.aws('logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName'),
  );
  expect(JSON.parse(stdout)).toEqual([]);
});
