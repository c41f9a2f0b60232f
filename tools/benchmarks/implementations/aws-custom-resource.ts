import { dirname, join } from 'node:path';
import { BUCKET_NAME } from '../harness/environment';
import { buildFixture } from '../harness/fixtures';
import type { Program } from '../harness/sandbox';
import { deploy, startImplementation, type Implementation } from './implementation';

const HANDLER_FOLDER = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler',
);

const CALL = {
  service: 'IVS',
  action: 'createRecordingConfiguration',
  parameters: { destinationConfiguration: { s3: { bucketName: BUCKET_NAME } } },
  physicalResourceId: { responsePath: 'recordingConfiguration.arn' },
};

/** The properties of the construct's custom resource. */
export const PROPERTIES = { Create: JSON.stringify(CALL), InstallLatestAwsSdk: 'false' };

export function describeFixture(scratchFolder: string): Program {
  const preload = join(buildFixture('https-on-loopback', scratchFolder), 'index.js');
  return { name: 'AwsCustomResource', folder: HANDLER_FOLDER, handler: 'index.handler', preload };
}

/**
 * The CDK's AwsCustomResource with its real handler. It makes one call and responds. It does not wait, check, or find
 * the result of an earlier delivery, so it is the lower bound. Installing the latest SDK, its default, is disabled
 * because that takes about a minute.
 */
export function startAwsCustomResource(timeToActiveMs: number, scratchFolder: string): Promise<Implementation> {
  return startImplementation(timeToActiveMs, (harness) => {
    const program = describeFixture(scratchFolder);
    const sandboxes = deploy(program, harness, scratchFolder);
    return {
      name: program.name,
      properties: PROPERTIES,
      functions: [sandboxes],
      deliver: (event) => sandboxes.invoke(event),
    };
  });
}
