/**
 * The app of one contender, for the CDK's own command: a stack with a bucket and one recording configuration, made as
 * the contender makes it. Its argument says which contender.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { transformSync } from 'esbuild';
import { RecordingConfiguration } from '../../lib';

/** What makes the configuration; `bucket` has none. The stack is named after it. */
export type DeploymentKind = 'ours' | 'provider' | 'single-call' | 'bucket';

const ADD: Readonly<Record<DeploymentKind, (stack: Stack, bucket: Bucket) => void>> = {
  ours: (stack, bucket) => {
    new RecordingConfiguration(stack, 'Recording', { bucket });
  },
  provider: (stack, { bucketName }) => {
    const { serviceToken } = new Provider(stack, 'Provider', {
      onEventHandler: createFunction(stack, 'on-event', 'ivs:CreateRecordingConfiguration'),
      isCompleteHandler: createFunction(stack, 'is-complete', 'ivs:GetRecordingConfiguration'),
      queryInterval: Duration.seconds(5),
    });
    new CustomResource(stack, 'Recording', { serviceToken, properties: { BucketName: bucketName } });
  },
  'single-call': (stack, { bucketName }) => {
    new AwsCustomResource(stack, 'Recording', {
      installLatestAwsSdk: false,
      onCreate: {
        service: 'IVS',
        action: 'createRecordingConfiguration',
        parameters: { destinationConfiguration: { s3: { bucketName } } },
        physicalResourceId: PhysicalResourceId.fromResponse('recordingConfiguration.arn'),
      },
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    });
  },
  bucket: () => undefined,
};

/** A program beside this one, as it is but for its types: the runtime of Lambda brings the SDK along. */
function createFunction(stack: Stack, program: string, action: string): LambdaFunction {
  const source = readFileSync(join(__dirname, `${program}.ts`), 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', platform: 'node', minify: true });
  const created = new LambdaFunction(stack, program, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(code),
  });
  created.addToRolePolicy(new PolicyStatement({ actions: [action], resources: ['*'] }));
  return created;
}

const kind = process.argv[2] as DeploymentKind;
const stack = new Stack(new App(), kind);
ADD[kind](stack, new Bucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY }));
