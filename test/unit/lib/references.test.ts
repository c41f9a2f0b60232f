import { type App, Aws, CfnParameter, NestedStack, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ivs from 'aws-cdk-lib/aws-ivs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { formatMessage } from '../../../schema/messages';
import { RecordingConfiguration, RecordingConfigurationProvider } from '../../../lib';
import { addRecording, createApp, createStack, findRecording, listResources, listResourcesOf } from './synthesis';

const ACCOUNT = '123456789012';
const OTHER_ACCOUNT = '210987654321';
const REGION = 'eu-west-1';
const OTHER_REGION = 'us-west-2';
const ARN = `arn:aws:ivs:${REGION}:${ACCOUNT}:recording-configuration/ABcdef34ghIJ`;

const at = (account: string | undefined, region: string | undefined): StackProps => ({
  env: { account, region },
  crossRegionReferences: true,
});
const here = at(ACCOUNT, REGION);

describe('a channel accepts', () => {
  const toArn = (create: (stack: Stack) => ivs.CfnChannelProps['recordingConfigurationArn']): unknown => {
    const stack = createStack();
    new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: create(stack) });
    return listResourcesOf(stack, 'AWS::IVS::Channel')[0]?.Properties.RecordingConfigurationArn;
  };

  test.each<[string, (stack: Stack) => ivs.CfnChannelProps['recordingConfigurationArn'], unknown]>([
    ['the construct', (stack) => addRecording(stack), { Ref: 'Recording2AAEC332' }],
    ['its ARN', (stack) => addRecording(stack).recordingConfigurationArn, { Ref: 'Recording2AAEC332' }],
    ['an imported one', (stack) => RecordingConfiguration.fromRecordingConfigurationArn(stack, 'R', ARN), ARN],
    [
      "an imported one's ARN",
      (stack) => RecordingConfiguration.fromRecordingConfigurationArn(stack, 'R', ARN).recordingConfigurationArn,
      ARN,
    ],
    [
      'one imported by its id',
      (stack) => RecordingConfiguration.fromRecordingConfigurationId(stack, 'R', 'AbCdEf123456'),
      {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':ivs:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            ':recording-configuration/AbCdEf123456',
          ],
        ],
      },
    ],
  ])('%s', (_, create, expected) => {
    expect(toArn(create)).toEqual(expected);
  });
});

test.each([
  ['an id', 'AbCdEf123456', 'AbCdEf123456'],
  ['a parameter', undefined, { Ref: 'Id' }],
])('fromRecordingConfigurationId returns %s', (_, literal, expected) => {
  const stack = createStack();
  const id = literal ?? new CfnParameter(stack, 'Id').valueAsString;
  const { recordingConfigurationId } = RecordingConfiguration.fromRecordingConfigurationId(stack, 'R', id);
  expect(stack.resolve(recordingConfigurationId)).toEqual(expected);
});

test.each([ARN, '', 'a/b'])('fromRecordingConfigurationId refuses %j', (id) => {
  expect(() => RecordingConfiguration.fromRecordingConfigurationId(createStack(), 'R', id)).toThrow(
    `recordingConfigurationArn is ${JSON.stringify(id)}`,
  );
});

describe('bucket, configuration and channel', () => {
  test('can be in three stacks, which depend on each other in that order', () => {
    const app = createApp();
    const storage = new Stack(app, 'Storage');
    const recordings = new Stack(app, 'Recordings');
    const channels = new Stack(app, 'Channels');
    const bucket = new s3.Bucket(storage, 'Bucket');
    const recording = addRecording(recordings, { bucket });
    new ivs.CfnChannel(channels, 'Channel', { recordingConfigurationArn: recording });

    const assembly = app.synth();
    const listExports = (stack: Stack): unknown => {
      const { Outputs: outputs } = assembly.getStackByName(stack.stackName).template as {
        Outputs: Record<string, { Value: unknown; Export: { Name: string } }>;
      };
      return Object.values(outputs).map(({ Value: value, Export: { Name: name } }) => [name, value]);
    };
    expect(listExports(storage)).toEqual([
      ['Storage:ExportsOutputRefBucket83908E7781C90AC0', { Ref: 'Bucket83908E77' }],
    ]);
    expect(findRecording(recordings).Properties.DestinationConfiguration).toEqual({
      S3: { BucketName: { 'Fn::ImportValue': 'Storage:ExportsOutputRefBucket83908E7781C90AC0' } },
    });
    expect(listExports(recordings)).toEqual([
      ['Recordings:ExportsOutputRefRecording2AAEC332D4C7D285', { Ref: 'Recording2AAEC332' }],
    ]);
    expect(listResources(channels).Channel?.Properties).toEqual({
      RecordingConfigurationArn: { 'Fn::ImportValue': 'Recordings:ExportsOutputRefRecording2AAEC332D4C7D285' },
    });
    expect(recordings.dependencies).toEqual([storage]);
    expect(channels.dependencies).toEqual([recordings]);
  });

  test('can be in a stack and its nested stack', () => {
    const app = createApp();
    const stack = new Stack(app, 'Stack');
    const nested = new NestedStack(stack, 'Nested');
    const recording = addRecording(nested, { bucket: new s3.Bucket(stack, 'Bucket') });
    new ivs.CfnChannel(stack, 'Channel', { recordingConfigurationArn: recording });
    app.synth();
    expect(findRecording(nested).Properties.DestinationConfiguration).toEqual({
      S3: { BucketName: { Ref: expect.stringMatching(/^referencetoStackBucket.*Ref$/) as unknown } },
    });
    expect(listResources(stack).Channel?.Properties.RecordingConfigurationArn).toEqual({
      'Fn::GetAtt': [
        expect.stringMatching(/^NestedNestedStack/),
        expect.stringMatching(/^Outputs\.StackNestedRecording/),
      ],
    });
  });
});

test('exportValue exports an attribute under the CDK’s name, so that a reference can be removed', () => {
  const stack = createStack();
  const recording = addRecording(stack);
  stack.exportValue(recording.recordingConfigurationArn);
  stack.exportValue(recording.recordingConfigurationId);
  const template = Template.fromStack(stack);
  template.hasOutput('ExportsOutputRefRecording2AAEC332D4C7D285', { Value: { Ref: 'Recording2AAEC332' } });
  template.hasOutput('*', { Value: { 'Fn::GetAtt': ['Recording2AAEC332', 'Id'] } });
});

const NOT_HERE: readonly (readonly [what: string, props: StackProps, actual: string, expected: string])[] = [
  ['another Region', at(ACCOUNT, OTHER_REGION), 'the Region us-west-2', 'in the Region of the stack, eu-west-1'],
  [
    'another account',
    at(OTHER_ACCOUNT, REGION),
    'the account 210987654321',
    'in the account of the stack, 123456789012',
  ],
  [
    'another Region and account',
    at(OTHER_ACCOUNT, OTHER_REGION),
    'the Region us-west-2 and the account 210987654321',
    'in the Region of the stack, eu-west-1 and in the account of the stack, 123456789012',
  ],
];

const PERHAPS_HERE: readonly (readonly [what: string, props: StackProps])[] = [
  ['the same account and Region', here],
  ['an account and an unknown Region', {}],
  ['the same Region of an unknown account', at(undefined, REGION)],
  ['a Region that is a token', at(ACCOUNT, Aws.REGION)],
];

describe('a bucket', () => {
  test.each(NOT_HERE)('in %s is rejected, although the CDK could refer to it', (_, elsewhere, actual, expected) => {
    const app = createApp();
    const bucket = new s3.Bucket(new Stack(app, 'Storage', elsewhere), 'Bucket', { bucketName: 'recordings' });
    expect(() => addRecording(new Stack(app, 'Stack', here), { bucket })).toThrow(
      `[Stack/Recording] ${formatMessage('BucketInOtherEnvironment', { bucket: 'Storage/Bucket', actual, expected })}`,
    );
  });

  test.each(NOT_HERE)('that is imported from %s is rejected', (_, { env }, actual, expected) => {
    const stack = new Stack(createApp(), 'Stack', here);
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'recordings', ...env });
    expect(() => addRecording(stack, { bucket })).toThrow(
      `[Stack/Recording] ${formatMessage('BucketInOtherEnvironment', { bucket: 'Stack/Bucket', actual, expected })}`,
    );
  });

  test.each(PERHAPS_HERE)('in %s is accepted', (_, props) => {
    const app = createApp();
    const bucket = new s3.Bucket(new Stack(app, 'Storage', props), 'Bucket');
    expect(() => addRecording(new Stack(app, 'Stack', here), { bucket })).not.toThrow();
  });

  test.each<[string, (stack: Stack) => s3.IBucket]>([
    ['its name', (stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings')],
    ['its ARN', (stack) => s3.Bucket.fromBucketArn(stack, 'Bucket', 'arn:aws:s3:::recordings')],
    ['its resource', (stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket'))],
  ])('imported by %s counts as a bucket of the environment of the stack', (_, create) => {
    const stack = new Stack(createApp(), 'Stack', here);
    expect(() => addRecording(stack, { bucket: create(stack) })).not.toThrow();
  });
});

describe('a provider', () => {
  const refuse = (app: App, create: (app: App, stack: Stack) => RecordingConfigurationProvider | string): string => {
    const stack = new Stack(app, 'Stack', here);
    const created = create(app, stack);
    const provider =
      typeof created === 'string' ? RecordingConfigurationProvider.fromServiceToken(stack, 'Given', created) : created;
    try {
      addRecording(stack, { provider });
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  test.each(NOT_HERE)(
    'in %s is rejected, as a construct and by its service token',
    (_, elsewhere, actual, expected) => {
      const message = `[Stack/Recording] ${formatMessage('ProviderInOtherEnvironment', { actual, expected })}`;
      const { account, region } = elsewhere.env ?? {};
      expect(
        refuse(createApp(), (app) => new RecordingConfigurationProvider(new Stack(app, 'Owner', elsewhere), 'P')),
      ).toBe(message);
      expect(refuse(createApp(), () => `arn:aws:lambda:${region}:${account}:function:provider`)).toBe(message);
    },
  );

  test.each(PERHAPS_HERE)('in %s is accepted', (_, props) => {
    const { account = Aws.ACCOUNT_ID, region = Aws.REGION } = props.env ?? {};
    expect(refuse(createApp(), (app) => new RecordingConfigurationProvider(new Stack(app, 'Owner', props), 'P'))).toBe(
      '',
    );
    expect(refuse(createApp(), () => `arn:aws:lambda:${region}:${account}:function:provider`)).toBe('');
  });
});
