import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { OperationsStack } from '../../../examples/typescript/operations-stack';
import { PlaybackStack } from '../../../examples/typescript/playback/playback-stack';
import { RegulatedStack } from '../../../examples/typescript/regulated-stack';
import { startEmulator, type Emulator } from '../../../tools/emulator/aws';
import { readCloudAssembly } from '../../../tools/emulator/cloudformation/cloud-assembly';

let aws: Emulator;
let outdir: string;
beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), 'examples-'));
  aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
});
afterAll(async () => {
  await aws.close();
  rmSync(outdir, { recursive: true, force: true });
});

/** Deploys an example, and expects that the function needed no permission that it has not. */
async function deploy(Example: new (scope: App, id: string) => Stack): Promise<void> {
  const app = new App({ outdir: join(outdir, Example.name), builtinCloudFormationValidation: false });
  new Example(app, Example.name);
  app.synth();
  const [stack] = readCloudAssembly(join(outdir, Example.name));
  if (stack === undefined) throw new Error('The app has no stack.');
  expect(await aws.cloudFormation.deploy(stack)).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(aws.ivs.account.recordingConfigurations()).toMatchObject([{ state: 'ACTIVE' }]);
  expect(aws.roleCalls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
}

/** Deletes an example. Returns the logical ids in the order of their deletion. */
async function destroy({ name }: { readonly name: string }): Promise<readonly string[]> {
  const { status, events } = await aws.cloudFormation.delete(name);
  expect(status).toBe('DELETE_COMPLETE');
  expect(aws.ivs.account.recordingConfigurations()).toEqual([]);
  return events.filter((event) => event.status === 'DELETE_COMPLETE').map(({ logicalId }) => logicalId);
}

test('the example for regulated accounts keeps the way to AWS until the last request', async () => {
  await deploy(RegulatedStack);
  const order = await destroy(RegulatedStack);
  const recording = order.indexOf('Recording2AAEC332');
  expect(recording).toBeGreaterThanOrEqual(0);
  for (const needed of ['ProviderFunction', 'ProviderRole', 'VpcCloudFormation', 'VpcPrivateSubnet1DefaultRoute']) {
    const first = order.findIndex((id) => id.startsWith(needed));
    expect([needed, first > recording]).toEqual([needed, true]);
  }
});

test('the example for operations deploys its dashboard, alarms and rules', async () => {
  await deploy(OperationsStack);
  const types = [...(aws.cloudFormation.describe(OperationsStack.name)?.resources.values() ?? [])].map(
    ({ type }) => type,
  );
  for (const type of ['AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule']) {
    expect(types).toContain(type);
  }
  await destroy(OperationsStack);
});

describe('the example for playback', () => {
  const CHANNEL = 'AsXego4U6tnj';
  const session = `ivs/v1/123456789012/${CHANNEL}/2026/3/1/18`;
  const ended = (prefix: string, time: string): object => ({
    'detail-type': 'IVS Recording State Change',
    source: 'aws.ivs',
    time,
    resources: [`arn:aws:ivs:us-east-1:123456789012:channel/${CHANNEL}`],
    detail: {
      channel_name: 'main-stage',
      recording_status: 'Recording End',
      recording_s3_bucket_name: bucketName(),
      recording_s3_key_prefix: prefix,
      recording_duration_ms: 90_000,
    },
  });
  const find = (type: string): string[] =>
    [...(aws.cloudFormation.describe(PlaybackStack.name)?.resources.values() ?? [])]
      .filter((resource) => resource.type === type)
      .map(({ physicalId }) => physicalId ?? '');
  const bucketName = (): string => find('AWS::S3::Bucket')[0] ?? '';

  beforeAll(() => deploy(PlaybackStack));
  afterAll(() => destroy(PlaybackStack));

  test('has one configuration for its channels, and links to the page of each', () => {
    const [{ arn } = { arn: '' }] = aws.ivs.account.recordingConfigurations();
    const channels = aws.ivs.account.channels();
    expect(channels.map((channel) => channel.recordingConfigurationArn)).toEqual([arn, arn]);
    const pages = [...(aws.cloudFormation.describe(PlaybackStack.name)?.outputs.values() ?? [])]
      .map(({ value }) => value)
      .filter((value) => value.startsWith('https://'));
    expect(pages.map((page) => page.split('?channel=')[1]).sort()).toEqual(
      channels.map((channel) => channel.arn.split('/')[1]).sort(),
    );
  });

  test('indexes each recording once, the newest first, also if two end at the same time, and drops expired ones', async () => {
    const [fn = ''] = find('AWS::Lambda::Function').filter((id) => id.includes('IndexRecording'));
    const now = Date.now();
    const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString();
    const send = async (...events: readonly object[]): Promise<void> => {
      const invocations = events.map((event) => aws.lambda.invokeAsync(fn, event));
      await Promise.all(invocations.map((invocation) => invocation.completed));
      expect(invocations.map((invocation) => invocation.failure())).toEqual(events.map(() => undefined));
    };
    await send(ended(`${session}/0/expired`, daysAgo(31)));
    // Both read the index before either writes it.
    aws.s3.faults.inject({ action: 'PutObject', fault: { kind: 'delay', milliseconds: 500 }, times: 2 });
    await send(ended(`${session}/1/first`, daysAgo(2)), ended(`${session}/2/second`, daysAgo(1)));
    await send(ended(`${session}/3/third`, daysAgo(0)), ended(`${session}/3/third`, daysAgo(0)));
    const s3 = new S3Client({
      region: aws.region,
      endpoint: aws.s3.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { Body: body } = await s3.send(
      new GetObjectCommand({ Bucket: bucketName(), Key: `recordings/${CHANNEL}.json` }),
    );
    s3.destroy();
    const index = JSON.parse((await body?.transformToString()) ?? '') as { readonly prefix: string }[];
    expect(index.map(({ prefix }) => prefix)).toEqual(
      ['3/third', '2/second', '1/first'].map((end) => `${session}/${end}`),
    );
  });
});
