/**
 * Synthesises one app in this fresh process, and prints what that took and what came out. Its argument is JSON: which
 * kind of construct, and how many.
 */
import { App, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnRecordingConfiguration } from 'aws-cdk-lib/aws-ivs';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { RecordingConfiguration } from '../../lib';
import { BUCKET_NAME, PLACE } from '../stage/place';

export type Kind = 'ours' | 'native' | 'Provider framework' | 'AwsCustomResource';

export interface Synthesis {
  readonly synthMs: number;
  readonly templateBytes: number;
  readonly resources: number;
}

/** As many as a stack may hold with what they need besides. */
const EACH_STACK = 250;

const ADD: Readonly<Record<Kind, (stack: Stack, count: number) => void>> = {
  ours: (stack, count) => {
    const bucket = Bucket.fromBucketName(stack, 'Bucket', BUCKET_NAME);
    repeat(count, (id) => new RecordingConfiguration(stack, id, { bucket, recordingConfigurationName: id }));
  },
  native: (stack, count) => {
    const destinationConfiguration = { s3: { bucketName: BUCKET_NAME } };
    repeat(count, (id) => new CfnRecordingConfiguration(stack, id, { destinationConfiguration, name: id }));
  },
  'Provider framework': (stack, count) => {
    const { serviceToken } = new Provider(stack, 'Provider', {
      onEventHandler: createFunction(stack, 'OnEvent'),
      isCompleteHandler: createFunction(stack, 'IsComplete'),
      queryInterval: Duration.seconds(5),
    });
    repeat(count, (id) => new CustomResource(stack, id, { serviceToken, properties: { BucketName: BUCKET_NAME } }));
  },
  AwsCustomResource: (stack, count) => {
    repeat(count, (id) => {
      new AwsCustomResource(stack, id, {
        installLatestAwsSdk: false,
        onCreate: {
          service: 'IVS',
          action: 'createRecordingConfiguration',
          parameters: { destinationConfiguration: { s3: { bucketName: BUCKET_NAME } }, name: id },
          physicalResourceId: PhysicalResourceId.fromResponse('recordingConfiguration.arn'),
        },
        policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
      });
    });
  },
};

function repeat(count: number, add: (id: string) => void): void {
  for (let index = 0; index < count; index += 1) add(`Recording${index}`);
}

function createFunction(stack: Stack, id: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ IsComplete: true });'),
  });
}

function synthesise(kind: Kind, count: number): Synthesis {
  const startedAt = performance.now();
  const app = new App({ analyticsReporting: false });
  for (let left = count, index = 0; left > 0; left -= EACH_STACK, index += 1) {
    const env = { account: PLACE.accountId, region: PLACE.region };
    ADD[kind](new Stack(app, `Stack${index}`, { env }), Math.min(left, EACH_STACK));
  }
  const { stacks } = app.synth();
  const synthMs = performance.now() - startedAt;
  const templates = stacks.map(({ template }) => template as { Resources: Record<string, unknown> });
  return {
    synthMs,
    templateBytes: Buffer.byteLength(templates.map((template) => JSON.stringify(template)).join('')),
    resources: templates.reduce((sum, { Resources: resources }) => sum + Object.keys(resources).length, 0),
  };
}

const { kind, count } = JSON.parse(process.argv[2] ?? '{}') as { kind: Kind; count: number };
process.stdout.write(JSON.stringify(synthesise(kind, count)));
