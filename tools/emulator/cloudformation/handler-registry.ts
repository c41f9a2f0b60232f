import type { Clock } from '../clock';
import type { IvsAccount } from '../ivs/account';
import type { Buckets } from '../s3/buckets';
import { isCustomResourceType } from './custom-resource-type';
import type { HandlerRegistry, ResourceHandler } from './resource-handler';
import { createBucketPolicyHandler, createBucketHandler } from './handlers/bucket';
import type { Iam } from './handlers/iam';
import { createChannelHandler, createRecordingConfigurationHandler } from './handlers/ivs';
import { createFunctionHandler } from './handlers/lambda-function';
import type { FunctionHost } from './handlers/lambda-function';
import { createLogGroupHandler } from './handlers/log-group';
import { createStubHandler, readText } from './handlers/stub-resource';
import { createParameterHandler } from './handlers/ssm-parameter';
import { createStubHandlers } from './handlers/stubs';
import { createTestHandlers } from './handlers/test-resources';

export interface HandlerRegistryOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly iam: Iam;
  readonly functions: FunctionHost;
  readonly assets: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly scratchFolder: string;
  readonly ivs: IvsAccount;
  readonly customResources: ResourceHandler;
  /** The values of SSM parameters, by name. */
  readonly parameters: Map<string, string>;
  /** Authorizes the calls that services make with a function's role. */
  readonly authorize: (roleArn: string, action: string, resource: string) => boolean;
}

/** Creates the handlers of the supported resource types. */
export function createHandlerRegistry(options: HandlerRegistryOptions): HandlerRegistry {
  const { accountId, region, clock, buckets, iam, functions, ivs, customResources, parameters } = options;
  const account = { accountId, region };
  const handlers = new Map<string, ResourceHandler>(
    Object.entries({
      'AWS::CDK::Metadata': createStubHandler(),
      'AWS::CloudFormation::WaitConditionHandle': createStubHandler(),
      // The stack of cdk bootstrap has one.
      'AWS::ECR::Repository': createStubHandler({
        attributeNames: ['Arn', 'RepositoryUri'],
        identify: ({ properties }, generatedId) => readText(properties, 'RepositoryName') ?? generatedId.toLowerCase(),
        createOnlyProperties: ['RepositoryName'],
        describe: (name) => ({
          Arn: `arn:aws:ecr:${region}:${accountId}:repository/${name}`,
          RepositoryUri: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
        }),
      }),
      'AWS::Events::Rule': createStubHandler({
        attributeNames: ['Arn'],
        identify: ({ properties }, generatedId) => readText(properties, 'Name') ?? generatedId,
        createOnlyProperties: ['Name'],
        describe: (name) => ({ Arn: `arn:aws:events:${region}:${accountId}:rule/${name}` }),
      }),
      'AWS::IAM::ManagedPolicy': iam.policyHandler,
      'AWS::IAM::Policy': iam.policyHandler,
      'AWS::IAM::Role': iam.roleHandler,
      'AWS::IVS::Channel': createChannelHandler(ivs),
      'AWS::IVS::RecordingConfiguration': createRecordingConfigurationHandler(ivs, clock),
      'AWS::IVS::StreamKey': createStubHandler({
        attributeNames: ['Arn', 'Value'],
        identify: (_request, generatedId) => `arn:aws:ivs:${region}:${accountId}:stream-key/${generatedId}`,
        createOnlyProperties: ['ChannelArn'],
        describe: (arn) => ({ Arn: arn, Value: `sk_${region}_${arn.slice(arn.lastIndexOf('/') + 1)}` }),
      }),
      'AWS::Lambda::Function': createFunctionHandler({ host: functions, ...options }),
      'AWS::Lambda::Permission': createStubHandler(),
      'AWS::Logs::LogGroup': createLogGroupHandler(account),
      'AWS::S3::Bucket': createBucketHandler(buckets, account),
      'AWS::S3::BucketPolicy': createBucketPolicyHandler(buckets),
      'AWS::SNS::Topic': createStubHandler({
        attributeNames: ['TopicArn', 'TopicName'],
        identify: (_request, generatedId) => `arn:aws:sns:${region}:${accountId}:${generatedId}`,
        describe: (arn) => ({ TopicArn: arn, TopicName: arn.slice(arn.lastIndexOf(':') + 1) }),
      }),
      'AWS::SNS::TopicPolicy': createStubHandler(),
      'AWS::SSM::Parameter': createParameterHandler(parameters),
      ...createStubHandlers(account),
      ...createTestHandlers(clock),
    }),
  );
  return (type) => handlers.get(type) ?? (isCustomResourceType(type) ? customResources : undefined);
}
