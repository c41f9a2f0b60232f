import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { addRecording, createApp, SERVICE_TOKEN } from './synthesis';

const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/ABcdef34ghIJ';
const CONTEXT = 'ssm:account=123456789012:parameterName=/video/parameter:region=us-east-1';

/**
 * Does as the CDK command with a Systems Manager parameter: runs the app with a dummy value, looks up the value, and runs
 * the app again.
 */
function runTwice(value: string, build: (stack: Stack, lookedUp: string) => void): void {
  const run = (context: Record<string, unknown>): Template => {
    const app = createApp({ context });
    const stack = new Stack(app, 'Stack', { env: { account: '123456789012', region: 'us-east-1' } });
    build(stack, StringParameter.valueFromLookup(stack, '/video/parameter'));
    const { manifest } = app.synth();
    expect(manifest.missing?.map(({ key }) => key)).toEqual(CONTEXT in context ? undefined : [CONTEXT]);
    return Template.fromStack(stack);
  };
  expect(JSON.stringify(run({}))).not.toContain(value);
  expect(JSON.stringify(run({ [CONTEXT]: value }))).toContain(value);
}

describe('a looked-up value can be', () => {
  test.each<[what: string, value: string, build: (stack: Stack, lookedUp: string) => void]>([
    ['a name', 'main-stage', (stack, name) => addRecording(stack, { recordingConfigurationName: name })],
    ['an ARN to adopt', ARN, (stack, adoptArn) => addRecording(stack, { adoptArn })],
    [
      'a service token',
      SERVICE_TOKEN,
      (stack, token) => {
        addRecording(stack, { provider: RecordingConfigurationProvider.fromServiceToken(stack, 'Provider', token) });
      },
    ],
    [
      'the ARN of a configuration that is imported',
      ARN,
      (stack, arn) => {
        const recordingConfigurationArn = RecordingConfiguration.fromRecordingConfigurationArn(stack, 'Existing', arn);
        new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn });
      },
    ],
    [
      // The CDK rejects a dummy value as a bucket name.
      'the name of a bucket, as a lazy value',
      'stream-archive',
      (stack, name) => {
        const bucketName = Lazy.string({ produce: () => name });
        addRecording(stack, { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', bucketName) });
      },
    ],
  ])('%s', (_, value, build) => {
    runTwice(value, build);
  });

  test('but is validated after the lookup', () => {
    expect(() => {
      runTwice('no ARN', (stack, adoptArn) => addRecording(stack, { adoptArn }));
    }).toThrow(
      '[Stack/Recording] InvalidProperties: adoptArn (AdoptArn) is "no ARN": expected the ARN of a recording configuration',
    );
  });
});
