import { OWNER_TAG_PREFIX } from '../../../schema/tags';
import { FORMATS } from '../../../cli/import/formats';
import { BUCKET_NAME, recording, startFunctionEnvironment, type FunctionEnvironment } from './function-environment';
import { readFailure, run } from './terminal';

let world: FunctionEnvironment;

beforeAll(async () => {
  world = await startFunctionEnvironment();
}, 60_000);
afterAll(() => world.close());

const STACK = 'video';

function nativeResource(properties: object, attributes: object = {}): object {
  const DestinationConfiguration = { S3: { BucketName: BUCKET_NAME } };
  return {
    Type: 'AWS::IVS::RecordingConfiguration',
    Properties: { DestinationConfiguration, ...properties },
    ...attributes,
  };
}

const MAIN = nativeResource(
  {
    Name: 'main-stage',
    RecordingReconnectWindowSeconds: 60,
    RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD'] },
    Tags: [{ Key: 'team', Value: 'video' }],
  },
  { Metadata: { 'aws:cdk:path': 'video/Main stage/Resource' } },
);
const RETAINED = nativeResource(
  { ThumbnailConfiguration: { RecordingMode: 'DISABLED' } },
  {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Metadata: { 'aws:cdk:path': 'video/Side/Resource' },
  },
);
const channel = (recordingConfigurationArn: unknown): object => ({
  Type: 'AWS::IVS::Channel',
  Properties: { RecordingConfigurationArn: recordingConfigurationArn },
});
const TEMPLATE = JSON.stringify({
  Resources: { Main: MAIN, Side: RETAINED, Channel: channel({ 'Fn::GetAtt': ['Main', 'Arn'] }) },
  Outputs: { Text: { Value: { 'Fn::Sub': 'It is ${Main}' } } },
});

test('the steps and the code move every configuration of a stack, unchanged', async () => {
  const { account } = world.aws.ivs;
  expect(await world.deploy(STACK, TEMPLATE)).toMatchObject({ status: 'CREATE_COMPLETE' });
  const before = account.recordingConfigurations();
  const [main = '', side = ''] = ['Main', 'Side'].map(
    (id) => world.aws.cloudFormation.describe(STACK)?.resources.get(id)?.physicalId,
  );
  const { code, out, err } = await run(['import', '--from-stack', STACK, '--format', 'yaml'], world.endpoints);
  expect(code).toBe(0);
  expect(out.match(/AdoptArn: .*/g)).toEqual([`AdoptArn: ${main}`, `AdoptArn: ${side}`]);
  // Side keeps its policy.
  expect(out.match(/DeletionPolicy: \w+/g)).toEqual(['DeletionPolicy: RetainExceptOnCreate']);
  expect(err).toContain(
    '1. In the template of video, set DeletionPolicy: Retain and UpdateReplacePolicy: Retain on Main; ' +
      'replace Main with its ARN in Channel, Outputs.Text. Deploy it.\n2. Remove Main, Side from the template',
  );
  expect(err).toContain("     npx cdk orphan 'video/Main stage' video/Side --unstable=orphan\n");

  // The steps, as the command prints them.
  const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const resources = { Main: { ...MAIN, ...retained }, Side: RETAINED, Channel: channel(main) };
  expect(await world.deploy(STACK, resources)).toMatchObject({ status: 'UPDATE_COMPLETE' });
  const removed = await world.deploy(STACK, { Channel: channel(main) });
  expect(removed.events.filter(({ status }) => status === 'DELETE_SKIPPED')).toHaveLength(2);
  expect(await world.deploy('adopted', out)).toMatchObject({ status: 'CREATE_COMPLETE' });
  const omitOwner = (tags: object): object =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(OWNER_TAG_PREFIX)));
  const after = account.recordingConfigurations();
  expect(after.map(({ tags, ...others }) => ({ ...others, tags: omitOwner(tags) }))).toEqual(before);
  const drift = await run(['drift', '--stack', 'adopted'], world.endpoints);
  expect(drift).toMatchObject({ code: 0, err: '' });

  const none = readFailure(await run(['import', '--from-stack', STACK], world.endpoints));
  expect(none).toEqual({ code: 1, line: 'The stack video has no AWS::IVS::RecordingConfiguration.' });
  const own = readFailure(await run(['import', '--from-stack', 'adopted'], world.endpoints));
  expect(own.line).toContain('It has Main, Side of the type Custom::IVSRecordingConfiguration, which needs no import.');
});

test.each(FORMATS)('prints %s with the ids and the settings of the template', async (format) => {
  const yaml = `
Resources:
  Stage:
    Type: AWS::IVS::RecordingConfiguration
    Properties: {Name: stage, DestinationConfiguration: {S3: {BucketName: ${BUCKET_NAME}}}}
  Channel:
    Type: AWS::IVS::Channel
    DependsOn: Stage
    Properties: {RecordingConfigurationArn: !GetAtt Stage.Arn}
`;
  const stackName = `formats-${format}`;
  const { stackId } = await world.deploy(stackName, yaml);
  const args = ['import', '--from-stack', stackId, '--format', format, '--retain'];
  const { code, out } = await run([...args, '--json'], world.endpoints);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    stacks: [{ configurations: [{ id: 'Stage', retain: true, properties: { Name: 'stage' } }] }],
    removeFromStack: {
      stackName,
      retain: ['Stage'],
      references: { Stage: ['Channel'] },
      remove: ['Stage'],
    },
    code: (await run(args, world.endpoints)).out,
  });
  expect(out).not.toContain('cdkOrphan');
});

describe('a stack that cannot be imported is reported in one line', () => {
  test.each<[string, readonly string[], number, string]>([
    ['a stack that does not exist', ['none'], 1, 'There is no stack none in us-east-1. Check the name, the Region'],
    ['an invalid name', ['a/b'], 2, '--from-stack is "a/b": expected the name of a stack, or its ARN'],
    [
      'another Region',
      ['arn:aws:cloudformation:eu-west-1:123456789012:stack/a/b', '--region', 'us-east-1'],
      2,
      'is in eu-west-1, but the specified Region is us-east-1.',
    ],
    ['an id', ['video', '--id', 'Main'], 2, '"Main" cannot be combined with --from-stack.'],
    ['a state as well', ['video', '--from-terraform', 'x'], 2, '"video" cannot be combined with --from-terraform.'],
    ['no name', [], 2, "Option '--from-stack <stack>' argument missing."],
  ])('%s', async (_title, args, exitCode, words) => {
    const { code, line } = readFailure(await run(['import', '--from-stack', ...args], world.endpoints));
    expect(code).toBe(exitCode);
    expect(line).toContain(words);
  });

  test('a configuration that was deleted', async () => {
    const { account } = world.aws.ivs;
    await world.deploy('deleted', { Gone: nativeResource({}) });
    const arn = world.aws.cloudFormation.describe('deleted')?.resources.get('Gone')?.physicalId ?? '';
    account.deleteRecordingConfiguration({ arn });
    const { code, line } = readFailure(await run(['import', '--from-stack', 'deleted'], world.endpoints));
    expect(code).toBe(1);
    expect(line).toContain(`Gone (${arn}) of deleted does not exist in IVS.`);
  });

  test('a deleted stack, by its ARN', async () => {
    const { stackId } = await world.deploy('old', { Own: recording() });
    await world.aws.cloudFormation.delete('old');
    expect(readFailure(await run(['import', '--from-stack', stackId], world.endpoints)).line).toContain('There is no');
  });
});
