import { listReceived } from './function-log';
import { deployProvider, PROVIDER } from './provider-template';
import { reasonOf, statusesOf } from './stack-view';
import { expectSuccess, type ToolResult } from './tool';
import { closeWorlds, startWorld, type World } from './world';

/**
 * Deployments that fail: what the user reads, and what is left. Where MiniStack departs from CloudFormation the tests say
 * so; test/integration/stack covers those ways with a driver that keeps to CloudFormation's protocol.
 */
type Properties = Readonly<Record<string, unknown>>;

const BUCKET = 'stream-archive';
const UNLUCKY_BUCKET = 'unlucky-archive';
const KMS_BUCKET = 'encrypted-archive';
/** IVS refuses the name. It is made after the recording configuration. */
const FAILING_CHANNEL = channel('no good name');
const results = new Map<string, ToolResult>();
let world: World;

beforeAll(async () => {
  world = await startWorld('failures');
  await deployProvider(world);
  for (const bucket of [BUCKET, UNLUCKY_BUCKET, KMS_BUCKET]) {
    expectSuccess(await world.aws('s3api', 'create-bucket', '--bucket', bucket));
  }
  const encryption = JSON.stringify({ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
  const setting = ['--bucket', KMS_BUCKET, '--server-side-encryption-configuration', encryption];
  expectSuccess(await world.aws('s3api', 'put-bucket-encryption', ...setting));
  world.ivs.account.creationFailures.add({ bucketName: UNLUCKY_BUCKET, times: 2 });
  // At the same time: the command looks every 30 seconds whether it is done.
  await Promise.all([
    deploy('no-bucket', recording({}, 'no-such-bucket-anywhere')),
    deploy('kms-bucket', recording({}, KMS_BUCKET)),
    deploy('bad-properties', recording({ RecordingReconnectWindowSeconds: 301, ThumbnailConfig: {} })),
    deploy('fails-in-ivs', recording({}, UNLUCKY_BUCKET)),
    deploy('channel-fails', { ...recording(), ...FAILING_CHANNEL }),
    deploy('replaced', { ...recording({ Name: 'first' }), ...channel('main') }),
    deploy('updated', recording({ Name: 'kept' })),
  ]);
  expectSuccess(getResult('replaced'));
  expectSuccess(getResult('updated'));
});
afterAll(closeWorlds);

test.each([
  ['no-bucket', ['The bucket no-such-bucket-anywhere does not exist', 'Create it, or name another']],
  // Only whom the role allows to look at the bucket finds this out.
  ['kms-bucket', [KMS_BUCKET, 'aws:kms']],
  ['bad-properties', ['RecordingReconnectWindowSeconds', '301', 'ThumbnailConfig', 'ThumbnailConfiguration']],
  ['fails-in-ivs', ['CREATE_FAILED', UNLUCKY_BUCKET]],
])('%s: the command names the events, and the events the reason', async (name, words) => {
  const { exitCode, terminal } = getResult(name);
  expect(exitCode).toBe(255);
  const [command = ''] = /^aws cloudformation describe-stack-events .*$/m.exec(terminal) ?? [];
  const [, ...args] = command.split(' ');
  const { stdout } = expectSuccess(await world.aws(...args));
  for (const word of words) expect(stdout).toContain(word);

  const stack = await world.describe(name);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  for (const word of words) expect(reasonOf(stack)).toContain(word);
  expect(statusesOf(stack)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_FAILED']);
  // MiniStack departs: CloudFormation takes over the id of a failed Create, and sends a Delete with it.
  expect(stack.events.find(({ ResourceStatus: of }) => of === 'CREATE_FAILED')?.PhysicalResourceId).toBe('');
  expect(listReceived(await world.readLog(PROVIDER), name)).toEqual(['Create']);
});

test('nothing is left of what failed: IVS holds what the two stacks have that did not', () => {
  expect(world.held()).toHaveLength(2);
  expect(new Set(world.held().map(({ name }) => name))).toEqual(new Set(['first', 'kept']));
});

test('where another resource fails, the rollback deletes what was created', async () => {
  expect(getResult('channel-fails').exitCode).toBe(255);
  const stack = await world.describe('channel-fails');
  expect(statusesOf(stack)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  expect(listReceived(await world.readLog(PROVIDER), 'channel-fails')).toEqual(['Create', 'Delete']);
  // MiniStack departs: CloudFormation's events have the properties. The function does without them where it has to.
  expect(stack.events.map(({ ResourceProperties: properties }) => properties).filter(Boolean)).toEqual([]);
});

test('updates that fail end where they began, with a replacement made already or refused', async () => {
  const before = world.held();
  const [first] = before.filter(({ name }) => name === 'first');
  await Promise.all([
    deploy('replaced', { ...recording({ Name: 'second' }), ...FAILING_CHANNEL }),
    deploy('updated', recording({ Name: 'no good name' })),
  ]);

  for (const name of ['replaced', 'updated']) {
    expect(getResult(name).exitCode).toBe(255);
    expect((await world.describe(name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  }
  expect(world.held()).toEqual(before);
  expect(world.ivs.account.channels()).toMatchObject([{ name: 'main', recordingConfigurationArn: first?.arn }]);
  expect(reasonOf(await world.describe('updated'))).toContain('Name');
  const log = await world.readLog(PROVIDER);
  expect(listReceived(log, 'updated')).toEqual(['Create', 'Update', 'Update']);
  // MiniStack departs: CloudFormation sends an Update back to the old properties before the Delete of the replacement.
  expect(listReceived(log, 'replaced')).toEqual(['Create', 'Update', 'Delete']);
  // The address that answers go to is a secret.
  expect(log).not.toMatch(/ResponseURL|cfn-response/i);
});

test('after the failures the stacks can be deleted', async () => {
  for (const name of ['replaced', 'updated', 'no-bucket']) {
    expect(await world.remove(name)).toMatchObject({ status: 'DELETE_COMPLETE' });
  }
  expect(world.held()).toEqual([]);
});

function recording(properties: Properties = {}, bucketName = BUCKET): Properties {
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

function channel(name: string): Properties {
  const properties = { Name: name, RecordingConfigurationArn: { Ref: 'Recording' } };
  return { Channel: { Type: 'AWS::IVS::Channel', Properties: properties } };
}

async function deploy(stackName: string, resources: Properties): Promise<void> {
  results.set(stackName, await world.deploy(stackName, world.writeTemplate(stackName, { Resources: resources })));
}

function getResult(stackName: string): ToolResult {
  const result = results.get(stackName);
  if (result === undefined) throw new Error(`${stackName} was not deployed.`);
  return result;
}
