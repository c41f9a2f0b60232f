import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { App, CfnOutput, CustomResource, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RecordingConfiguration } from '../../../../lib';
import { resolveEnvironment } from '../../cloudformation/assembly-environment';
import { readCloudAssembly } from '../../cloudformation/cloud-assembly';

const ROOT = join(__dirname, '../../../..');
/** As in `npm start`: the tsx command would kill a process that takes more than 30 ms to answer a signal. */
const COMMAND = ['--import', 'tsx', 'tools/emulator/start.ts'];
const outdir = mkdtempSync(join(tmpdir(), 'own-app-'));
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

function start(...args: readonly string[]): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    // CI enables color.
    env: { ...process.env, NO_COLOR: '1' },
    timeout: 50_000,
  });
  return { code: status, text: stdout + stderr };
}

test("npm start deploys the stages of a user's app to their environment", () => {
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const stage = new Stage(app, 'Test', { env: { account: '210987654321', region: 'eu-west-1' } });
  const stack = new Stack(stage, 'Archive');
  const recording = new RecordingConfiguration(stack, 'Recording', { bucket: new Bucket(stack, 'Bucket') });
  new CfnOutput(stack, 'Arn', { value: recording.recordingConfigurationArn });
  app.synth();

  expect(resolveEnvironment(readCloudAssembly(outdir))).toEqual({ accountId: '210987654321', region: 'eu-west-1' });
  const { code, text } = start('--assembly', outdir);
  expect(text).toMatch(/Test-Archive\.Arn = arn:aws:ivs:eu-west-1:210987654321:recording-configuration\/\w+/);
  expect(text).toContain('Left in the account: 0 recording configurations, 0 channels.');
  expect(code).toBe(0);
}, 60_000);

test('npm start accepts a relative folder and a bucket with autoDeleteObjects', () => {
  const folder = join(outdir, 'emptied');
  const app = new App({ outdir: folder, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Emptied');
  const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  new RecordingConfiguration(stack, 'Recording', { bucket });
  app.synth();

  const { code, text } = start('--assembly', relative(ROOT, folder));
  expect(text).toContain('Left in the account: 0 recording configurations, 0 channels.');
  expect(code).toBe(0);
}, 60_000);

test('a function that cannot be loaded fails its resource immediately with the error', () => {
  const folder = join(outdir, 'broken');
  const app = new App({ outdir: folder, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Broken');
  const code = Code.fromInline("require('no-such-module'); exports.handler = () => undefined;");
  const fn = new Function(stack, 'Function', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
  new CustomResource(stack, 'Thing', { serviceToken: fn.functionArn });
  app.synth();

  const { code: exitCode, text } = start('--assembly', folder);
  expect(text).toMatch(/^ +Broken-Function\w+-\w+: Error: Cannot find module 'no-such-module'$/m);
  // The reason is printed last.
  expect(text).toMatch(/failed and sent no response\. Error: Cannot find module 'no-such-module'\n$/);
  expect(exitCode).toBe(1);
}, 60_000);

test.each([
  ['thumbnailInterval=abc', 'InvalidContextValue: The context value thumbnailInterval is "abc"; it must be'],
  [
    'thumbnailInterval=61',
    '[IvsRecordingConfigurationExample/Recording] InvalidProperties: thumbnailConfiguration.targetInterval (Thumb',
  ],
])(
  'an app that cannot be synthesized, as with -c %s, fails with its message and no stack trace',
  (pair, message) => {
    const { code, text } = start('-c', pair);
    const [, ...lines] = text.trimEnd().split('\n');
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(code).toBe(1);
  },
  60_000,
);

test('the provider of --template checks the bucket, and the reason is printed last', () => {
  const [, template = ''] =
    /```yaml\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/bucket-validation.md'), 'utf8')) ?? [];
  const path = join(outdir, 'IvsRecordingConfigurationProvider.yaml');
  writeFileSync(path, template);
  const { code, text } = start('--template', path);
  expect(text).toContain('Stack-IvsRecordingConfigurationProvider ended in ROLLBACK_COMPLETE.');
  expect(text.trimEnd().split('\n').at(-1)).toMatch(
    /^ {2}Recording CREATE_FAILED: .*BucketEncryptionNotSupported: .*aws:kms/,
  );
  expect(code).toBe(1);
}, 60_000);

test('a template can use an existing bucket', () => {
  const path = join(outdir, 'archive.yaml');
  writeFileSync(
    path,
    `Resources:
  Recording:
    Type: Custom::IVSRecordingConfiguration
    Properties:
      ServiceToken: !ImportValue IvsRecordingConfigurationServiceToken
      ServiceTimeout: 1200
      DestinationConfiguration: { S3: { BucketName: stream-archive } }`,
  );
  const { code, text } = start('--bucket', 'stream-archive', '--template', path);
  expect(text).toMatch(/Left in the account: 0 recording configurations, 0 channels\.\n$/);
  expect(code).toBe(0);
}, 60_000);

test('an interrupted synthesis leaves nothing in the temporary folder', async () => {
  const TMPDIR = mkdtempSync(join(outdir, 'tmp-'));
  const child = spawn(process.execPath, COMMAND, {
    cwd: ROOT,
    env: { ...process.env, TMPDIR },
  });
  const hasStarted = (): boolean => readdirSync(TMPDIR).some((name) => name.startsWith('cdk-out-'));
  while (!hasStarted() && child.exitCode === null) await setTimeout(20);
  expect(hasStarted()).toBe(true);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as unknown[];
  expect(code).toBe(130);
  // tsx creates its own folder.
  expect(readdirSync(TMPDIR).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
}, 60_000);

test('the error for an invalid template contains its path', () => {
  const path = join(outdir, 'empty.yaml');
  writeFileSync(path, '# nothing\n');
  const { code, text } = start('--template', path);
  expect(text).toMatch(/^\S*empty\.yaml: Template format error: the template is empty/);
  expect(code).toBe(1);
});

test('a folder without a cloud assembly is an error of one line', () => {
  const { code, text } = start('--assembly', join(ROOT, 'docs'));
  expect(text).toMatch(/^.*manifest\.json cannot be read.*cdk synth.*\n$/);
  expect(code).toBe(2);
});

test.each([
  ['nothing is known', [{}], {}],
  ['some know', [{}, { account: '1', region: 'a' }, { account: '1', region: 'a' }], { accountId: '1', region: 'a' }],
])('the environment is resolved from the stacks: %s', (_, known, environment) => {
  expect(resolveEnvironment(known.map((stack) => ({ account: undefined, region: undefined, ...stack })))).toEqual(
    environment,
  );
});

test('stacks of two Regions are rejected', () => {
  const stacks = ['eu-west-1', 'us-east-1'].map((region) => ({ account: undefined, region }));
  expect(() => resolveEnvironment(stacks)).toThrow(/^The stacks are for eu-west-1 and us-east-1: expected one Region/);
});
