import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { App, CfnOutput, CustomResource, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RecordingConfiguration } from '../../../../lib';
import {
  drawFailedStart,
  drawStart,
  recordFailedStart,
  recordStart,
  START_PICTURES,
} from '../../../build/docs/start-picture';
import { resolveEnvironment } from '../../cloudformation/assembly-environment';
import { readCloudAssembly } from '../../cloudformation/cloud-assembly';

const ROOT = join(__dirname, '../../../..');
/** As in `npm start`: the tsx command would kill a process that takes more than 30 ms to answer a signal. */
const COMMAND = ['--import', 'tsx', 'tools/emulator/start.ts'];
const outdir = mkdtempSync(join(tmpdir(), 'own-app-'));
afterAll(() => {
  rmSync(outdir, { recursive: true, force: true });
});

interface Result {
  readonly code: number | null;
  readonly text: string;
}

async function start(...args: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, [...COMMAND, ...args], {
    cwd: ROOT,
    // CI enables color.
    env: { ...process.env, NO_COLOR: '1' },
    timeout: 110_000,
  });
  const [stdout, stderr, [code]] = await Promise.all([
    readText(child.stdout),
    readText(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, text: stdout + stderr };
}

test.concurrent(
  "npm start deploys the stages of a user's app to their environment",
  async () => {
    const app = new App({ outdir, builtinCloudFormationValidation: false });
    const stage = new Stage(app, 'Test', { env: { account: '210987654321', region: 'eu-west-1' } });
    const stack = new Stack(stage, 'Archive');
    const recording = new RecordingConfiguration(stack, 'Recording', { bucket: new Bucket(stack, 'Bucket') });
    new CfnOutput(stack, 'Arn', { value: recording.recordingConfigurationArn });
    app.synth();

    expect(resolveEnvironment(readCloudAssembly(outdir))).toEqual({ accountId: '210987654321', region: 'eu-west-1' });
    const { code, text } = await start('--assembly', outdir);
    expect(text).toMatch(/Test-Archive\.Arn = arn:aws:ivs:eu-west-1:210987654321:recording-configuration\/\w+/);
    expect(text).toContain('Left in the account: 0 recording configurations, 0 channels.');
    expect(code).toBe(0);
  },
  120_000,
);

test.concurrent(
  'npm start accepts a relative folder and a bucket with autoDeleteObjects',
  async () => {
    const folder = join(outdir, 'emptied');
    const app = new App({ outdir: folder, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Emptied');
    const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    new RecordingConfiguration(stack, 'Recording', { bucket });
    app.synth();

    const { code, text } = await start('--assembly', relative(ROOT, folder));
    expect(text).toContain('Left in the account: 0 recording configurations, 0 channels.');
    expect(code).toBe(0);
  },
  120_000,
);

test.concurrent(
  'a function that cannot be loaded fails its resource immediately with the error',
  async () => {
    const folder = join(outdir, 'broken');
    const app = new App({ outdir: folder, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Broken');
    const code = Code.fromInline("require('no-such-module'); exports.handler = () => undefined;");
    const fn = new Function(stack, 'Function', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
    new CustomResource(stack, 'Thing', { serviceToken: fn.functionArn });
    app.synth();

    const { code: exitCode, text } = await start('--assembly', folder);
    expect(text).toMatch(/^ +Broken-Function\w+-\w+: Error: Cannot find module 'no-such-module'$/m);
    // The reason is printed last.
    expect(text).toMatch(/failed and sent no response\. Error: Cannot find module 'no-such-module'\n$/);
    expect(exitCode).toBe(1);
  },
  120_000,
);

test.concurrent.each([
  ['thumbnailInterval=abc', 'InvalidContextValue: The context value thumbnailInterval is "abc"; it must be'],
  [
    'thumbnailInterval=61',
    '[IvsRecordingConfigurationExample/Recording] InvalidProperties: thumbnailConfiguration.targetInterval (Thumb',
  ],
])(
  'an app that cannot be synthesized, as with -c %s, fails with its message and no stack trace',
  async (pair, message) => {
    const { code, text } = await start('-c', pair);
    const [, ...lines] = text.trimEnd().split('\n');
    expect(lines).toEqual([expect.stringContaining(message)]);
    expect(code).toBe(1);
  },
  120_000,
);

test.concurrent(
  'npm start prints what docs/emulator.md shows',
  async () => {
    const recording = await recordStart();
    expect(recording.code).toBe(0);
    expect(drawStart(recording)).toBe(readFileSync(join(ROOT, START_PICTURES.started), 'utf8'));
  },
  120_000,
);

test.concurrent(
  'the provider of --template checks the bucket, and the reason is printed last, as docs/bucket-validation.md shows',
  async () => {
    const recording = await recordFailedStart(outdir);
    expect(stripVTControlCharacters(recording.output).replace(/\s+/g, ' ')).toMatch(
      / stream-archive ended in ROLLBACK_COMPLETE\. Recording CREATE_FAILED: .*BucketEncryptionNotSupported: .*aws:kms/,
    );
    expect(recording.code).toBe(1);
    expect(drawFailedStart(recording)).toBe(readFileSync(join(ROOT, START_PICTURES.failed), 'utf8'));
  },
  120_000,
);

test.concurrent(
  'a template can use an existing bucket, and have the file name of the provider',
  async () => {
    const path = join(outdir, 'IvsRecordingConfigurationProvider.yaml');
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
    const { code, text } = await start('--bucket', 'stream-archive', '--template', path);
    expect(text).toContain('Stack-IvsRecordingConfigurationProvider: deployed');
    expect(text).toMatch(/Left in the account: 0 recording configurations, 0 channels\.\n$/);
    expect(code).toBe(0);
  },
  120_000,
);

test.concurrent(
  'an interrupted synthesis leaves nothing in the temporary folder',
  async () => {
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
  },
  120_000,
);

test.concurrent('the error for an invalid template contains its path', async () => {
  const path = join(outdir, 'empty.yaml');
  writeFileSync(path, '# nothing\n');
  const { code, text } = await start('--template', path);
  expect(text).toMatch(/^\S*empty\.yaml: Template format error: the template is empty/);
  expect(code).toBe(1);
});

test.concurrent('a folder without a cloud assembly is an error of one line', async () => {
  const { code, text } = await start('--assembly', join(ROOT, 'docs'));
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
