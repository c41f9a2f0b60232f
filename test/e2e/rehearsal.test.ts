import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProcessEnvironment, ROOT } from './environment';
import { poll } from './poll';
import { expectSuccess, runTool, type ToolResult } from './tool';

/** Runs every command of docs/rehearsal.md against `npm start -- --keep`, with the sections in parallel. */
const PAGE = readFileSync(join(ROOT, 'docs/rehearsal.md'), 'utf8');
const START_TIMEOUT_MS = 60_000;
/** A section has several commands, so both are longer than those of one tool. */
const SECTION_TIMEOUT_MS = 580_000;
jest.setTimeout(600_000);

interface Block {
  readonly kind: 'succeeds' | 'fails' | 'terraform';
  readonly code: string;
}

/** The commands of each section, by its heading. */
const SECTIONS = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section): [string, readonly Block[]] => [section.split('\n', 1).join(), readBlocks(section)]),
);
const [START = '', PREPARE = ''] = (SECTIONS.get('Start') ?? []).map(({ code }) => code);

/** What the user should see at the end of a section, as a command that succeeds. */
const RESULTS: Readonly<Record<string, string>> = {
  'Adopt a configuration':
    'test "$(aws ivs get-recording-configuration --arn "$ARN" --query recordingConfiguration.state)" = \'"ACTIVE"\'',
  'Replace, move channels, roll back':
    'test "$(aws ivs get-channel --arn "$CHANNEL" --query channel.recordingConfigurationArn --output text)" = ""',
  'Continue after a failure':
    'test "$(aws cloudformation describe-stacks --stack-name paused --query "Stacks[0].[StackStatus, Parameters[?ParameterKey==\'Interval\'].ParameterValue | [0]]" --output text)" = "UPDATE_COMPLETE"$\'\\t45\'',
  'Migrate from the native type':
    'test "$(aws cloudformation describe-stack-resources --stack-name from-native --query "StackResources[0].PhysicalResourceId" --output text)" = "$ARN"',
  'Replace the native type in its stack':
    'test "$(aws cloudformation describe-stack-resource --stack-name in-place --logical-resource-id Native --query "StackResourceDetail.[ResourceType, PhysicalResourceId]" --output text)" = "Custom::IVSRecordingConfiguration"$\'\\t\'"$ARN"',
  'Import into the native type':
    'test "$(aws cloudformation describe-stack-resources --stack-name to-native --query "StackResources[0].PhysicalResourceId" --output text)" = "$ARN"',
  'Deploy with the CDK':
    'test "$(aws cloudformation get-template --stack-name IvsRecordingConfigurationExample | grep -c \'Custom::IVS\')" = 0',
  'Move out of Terraform, and back':
    'test "$(aws ivs list-tags-for-resource --resource-arn "$ARN" --query "tags" --output text)" = video',
};

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
if (!hasTerraform) process.stdout.write('terraform is missing: its commands are not run.\n');

let directory: string;
let server: ChildProcess;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const base = { ...createProcessEnvironment(directory), CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const [, args = ''] = /^npm start -- (.*)$/m.exec(START.replaceAll('\\\n', '')) ?? [];
  let output = '';
  server = spawn(process.execPath, ['--import', 'tsx', 'tools/emulator/start.ts', ...args.split(/\s+/)], {
    cwd: ROOT,
    env: base,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exports = await poll('Start of the emulator', START_TIMEOUT_MS, () => {
    if (server.exitCode !== null) throw new Error(`It ended:\n${output}`);
    return Promise.resolve(output.includes('Events of stacks') ? (output.match(/^ {2}export .*$/gm) ?? []) : undefined);
  });
  const variables = exports.flatMap((line) => line.trim().split(' ').slice(1)).map((pair) => pair.split(/=(.*)/s, 2));
  env = { ...base, ...(Object.fromEntries(variables) as Record<string, string>) };
  // npx links the command once; the sections must not do this at the same time.
  expectSuccess(await bash('link', 'npx cdk-ivs-recording-configuration --version'));
}, 120_000);

afterAll(async () => {
  if (server.exitCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
});

test('every section with commands has an expected result', () => {
  const titles = [...SECTIONS]
    .filter(([title, blocks]) => blocks.length > 0 && title !== 'Start')
    .map(([title]) => title);
  expect(titles).toEqual(Object.keys(RESULTS));
});

test.concurrent.each(Object.entries(RESULTS))('%s', async (title, result) => {
  const blocks = SECTIONS.get(title) ?? [];
  const script = blocks
    .filter(({ kind }) => hasTerraform || kind !== 'terraform')
    .map(({ kind, code }) =>
      kind === 'fails' ? `if ( set -e\n${code}\n); then echo "This must fail."; exit 1; fi` : code,
    );
  expectSuccess(await bash(title, ['set -ex', PREPARE, ...script, result].join('\n')));
});

/** An app with the native type in the form of the CDK's alpha construct: the resource is below the construct. */
const NATIVE_APP = `
const { App, LegacyStackSynthesizer, Stack } = require('aws-cdk-lib');
const ivs = require('aws-cdk-lib/aws-ivs');
const { Construct } = require('constructs');
const stack = new Stack(new App(), 'Recordings', { synthesizer: new LegacyStackSynthesizer() });
const destinationConfiguration = { s3: { bucketName: 'stream-archive' } };
const native = new ivs.CfnRecordingConfiguration(new Construct(stack, 'Recording'), 'Resource', { destinationConfiguration });
new ivs.CfnChannel(stack, 'Channel', { name: 'orphan', recordingConfigurationArn: native.attrArn });
`;

test.concurrent(
  'cdk orphan, as import --from-stack prints it, lets another stack adopt the configuration',
  async () => {
    writeFileSync(join(directory, 'native.cjs'), NATIVE_APP);
    const cdkOptions = `--app 'node ${directory}/native.cjs' --output ${directory}/native.out`;
    const script = `set -ex
export NODE_PATH=${ROOT}/node_modules
npx cdk deploy ${cdkOptions} --require-approval never
ARN=$(aws ivs list-channels --query "channels[?name=='orphan'].recordingConfigurationArn" --output text)
npx cdk-ivs-recording-configuration import --from-stack Recordings --format yaml > ${directory}/native.yaml 2> ${directory}/steps
ORPHAN=$(grep 'npx cdk orphan Recordings/Recording ' ${directory}/steps)
eval "$ORPHAN --yes" '${cdkOptions.replaceAll("'", '"')}'
aws cloudformation deploy --stack-name orphan-adopted --template-file ${directory}/native.yaml
test "$(aws ivs list-channels --query "channels[?name=='orphan'].recordingConfigurationArn" --output text)" = "$ARN"
test "$(aws cloudformation describe-stack-resources --stack-name orphan-adopted --query 'StackResources[0].PhysicalResourceId' --output text)" = "$ARN"
test "$(aws cloudformation get-template --stack-name Recordings | grep -c AWS::IVS::RecordingConfiguration)" = 0
`;
    expectSuccess(await bash('cdk orphan', script));
  },
);

/** An app with a stack that fails on request, and one with a resource to import. */
const PAUSED_APP = `
const { App, CfnResource, LegacyStackSynthesizer, RemovalPolicy, Stack } = require('aws-cdk-lib');
const ivs = require('aws-cdk-lib/aws-ivs');
const app = new App();
const create = (id) => new Stack(app, id, { synthesizer: new LegacyStackSynthesizer() });
const size = app.node.tryGetContext('size') ?? 'small';
const paused = create('Paused');
new CfnResource(paused, 'Handle', { type: 'Test::Wait', properties: { Size: size } });
new CfnResource(paused, 'Fail', { type: 'Test::Fail', properties: { Size: size, On: size === 'large' ? ['Update'] : [] } });
const destinationConfiguration = { s3: { bucketName: 'stream-archive' } };
const native = new ivs.CfnRecordingConfiguration(create('Imported'), 'Native', { name: 'cdk-import', destinationConfiguration });
native.applyRemovalPolicy(RemovalPolicy.RETAIN);
`;

test.concurrent('cdk deploy --no-rollback, cdk rollback and cdk import', async () => {
  writeFileSync(join(directory, 'paused.cjs'), PAUSED_APP);
  const options = `--app "node ${directory}/paused.cjs" --output ${directory}/paused.out`;
  const script = `set -ex
export NODE_PATH=${ROOT}/node_modules
check() { test "$(aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text)" = "$2"; }
npx cdk deploy Paused ${options} --require-approval never
if npx cdk deploy Paused ${options} -c size=large --no-rollback; then exit 1; fi
check Paused UPDATE_FAILED
npx cdk rollback Paused ${options}
check Paused UPDATE_ROLLBACK_COMPLETE
ARN=$(aws ivs create-recording-configuration --name cdk-import --destination-configuration 's3={bucketName=stream-archive}' --query recordingConfiguration.arn --output text)
echo "{\\"Native\\": {\\"Arn\\": \\"$ARN\\"}}" > ${directory}/mapping.json
npx cdk import Imported ${options} --resource-mapping ${directory}/mapping.json
check Imported IMPORT_COMPLETE
test "$(aws cloudformation describe-stack-resources --stack-name Imported --query 'StackResources[0].PhysicalResourceId' --output text)" = "$ARN"
`;
  expectSuccess(await bash('cdk rollback', script));
});

function bash(title: string, script: string): Promise<ToolResult> {
  const path = join(directory, `${title.replace(/\W+/g, '-')}.sh`);
  writeFileSync(path, script);
  return runTool({ environment: 'rehearsal', name: 'bash', program: 'bash', env, timeoutMs: SECTION_TIMEOUT_MS }, [
    path,
  ]);
}

function readBlocks(section: string): readonly Block[] {
  return [...section.matchAll(/^```sh(?: (fails|terraform))?\n(.*?)^```/gms)].map(
    ([, kind = 'succeeds', code = '']) => ({
      kind: kind as Block['kind'],
      code,
    }),
  );
}
