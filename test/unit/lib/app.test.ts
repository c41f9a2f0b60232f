import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ExampleStack } from '../../../bin/stacks/example-stack';
import { FullStack } from '../../../examples/typescript/full-stack';
import { MinimalStack } from '../../../examples/typescript/minimal-stack';
import { WatchingStack } from '../../../examples/typescript/monitoring-stack';
import { formatMessage } from '../../../schema/messages';
import { createApp, findRecording } from './synthesis';

interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

const ROOT = resolve(__dirname, '../../..');

/** What the CDK CLI does with the command of cdk.json, without the CLI. */
function synthesizeApp(context: Record<string, unknown>): (stack: string) => SynthesizedTemplate {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'bin/app.ts'], {
      cwd: ROOT,
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
      stdio: 'pipe',
    });
    const texts = new Map(
      ['IvsRecordingConfigurationProvider', 'IvsRecordingConfigurationExample'].map((name) => [
        name,
        readFileSync(join(folder, `${name}.template.json`), 'utf8'),
      ]),
    );
    return (name) => JSON.parse(texts.get(name) ?? '') as SynthesizedTemplate;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('bin/app.ts', () => {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const read = synthesizeApp({ ...context, bucketName: 'my-recordings', thumbnailInterval: '30', tags: 'team=video' });

  test('exports the service token for hand-written templates', () => {
    expect(read('IvsRecordingConfigurationProvider').Outputs).toEqual({
      ServiceToken: {
        Description: 'The ServiceToken of Custom::IVSRecordingConfiguration',
        Export: { Name: 'IvsRecordingConfigurationServiceToken' },
        Value: { 'Fn::GetAtt': ['ProviderFunction30350776', 'Arn'] },
      },
    });
  });

  test('builds the example from the context', () => {
    const { Resources: resources, Outputs: outputs } = read('IvsRecordingConfigurationExample');
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.filter((type) => type !== 'AWS::CDK::Metadata').sort()).toEqual([
      'AWS::IAM::Role',
      'AWS::IVS::Channel',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'Custom::IVSRecordingConfiguration',
    ]);
    expect(resources.RecordingsA3BDCC51?.Properties).toMatchObject({ BucketName: 'my-recordings' });
    expect(resources.Recording2AAEC332?.Properties).toMatchObject({
      Name: 'example',
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 30 },
      Tags: [{ Key: 'team', Value: 'video' }],
    });
    expect(outputs).toEqual({
      RecordingConfigurationArn: { Value: { Ref: 'Recording2AAEC332' } },
      RecordingConfigurationState: { Value: { 'Fn::GetAtt': ['Recording2AAEC332', 'State'] } },
      ChannelArn: { Value: { 'Fn::GetAtt': ['Channel', 'Arn'] } },
      BucketName: { Value: { Ref: 'RecordingsA3BDCC51' } },
    });
  });

  test('prints the message of an error without a stack trace', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'bin/app.ts'],
      {
        cwd: ROOT,
        env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ ...context, bucketNam: 'x' }) },
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe(`${formatMessage('UnknownContextKey', { key: 'bucketNam', nearest: 'bucketName' })}\n`);
    expect(status).toBe(1);
  });
});

test('the example stack omits properties that are not in the context', () => {
  const stack = new ExampleStack(createApp(), 'Example', { tags: {} });
  const { Properties: properties } = findRecording(stack);
  expect(properties).toMatchObject({ ThumbnailConfiguration: { RecordingMode: 'INTERVAL' } });
  expect(properties).not.toHaveProperty('Name');
  expect(properties).not.toHaveProperty('Tags');
});

test.each<[string, (app: App) => Stack]>([
  ['minimal', (app) => new MinimalStack(app, 'Minimal')],
  ['full', (app) => new FullStack(app, 'Full')],
  ['watching', (app) => new WatchingStack(app, 'Watching')],
])('the %s example synthesizes', (_, create) => {
  Template.fromStack(create(createApp())).resourceCountIs('Custom::IVSRecordingConfiguration', 1);
});
