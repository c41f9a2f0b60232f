import { NestedStack, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InlineProviderStack } from '../../../bin/stacks/inline-provider-stack';
import { OnInUse, RecordingConfigurationProvider } from '../../../lib';
import { addOwnRecording, createApp, createStack, listResources } from './synthesis';

// Logical ids are a promise. CloudFormation knows a resource by nothing else: under another id it creates a second one and
// deletes the first. A configuration would be replaced, and channels of other stacks would lose theirs; another function
// would be another service token, which CloudFormation refuses to deployed configurations. What fails here is a breaking
// change, whatever else it is.
const PROVIDER = {
  IvsRecordingConfigurationProviderFunctionE223B2CE: 'AWS::Lambda::Function',
  IvsRecordingConfigurationProviderLogGroupA021004B: 'AWS::Logs::LogGroup',
  IvsRecordingConfigurationProviderRole4B6437B3: 'AWS::IAM::Role',
};
const CONFIGURATION = {
  Bucket83908E77: 'AWS::S3::Bucket',
  Recording2AAEC332: 'Custom::IVSRecordingConfiguration',
};

const listIds = (stack: Stack): unknown =>
  Object.fromEntries(Object.entries(listResources(stack)).map(([id, { Type }]) => [id, Type]));

describe('the logical ids', () => {
  test('of a configuration with a provider of the stack', () => {
    const stack = createStack();
    addOwnRecording(stack);
    expect(listIds(stack)).toEqual({ ...CONFIGURATION, ...PROVIDER });
  });

  test('of a configuration with all optional resources', () => {
    const stack = createStack();
    const recording = addOwnRecording(stack, { onInUse: OnInUse.RELEASE });
    recording.metricRecordingStartFailures();
    recording.onRecordingEnd('Ended');
    expect(listIds(stack)).toEqual({
      ...CONFIGURATION,
      ...PROVIDER,
      RecordingChannelRelease3A4ADFF5: 'AWS::IAM::Policy',
      RecordingEnded7B6EE149: 'AWS::Events::Rule',
      RecordingRecordingStartFailureCountD8CC9104: 'AWS::Events::Rule',
    });
  });

  test('of a provider without a configuration', () => {
    const stack = createStack();
    addOwnRecording(stack, { provider: new RecordingConfigurationProvider(stack, 'Provider') });
    expect(listIds(stack)).toEqual({
      ...CONFIGURATION,
      ProviderFunction30350776: 'AWS::Lambda::Function',
      ProviderLogGroupFD264F08: 'AWS::Logs::LogGroup',
      ProviderRole1DE8EC3B: 'AWS::IAM::Role',
    });
  });

  test('of a configuration with a provider of another stack', () => {
    const app = createApp();
    const provider = new RecordingConfigurationProvider(new Stack(app, 'Owner'), 'Provider');
    const stack = new Stack(app, 'Stack');
    addOwnRecording(stack, { provider });
    expect(listIds(stack)).toEqual({ ...CONFIGURATION, RecordingBucketCheckDF585CC6: 'AWS::IAM::Policy' });
  });

  test('of a nested stack, which match those of any stack', () => {
    const nested = new NestedStack(createStack(), 'Nested');
    addOwnRecording(nested);
    expect(listIds(nested)).toEqual({ ...CONFIGURATION, ...PROVIDER });
  });

  test('of the inline provider template', () => {
    const stack = new InlineProviderStack(createApp(), 'Provider', { inlineCode: 'exports.handler = 0;' });
    expect(listIds(stack)).toEqual({
      CheckBuckets: 'AWS::IAM::Policy',
      CheckOwnBuckets: 'AWS::IAM::Policy',
      DroppedRequests: 'AWS::CloudWatch::Alarm',
      ProviderFunction30350776: 'AWS::Lambda::Function',
      ProviderLogGroupFD264F08: 'AWS::Logs::LogGroup',
      ProviderRole1DE8EC3B: 'AWS::IAM::Role',
      ReleaseChannels: 'AWS::IAM::Policy',
    });
  });
});

describe('the construct paths, which aspects and escape hatches use', () => {
  const listPaths = (scope: Construct): readonly string[] => scope.node.findAll().map(({ node }) => node.path);

  test('of a configuration', () => {
    const app = createApp();
    const provider = new RecordingConfigurationProvider(new Stack(app, 'Owner'), 'Provider');
    const recording = addOwnRecording(new Stack(app, 'Stack'), { provider, onInUse: OnInUse.RELEASE });
    recording.metricRecordingStartFailures();
    expect(listPaths(recording)).toEqual([
      'Stack/Recording',
      'Stack/Recording/Resource',
      'Stack/Recording/Resource/Default',
      'Stack/Recording/BucketCheck',
      'Stack/Recording/BucketCheck/Resource',
      'Stack/Recording/ChannelRelease',
      'Stack/Recording/ChannelRelease/Resource',
      'Stack/Recording/RecordingStartFailureCount',
      'Stack/Recording/RecordingStartFailureCount/Resource',
    ]);
  });

  test('of the provider of a stack', () => {
    expect(listPaths(RecordingConfigurationProvider.getOrCreate(createStack()))).toEqual(
      expect.arrayContaining([
        'Stack/IvsRecordingConfigurationProvider',
        'Stack/IvsRecordingConfigurationProvider/LogGroup/Resource',
        'Stack/IvsRecordingConfigurationProvider/Role/Resource',
        'Stack/IvsRecordingConfigurationProvider/Function/Resource',
      ]),
    );
  });
});
