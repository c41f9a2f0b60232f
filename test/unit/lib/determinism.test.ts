import { rmSync } from 'node:fs';
import { installPackage, runApp } from './installed-app';

/** An app with every kind of resource that the construct creates; its maps have the order of the texts. */
const writeApp = (order: string): string => `
  const { App, NestedStack, Stack, Tags } = require('aws-cdk-lib');
  const { Bucket } = require('aws-cdk-lib/aws-s3');
  const { OnInUse, RecordingConfiguration, RecordingConfigurationProvider } = require('cdk-ivs-recording-configuration');

  // As the CDK command sets it.
  const context = { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true };
  const app = new App({ context, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Stack');
  const map = Object.fromEntries(${order}.map((key) => [key, 'value']));
  const provider = new RecordingConfigurationProvider(stack, 'Provider', { defaultTags: { ...map, region: stack.region } });
  const bucket = new Bucket(stack, 'Bucket');
  const recording = new RecordingConfiguration(stack, 'Recording', { bucket, tags: map, onInUse: OnInUse.RELEASE });
  new RecordingConfiguration(stack, 'Other', { bucket, provider });
  new RecordingConfiguration(new NestedStack(stack, 'Nested'), 'Recording', { bucket });
  for (const key of ${order}) Tags.of(recording).add('of-' + key, 'value');
  app.synth();
`;

const folders: string[] = [];
const run = async (order: readonly string[]): Promise<Readonly<Record<string, string>>> => {
  const folder = installPackage();
  folders.push(folder);
  return runApp(folder, writeApp(JSON.stringify(order)));
};

let first: Readonly<Record<string, string>>;
let second: Readonly<Record<string, string>>;

beforeAll(async () => {
  [first, second] = await Promise.all([run(['stage', 'team', 'app']), run(['app', 'team', 'stage'])]);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

// Two processes, two folders, and maps in another order, as another language may pass them.
test('an app synthesizes to the same bytes each time, including asset hashes', () => {
  expect(Object.keys(first)).toHaveLength(3);
  expect(Object.keys(first).filter((name) => first[name] !== second[name])).toEqual([]);
  expect(Object.keys(second)).toEqual(Object.keys(first));
});

test('deployed artifacts do not contain the path or time of the synthesis', () => {
  const texts = Object.entries(first);
  expect(texts.filter(([, text]) => folders.some((folder) => text.includes(folder)))).toEqual([]);
  const dates = texts.flatMap(([, text]) => [...text.matchAll(/\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b/g)].map(String));
  expect([...new Set(dates)]).toEqual(['2012-10-17']);
});

test('an app needs only Node.js and the CDK: no bundler, no Docker, no other program', async () => {
  // The apps above prove it only if the programs were really not available.
  const folder = folders[0] ?? '';
  await expect(runApp(folder, "require('node:child_process').spawnSync('docker');")).rejects.toThrow('No docker here');
  await expect(runApp(folder, "require('esbuild');")).rejects.toThrow("Cannot find module 'esbuild'");
  expect(first['Stack.template.json']).toContain('AWS::Lambda::Function');
});
