import { listReceived } from './function-log';
import { deployProvider, PROVIDER } from './provider-template';
import { getFailureReason, listStatuses } from './stack-view';
import { expectSuccess, type ToolResult } from './tool';
import { closeTestEnvironments, startTestEnvironment, type TestEnvironment } from './test-environment';

/**
 * Failed deployments: the messages that the user sees, and the remaining resources. Comments mark where MiniStack
 * differs from CloudFormation; test/integration/stack covers those cases with the emulator, which follows
 * CloudFormation's protocol.
 */
type Properties = Readonly<Record<string, unknown>>;

const BUCKET = 'stream-archive';
const FAILING_BUCKET = 'unlucky-archive';
const KMS_BUCKET = 'encrypted-archive';
/** IVS rejects the name. The channel is created after the recording configuration. */
const FAILING_CHANNEL = defineChannel('no good name');
const results = new Map<string, ToolResult>();
let environment: TestEnvironment;

beforeAll(async () => {
  environment = await startTestEnvironment('failures');
  await deployProvider(environment);
  for (const bucket of [BUCKET, FAILING_BUCKET, KMS_BUCKET]) {
    expectSuccess(await environment.aws('s3api', 'create-bucket', '--bucket', bucket));
  }
  const encryption = JSON.stringify({ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
  const encryptionArguments = ['--bucket', KMS_BUCKET, '--server-side-encryption-configuration', encryption];
  expectSuccess(await environment.aws('s3api', 'put-bucket-encryption', ...encryptionArguments));
  environment.ivs.account.creationFailures.add({ bucketName: FAILING_BUCKET, times: 2 });
  // Concurrently: the command polls the stack every 30 seconds.
  await Promise.all([
    deploy('no-bucket', defineRecordingConfiguration({}, 'no-such-bucket-anywhere')),
    deploy('kms-bucket', defineRecordingConfiguration({}, KMS_BUCKET)),
    deploy(
      'bad-properties',
      defineRecordingConfiguration({ RecordingReconnectWindowSeconds: 301, ThumbnailConfig: {} }),
    ),
    deploy('fails-in-ivs', defineRecordingConfiguration({}, FAILING_BUCKET)),
    deploy('channel-fails', { ...defineRecordingConfiguration(), ...FAILING_CHANNEL }),
    deploy('replaced', { ...defineRecordingConfiguration({ Name: 'first' }), ...defineChannel('main') }),
    deploy('updated', defineRecordingConfiguration({ Name: 'kept' })),
  ]);
  expectSuccess(getResult('replaced'));
  expectSuccess(getResult('updated'));
});
afterAll(closeTestEnvironments);

test.each([
  [
    'no-bucket',
    ['BucketNotFound: Bucket no-such-bucket-anywhere does not exist', 'Create it first, or use another bucket'],
  ],
  // Requires a role with the permission to inspect the bucket.
  ['kms-bucket', [KMS_BUCKET, 'aws:kms']],
  ['bad-properties', ['RecordingReconnectWindowSeconds', '301', 'ThumbnailConfig', 'ThumbnailConfiguration']],
  ['fails-in-ivs', ['CREATE_FAILED', FAILING_BUCKET]],
])('%s: the command refers to the events, and the events contain the reason', async (name, words) => {
  const { exitCode, terminal } = getResult(name);
  expect(exitCode).toBe(255);
  const [command = ''] = /^aws cloudformation describe-stack-events .*$/m.exec(terminal) ?? [];
  const [, ...args] = command.split(' ');
  const { stdout } = expectSuccess(await environment.aws(...args));
  for (const word of words) expect(stdout).toContain(word);

  const stack = await environment.describe(name);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  for (const word of words) expect(getFailureReason(stack)).toContain(word);
  expect(listStatuses(stack)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_FAILED']);
  // MiniStack differs: CloudFormation adopts the id of a failed Create and sends a Delete with it.
  expect(stack.events.find(({ ResourceStatus: of }) => of === 'CREATE_FAILED')?.PhysicalResourceId).toBe('');
  expect(listReceived(await environment.readLog(PROVIDER), name)).toEqual(['Create']);
});

test('failed deployments leave nothing: IVS has the configurations of the two other stacks only', () => {
  expect(environment.listRecordingConfigurations()).toHaveLength(2);
  expect(new Set(environment.listRecordingConfigurations().map(({ name }) => name))).toEqual(
    new Set(['first', 'kept']),
  );
});

test('if another resource fails, the rollback deletes the configuration', async () => {
  expect(getResult('channel-fails').exitCode).toBe(255);
  const stack = await environment.describe('channel-fails');
  expect(listStatuses(stack)).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ]);
  expect(listReceived(await environment.readLog(PROVIDER), 'channel-fails')).toEqual(['Create', 'Delete']);
  // MiniStack differs: CloudFormation's events have the properties. The function also works without them.
  expect(stack.events.map(({ ResourceProperties: properties }) => properties).filter(Boolean)).toEqual([]);
});

test('failed updates return to the original, whether the replacement was created or rejected', async () => {
  const before = environment.listRecordingConfigurations();
  const [first] = before.filter(({ name }) => name === 'first');
  await Promise.all([
    deploy('replaced', { ...defineRecordingConfiguration({ Name: 'second' }), ...FAILING_CHANNEL }),
    deploy('updated', defineRecordingConfiguration({ Name: 'no good name' })),
  ]);

  for (const name of ['replaced', 'updated']) {
    expect(getResult(name).exitCode).toBe(255);
    expect((await environment.describe(name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  }
  expect(environment.listRecordingConfigurations()).toEqual(before);
  expect(environment.ivs.account.channels()).toMatchObject([{ name: 'main', recordingConfigurationArn: first?.arn }]);
  expect(getFailureReason(await environment.describe('updated'))).toContain('Name');
  const log = await environment.readLog(PROVIDER);
  expect(listReceived(log, 'updated')).toEqual(['Create', 'Update', 'Update']);
  // MiniStack differs: CloudFormation sends an Update to the old properties before the Delete of the replacement.
  expect(listReceived(log, 'replaced')).toEqual(['Create', 'Update', 'Delete']);
  // The response URL is a secret.
  expect(log).not.toMatch(/ResponseURL|cfn-response/i);
});

test('the stacks can be deleted after the failures', async () => {
  for (const name of ['replaced', 'updated', 'no-bucket']) {
    expect(await environment.deleteStack(name)).toMatchObject({ status: 'DELETE_COMPLETE' });
  }
  expect(environment.listRecordingConfigurations()).toEqual([]);
});

function defineRecordingConfiguration(properties: Properties = {}, bucketName = BUCKET): Properties {
  return {
    Recording: {
      Type: 'Custom::IVSRecordingConfiguration',
      Properties: {
        ServiceToken: { 'Fn::ImportValue': 'IvsRecordingConfigurationServiceToken' },
        ServiceTimeout: 120,
        DestinationConfiguration: { S3: { BucketName: bucketName } },
        ...properties,
      },
    },
  };
}

function defineChannel(name: string): Properties {
  const properties = { Name: name, RecordingConfigurationArn: { Ref: 'Recording' } };
  return { Channel: { Type: 'AWS::IVS::Channel', Properties: properties } };
}

async function deploy(stackName: string, resources: Properties): Promise<void> {
  results.set(
    stackName,
    await environment.deploy(stackName, environment.writeTemplate(stackName, { Resources: resources })),
  );
}

function getResult(stackName: string): ToolResult {
  const result = results.get(stackName);
  if (result === undefined) throw new Error(`${stackName} was not deployed.`);
  return result;
}
