import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER_TAG_PREFIX } from '../../../schema/tags';
import { FORMATS } from '../../../cli/import/formats';
import { BUCKET_NAME, recording, startFunctionEnvironment, type FunctionEnvironment } from './function-environment';
import { readFailure, run } from './terminal';

let world: FunctionEnvironment;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-stack-'));
  world = await startFunctionEnvironment();
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

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

describe('with --output, the templates of the steps replace the resources in the stack itself', () => {
  const text = `# Recordings of the main stage.
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Bucket: {Type: String, Default: ${BUCKET_NAME}}
Resources:
  Main: # The only one.
    Type: AWS::IVS::RecordingConfiguration
    Properties:
      Name: main-stage
      # Outside the stack.
      DestinationConfiguration: {S3: {BucketName: !Ref Bucket}}
      RecordingReconnectWindowSeconds: 010
  Channel:
    Type: AWS::IVS::Channel
    DependsOn: [Main]
    Properties:
      RecordingConfigurationArn: !GetAtt Main.Arn
      Tags: [{Key: from, Value: !Sub '\${Main} \${Main.State}'}]
Outputs:
  Arn: {Value: !Ref Main, Export: {Name: main-arn}}
  Long: {Value: {"Fn::Join": ["|", [{"Fn::GetAtt": [Main, Arn]}, {"Fn::Sub": ["\${Main} \${Bucket}", {"Bucket": "b"}]}]]}}
`;
  const findArn = (stack: string): string | undefined =>
    world.aws.cloudFormation.describe(stack)?.resources.get('Main')?.physicalId;

  test('with a local template in YAML, which keeps its form', async () => {
    const { account } = world.aws.ivs;
    const { outputs } = await world.deploy('in-place', text);
    const arn = findArn('in-place') ?? '';
    const changes = account.recordingConfigurations().length;
    const local = join(folder, 'template.yaml');
    // A change that is not deployed yet.
    writeFileSync(local, `${text}  New: {Value: '1'}\n`);
    const args = ['import', '--from-stack', 'in-place', '--template', local, '--output', join(folder, 'yaml')];
    const { code, out, err } = await run(args, world.endpoints);
    expect(code).toBe(0);
    const paths = out.trim().split('\n');
    expect(err).toContain(`1. aws cloudformation deploy --stack-name in-place --template-file ${paths[0] ?? ''}\n`);
    expect(err).toContain(`It is ${local} with Main replaced.`);
    const [retain = '', release = '', adopt = ''] = paths.map((path) => readFileSync(path, 'utf8'));
    expect(adopt).toBe(
      `${text}  New: {Value: '1'}\n`
        .replace('AWS::IVS::RecordingConfiguration', 'Custom::IVSRecordingConfiguration')
        .replace(
          '      Name: main-stage',
          `      ServiceToken: !ImportValue IvsRecordingConfigurationServiceToken\n      ServiceTimeout: 1200\n` +
            `      AdoptArn: ${arn}\n      Name: main-stage`,
        )
        .replace('  Main: # The only one.\n', '  Main:\n    # The only one.\n'),
    );
    for (const [template, status] of [
      [retain, undefined],
      [release, 'DELETE_SKIPPED'],
      [adopt, 'CREATE_COMPLETE'],
    ] as const) {
      const result = await world.deploy('in-place', template);
      expect(result).toMatchObject({ status: 'UPDATE_COMPLETE', outputs });
      if (status !== undefined) {
        expect(result.events).toContainEqual(expect.objectContaining({ logicalId: 'Main', status }));
      }
      expect(account.recordingConfigurations()).toHaveLength(changes);
      expect(account.channels().map((channel) => channel.recordingConfigurationArn)).toContain(arn);
    }
    expect(findArn('in-place')).toBe(arn);
    expect(await run(['drift', '--stack', 'in-place'], world.endpoints)).toMatchObject({ code: 0 });
  });

  test('with the deployed template in JSON, and without another resource', async () => {
    const template = JSON.stringify({ Resources: { Main: nativeResource({ Name: 'json' }) } }, null, 1);
    await world.deploy('in-place-json', template);
    const arn = findArn('in-place-json');
    const args = ['import', '--from-stack', 'in-place-json', '--output', join(folder, 'json'), '--retain', '--json'];
    const { code, out } = await run(args, world.endpoints);
    expect(code).toBe(0);
    const report = JSON.parse(out) as { readonly templates: readonly string[] };
    expect(report).toMatchObject({
      stackName: 'in-place-json',
      configurations: [{ logicalId: 'Main', arn }],
      warnings: [],
    });
    const texts = report.templates.map((path) => readFileSync(path, 'utf8'));
    expect(texts[1]).toContain('AWS::CloudFormation::WaitConditionHandle');
    for (const step of texts)
      expect(await world.deploy('in-place-json', step)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(findArn('in-place-json')).toBe(arn);
    const Type = 'Custom::IVSRecordingConfiguration';
    const { Properties } = recording({ ServiceTimeout: 1200, AdoptArn: arn });
    const policies = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
    const Main = { Type, Properties: { ...(Properties as object), Name: 'json' }, ...policies };
    expect(JSON.parse(texts[2] ?? '')).toEqual({ Resources: { Main } });
    expect(texts[2]).toContain('\n "Resources": {\n  "Main": {\n');
  });

  test('what would not work is refused, or has a warning', async () => {
    await world.deploy('in-place-failures', { Main: nativeResource({ Name: 'main' }), Side: nativeResource({}) });
    const local = join(folder, 'failures.yaml');
    const migrate = (template: string, output = 'failures'): ReturnType<typeof run> => {
      writeFileSync(local, template);
      return run(
        ['import', '--from-stack', 'in-place-failures', '--template', local, '--output', join(folder, output)],
        world.endpoints,
      );
    };
    const fail = async (...args: Parameters<typeof migrate>): Promise<string> =>
      readFailure(await migrate(...args)).line;
    const native = '{Type: AWS::IVS::RecordingConfiguration, Properties: {Name: other, DestinationConfiguration: ';
    const bucket = `{S3: {BucketName: ${BUCKET_NAME}}}}}`;
    expect(await fail('a: [')).toContain('failures.yaml is neither valid JSON nor valid YAML.');
    expect(await fail('Type: x')).toContain(
      'failures.yaml is not a CloudFormation template: expected JSON or YAML with',
    );
    expect(await fail(`Resources: {Main: ${native}${bucket}}`)).toContain(
      'has no AWS::IVS::RecordingConfiguration Side, which the stack has',
    );
    const template = `Resources: {Main: ${native}${bucket}, Side: ${native}!Ref B}}, Third: ${native}${bucket}}`;
    const { code, err } = await migrate(template);
    expect(code).toBe(0);
    expect(err).toContain(`Third in ${local} is not in the stack. It stays native: step 3 creates it.`);
    expect(err).toMatch(/Main in \S+ has other settings than arn:\S+: Name. Step 3 will be refused/);
    expect(await fail(template)).toContain('1-retain.json exists. Use another directory.');
  });
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
    ['a template alone', ['video', '--template', 'x'], 2, '--template requires --output DIRECTORY'],
    ['a format as well', ['video', '--output', 'x', '--format', 'ts'], 2, '"ts" cannot be combined with --output.'],
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
