import type { CfnResource } from 'aws-cdk-lib';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import { formatMessage } from '../../../schema/messages';
import { ATTRIBUTE_NAMES } from '../../../schema/resource-type';
import {
  OnInUse,
  RecordingConfiguration,
  RenditionConfiguration,
  Resolution,
  Storage,
  ThumbnailConfiguration,
} from '../../../lib';
import {
  addRecording,
  createApp,
  createStack,
  findRecording,
  importProvider,
  listResources,
  SERVICE_TOKEN,
} from './synthesis';

const FIXED = { ServiceToken: SERVICE_TOKEN, ServiceTimeout: '1200' };

describe('the template', () => {
  test('renders only a bucket if no other property is set', () => {
    const stack = createStack();
    addRecording(stack);
    expect(findRecording(stack)).toEqual({
      Type: 'Custom::IVSRecordingConfiguration',
      Properties: { ...FIXED, DestinationConfiguration: { S3: { BucketName: 'recordings' } } },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  test('renders every option under its CloudFormation name', () => {
    const stack = createStack();
    addRecording(stack, {
      recordingConfigurationName: 'recording_configuration-1',
      recordingReconnectWindow: Duration.minutes(1),
      renditionConfiguration: RenditionConfiguration.custom([Resolution.HD, Resolution.SD]),
      thumbnailConfiguration: ThumbnailConfiguration.interval({
        targetInterval: Duration.seconds(30),
        resolution: Resolution.LOWEST_RESOLUTION,
        storage: [Storage.SEQUENTIAL, Storage.LATEST],
      }),
      timeouts: { create: Duration.minutes(14), delete: Duration.seconds(1) },
      tags: { b: '2', a: '1' },
      onInUse: OnInUse.RELEASE,
      adoptArn: 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/ABcdef34ghIJ',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    expect(findRecording(stack)).toEqual({
      Type: 'Custom::IVSRecordingConfiguration',
      Properties: {
        ...FIXED,
        DestinationConfiguration: { S3: { BucketName: 'recordings' } },
        Name: 'recording_configuration-1',
        RecordingReconnectWindowSeconds: 60,
        RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
        ThumbnailConfiguration: {
          RecordingMode: 'INTERVAL',
          TargetIntervalSeconds: 30,
          Resolution: 'LOWEST_RESOLUTION',
          Storage: ['SEQUENTIAL', 'LATEST'],
        },
        Timeouts: { Create: 840, Delete: 1 },
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
        OnInUse: 'RELEASE',
        AdoptArn: 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/ABcdef34ghIJ',
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test.each([
    ['all()', RenditionConfiguration.all(), { RenditionSelection: 'ALL' }],
    ['none()', RenditionConfiguration.none(), { RenditionSelection: 'NONE' }],
  ])('renders RenditionConfiguration.%s without a list', (_, renditionConfiguration, expected) => {
    const stack = createStack();
    addRecording(stack, { renditionConfiguration });
    expect(findRecording(stack).Properties).toHaveProperty('RenditionConfiguration', expected);
  });

  test.each([
    ['disable()', ThumbnailConfiguration.disable(), { RecordingMode: 'DISABLED' }],
    ['interval()', ThumbnailConfiguration.interval(), { RecordingMode: 'INTERVAL' }],
  ])('renders ThumbnailConfiguration.%s only as its mode', (_, thumbnailConfiguration, expected) => {
    const stack = createStack();
    addRecording(stack, { thumbnailConfiguration });
    expect(findRecording(stack).Properties).toHaveProperty('ThumbnailConfiguration', expected);
  });

  test('renders one timeout if one is set', () => {
    const stack = createStack();
    addRecording(stack, { timeouts: { delete: Duration.minutes(2) } });
    expect(findRecording(stack).Properties).toHaveProperty('Timeouts', { Delete: 120 });
  });

  test('accepts a later removal policy and overrides of the default child', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    recording.applyRemovalPolicy(RemovalPolicy.RETAIN);
    (recording.node.defaultChild as CfnResource).addPropertyOverride('Name', 'overridden');
    expect(findRecording(stack)).toMatchObject({ DeletionPolicy: 'Retain', Properties: { Name: 'overridden' } });
  });
});

describe('the attributes', () => {
  test('match the schema, with Ref for the ARN', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    const attributes = {
      Id: recording.recordingConfigurationId,
      State: recording.recordingConfigurationState,
      Name: recording.recordingConfigurationName,
      BucketName: recording.bucketName,
      TagsAll: recording.tagsAll,
    };
    for (const [name, token] of Object.entries(attributes)) {
      expect(stack.resolve(token)).toEqual({ 'Fn::GetAtt': ['Recording2AAEC332', name] });
    }
    expect(['Arn', ...Object.keys(attributes)]).toEqual([...ATTRIBUTE_NAMES]);
    expect(stack.resolve(recording.recordingConfigurationArn)).toEqual({ Ref: 'Recording2AAEC332' });
  });

  test('let a channel use the construct', () => {
    const stack = createStack();
    new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: addRecording(stack) });
    Template.fromStack(stack).hasResourceProperties('AWS::IVS::Channel', {
      RecordingConfigurationArn: { Ref: 'Recording2AAEC332' },
    });
  });
});

describe('fromRecordingConfigurationArn', () => {
  const ARN = 'arn:aws:ivs:eu-west-1:210987654321:recording-configuration/ABcdef34ghIJ';
  const imported = (arn: string): ReturnType<typeof RecordingConfiguration.fromRecordingConfigurationArn> =>
    RecordingConfiguration.fromRecordingConfigurationArn(createStack(), 'Existing', arn);

  test('has the ARN, the id and the environment of the configuration', () => {
    const existing = imported(ARN);
    expect(existing.recordingConfigurationArn).toBe(ARN);
    expect(existing.recordingConfigurationId).toBe('ABcdef34ghIJ');
    expect(existing.recordingConfigurationRef).toEqual({ recordingConfigurationArn: ARN });
    expect(existing.env).toEqual({ account: '210987654321', region: 'eu-west-1' });
  });

  test('adds nothing to the template, and a channel can use it', () => {
    const stack = createStack();
    const existing = RecordingConfiguration.fromRecordingConfigurationArn(stack, 'Existing', ARN);
    new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: existing });
    expect(listResources(stack)).toEqual({
      Channel: { Type: 'AWS::IVS::Channel', Properties: { RecordingConfigurationArn: ARN } },
    });
  });

  test('accepts a token as the ARN and splits it at deployment', () => {
    const owner = new Stack(createApp(), 'Owner');
    const arn = addRecording(owner).recordingConfigurationArn;
    const existing = RecordingConfiguration.fromRecordingConfigurationArn(owner, 'Existing', arn);
    const name = { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Recording2AAEC332' }] }] };
    expect(owner.resolve(existing.recordingConfigurationId)).toEqual({
      'Fn::Select': [1, { 'Fn::Split': ['/', name] }],
    });
  });

  test('accepts tokens within the ARN', () => {
    const stack = createStack();
    const arn = stack.formatArn({ service: 'ivs', resource: 'recording-configuration', resourceName: 'abc' });
    expect(imported(arn).recordingConfigurationId).toBe('abc');
  });

  test.each([
    ['another service', 'arn:aws:s3:::recordings'],
    ['another type', 'arn:aws:ivs:eu-west-1:210987654321:channel/ABcdef34ghIJ'],
    ['no id', 'arn:aws:ivs:eu-west-1:210987654321:recording-configuration/'],
    ['a bare id', 'ABcdef34ghIJ'],
    ['nothing', ''],
  ])('rejects %s', (_, arn) => {
    const form = 'arn:aws:ivs:<region>:<account>:recording-configuration/<id>';
    expect(() => imported(arn)).toThrow(
      `[Stack/Existing] ${formatMessage('InvalidRecordingConfigurationArn', { value: `"${arn}"`, form })}`,
    );
  });

  test.each([
    ['service', { service: 'ivschat', resource: 'recording-configuration', resourceName: 'abc' }],
    ['type', { service: 'ivs', resource: 'channel', resourceName: 'abc' }],
  ])('rejects another %s in an ARN with tokens', (_, components) => {
    expect(() => imported(createStack().formatArn(components))).toThrow(
      '[Stack/Existing] InvalidRecordingConfigurationArn: recordingConfigurationArn is "arn:',
    );
  });
});

test('two configurations of one stack can share an imported provider', () => {
  const stack = createStack();
  const provider = importProvider(stack);
  addRecording(stack, { provider });
  addRecording(stack, { provider }, 'Second');
  expect(Object.values(listResources(stack)).map(({ Properties }) => Properties.ServiceToken)).toEqual([
    SERVICE_TOKEN,
    SERVICE_TOKEN,
  ]);
});
