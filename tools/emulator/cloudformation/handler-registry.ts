import type { Clock } from '../clock';
import type { IvsAccount } from '../ivs/account';
import type { Buckets } from '../s3/buckets';
import { isCustomResourceType } from './custom-resource-type';
import type { ProviderTable, ResourceProvider } from './resource-handler';
import { createBucketPolicyProvider, createBucketProvider } from './handlers/bucket';
import type { Iam } from './handlers/iam';
import { createChannelProvider, createRecordingConfigurationProvider } from './handlers/ivs';
import { createFunctionProvider } from './handlers/lambda-function';
import type { FunctionHost } from './handlers/lambda-function';
import { createLogGroupProvider } from './handlers/log-group';
import { keepOnPaper, readText } from './handlers/stub-resource';
import { createTestProviders } from './handlers/test-resources';

export interface ProviderTableOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly iam: Iam;
  readonly functions: FunctionHost;
  readonly assets: ReadonlyMap<string, string>;
  readonly scratchFolder: string;
  readonly ivs: IvsAccount;
  readonly customResources: ResourceProvider;
}

/** The resource types that templates of this project contain. */
export function createProviderTable(options: ProviderTableOptions): ProviderTable {
  const { accountId, region, clock, buckets, iam, functions, assets, scratchFolder, ivs, customResources } = options;
  const account = { accountId, region };
  const nameBy = (property: string): ResourceProvider =>
    keepOnPaper({
      identify: ({ properties }, generatedId) => readText(properties, property) ?? generatedId,
      replacedBy: [property],
    });
  const providers = new Map<string, ResourceProvider>(
    Object.entries({
      'AWS::CDK::Metadata': keepOnPaper(),
      'AWS::CloudFormation::WaitConditionHandle': keepOnPaper(),
      'AWS::CloudWatch::Alarm': keepOnPaper(),
      'AWS::Events::Rule': keepOnPaper({
        attributeNames: ['Arn'],
        describe: (name) => ({ Arn: `arn:aws:events:${region}:${accountId}:rule/${name}` }),
      }),
      'AWS::IAM::ManagedPolicy': iam.policyProvider,
      'AWS::IAM::Policy': iam.policyProvider,
      'AWS::IAM::Role': iam.roleProvider,
      'AWS::IVS::Channel': createChannelProvider(ivs),
      'AWS::IVS::RecordingConfiguration': createRecordingConfigurationProvider(ivs, clock),
      'AWS::IVS::StreamKey': keepOnPaper({
        attributeNames: ['Arn', 'Value'],
        identify: (_request, generatedId) => `arn:aws:ivs:${region}:${accountId}:stream-key/${generatedId}`,
        replacedBy: ['ChannelArn'],
        describe: (arn) => ({ Arn: arn, Value: `sk_${region}_${arn.slice(arn.lastIndexOf('/') + 1)}` }),
      }),
      'AWS::Lambda::Function': createFunctionProvider({ host: functions, ...account, assets, scratchFolder }),
      'AWS::Lambda::Permission': keepOnPaper(),
      'AWS::Logs::LogGroup': createLogGroupProvider(account),
      'AWS::S3::Bucket': createBucketProvider(buckets, account),
      'AWS::S3::BucketPolicy': createBucketPolicyProvider(buckets),
      'AWS::SNS::Topic': keepOnPaper({
        attributeNames: ['TopicArn', 'TopicName'],
        identify: (_request, generatedId) => `arn:aws:sns:${region}:${accountId}:${generatedId}`,
        describe: (arn) => ({ TopicArn: arn, TopicName: arn.slice(arn.lastIndexOf(':') + 1) }),
      }),
      'AWS::SNS::TopicPolicy': keepOnPaper(),
      'AWS::SSM::Parameter': nameBy('Name'),
      ...createTestProviders(clock),
    }),
  );
  return (type) => providers.get(type) ?? (isCustomResourceType(type) ? customResources : undefined);
}
