import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from './app';
import { findSitePackages, installPython, preparePython } from './python-app';
import type { Template } from './template';
import { runTool } from './tool';
import { linkModule, prepareTypeScript } from './typescript-app';
import { createAppFolder, findWorkspace, isAvailable } from './workspace';

const PYTHON = `import aws_cdk as cdk
import aws_cdk.aws_ivs_alpha as ivs
from aws_cdk import aws_s3 as s3
from cdk_ivs_recording_configuration import RecordingConfiguration

app = cdk.App()
stack = cdk.Stack(app, "Alpha")
managed = RecordingConfiguration(stack, "Recording", bucket=s3.Bucket(stack, "Bucket"))
ivs.Channel(stack, "Managed", recording_configuration=managed)
imported = RecordingConfiguration.from_recording_configuration_arn(
    stack, "Existing", "arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEf123456"
)
ivs.Channel(stack, "Imported", recording_configuration=imported)
app.synth()
`;

const TYPESCRIPT = `import * as ivs from '@aws-cdk/aws-ivs-alpha';
import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RecordingConfiguration } from 'cdk-ivs-recording-configuration';

const stack = new Stack(new App(), 'Alpha');
const managed = new RecordingConfiguration(stack, 'Recording', { bucket: new s3.Bucket(stack, 'Bucket') });
new ivs.Channel(stack, 'Managed', { recordingConfiguration: managed });
const imported = RecordingConfiguration.fromRecordingConfigurationArn(
  stack,
  'Existing',
  'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEf123456',
);
new ivs.Channel(stack, 'Imported', { recordingConfiguration: imported });
`;

/** Installs the alpha module for Node.js from the Python wheel, because the version in the npm registry is old. */
async function installAlphaModule(): Promise<void> {
  const folder = join(await findSitePackages(), 'aws_cdk/aws_ivs_alpha/_jsii');
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const target = join(findWorkspace(), 'aws-ivs-alpha');
  mkdirSync(target);
  await runTool(['tar', '-xzf', join(folder, tarball), '-C', target, '--strip-components=1'], { cwd: target });
  linkModule(target, '@aws-cdk/aws-ivs-alpha');
}

function expectRecordedChannels(template: Template | undefined): void {
  const channels = Object.values(template?.Resources ?? {}).filter(({ Type: type }) => type === 'AWS::IVS::Channel');
  expect(channels.map(({ Properties: properties }) => properties?.RecordingConfigurationArn)).toEqual([
    { Ref: expect.stringMatching(/^Recording/) as string },
    'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEf123456',
  ]);
}

(isAvailable('python') ? describe : describe.skip)(
  'the Channel of @aws-cdk/aws-ivs-alpha accepts a configuration',
  () => {
    beforeAll(async () => {
      await preparePython();
      await installPython('aws-cdk.aws-ivs-alpha');
    });

    test('in Python', async () => {
      const folder = createAppFolder('alpha', 'python', ['cdk.json']);
      writeFileSync(join(folder, 'app.py'), PYTHON);
      expectRecordedChannels((await synthesize('python', folder)).Alpha);
    });

    test('in Python, but no other type', async () => {
      const folder = createAppFolder('alpha-refused', 'python', ['cdk.json']);
      writeFileSync(
        join(folder, 'app.py'),
        PYTHON.replace('recording_configuration=managed', 'recording_configuration=7'),
      );
      await expect(synthesize('python', folder)).rejects.toThrow(/recordingConfiguration': Unable to deserialize/);
    });

    test('in TypeScript', async () => {
      await prepareTypeScript();
      await installAlphaModule();
      const folder = createAppFolder('alpha', 'typescript', ['cdk.json']);
      writeFileSync(join(folder, 'app.ts'), TYPESCRIPT);
      expectRecordedChannels((await synthesize('typescript', folder)).Alpha);
    });
  },
);
