import { CfnMapping, CfnParameter, Duration, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { isRecord } from '../../../schema/unresolved-value';
import {
  type RecordingConfigurationProps,
  RecordingConfigurationProvider,
  RenditionConfiguration,
  Resolution,
  ThumbnailConfiguration,
} from '../../../lib';
import { addRecording, createStack, findRecording } from './synthesis';

type Props = Partial<RecordingConfigurationProps>;

/** Casts a token to a value of an enum, as callers must. */
const pretend = (value: unknown): never => value as never;

/** Each property that can be a token, made from a text, a number or a list, by its path. */
const PLACES: readonly (readonly [place: string, (token: TokenKinds, stack: Stack) => Props])[] = [
  [
    'DestinationConfiguration.S3.BucketName',
    ({ text }, stack) => ({ bucket: s3.Bucket.fromBucketName(stack, 'B', text) }),
  ],
  ['Name', ({ text }) => ({ recordingConfigurationName: text })],
  ['OnInUse', ({ text }) => ({ onInUse: pretend(text) })],
  ['AdoptArn', ({ text }) => ({ adoptArn: text })],
  ['Tags.0.Key', ({ text }) => ({ tags: { [text]: 'value' } })],
  ['Tags.0.Value', ({ text }) => ({ tags: { key: text } })],
  ['RecordingReconnectWindowSeconds', ({ number }) => ({ recordingReconnectWindow: Duration.seconds(number) })],
  ['Timeouts.Create', ({ number }) => ({ timeouts: { create: Duration.seconds(number) } })],
  ['Timeouts.Delete', ({ number }) => ({ timeouts: { delete: Duration.seconds(number) } })],
  [
    'ThumbnailConfiguration.TargetIntervalSeconds',
    ({ number }) => ({
      thumbnailConfiguration: ThumbnailConfiguration.interval({ targetInterval: Duration.seconds(number) }),
    }),
  ],
  [
    'ThumbnailConfiguration.Resolution',
    ({ text }) => ({ thumbnailConfiguration: ThumbnailConfiguration.interval({ resolution: pretend(text) }) }),
  ],
  [
    'ThumbnailConfiguration.Storage',
    ({ list }) => ({ thumbnailConfiguration: ThumbnailConfiguration.interval({ storage: pretend(list) }) }),
  ],
  [
    'RenditionConfiguration.Renditions',
    ({ list }) => ({ renditionConfiguration: RenditionConfiguration.custom(pretend(list)) }),
  ],
];

interface TokenKinds {
  readonly text: string;
  readonly number: number;
  readonly list: readonly string[];
}

const fromAnything = (value: unknown): TokenKinds => ({
  text: Token.asString(value),
  number: Token.asNumber(value),
  list: Token.asList(value),
});

describe.each<[kind: string, create: (stack: Stack) => TokenKinds]>([
  [
    'a parameter',
    (stack) => ({
      text: new CfnParameter(stack, 'Text').valueAsString,
      number: new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber,
      list: new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList,
    }),
  ],
  ['an import', () => ({ ...fromAnything(Fn.importValue('Value')), list: Fn.split(',', Fn.importValue('List')) })],
  ['a mapping', (stack) => fromAnything(new CfnMapping(stack, 'Map').findInMap(stack.region, 'value'))],
  ['a condition', () => fromAnything(Fn.conditionIf('Condition', 'one', 'other'))],
])('%s', (_, create) => {
  test.each(PLACES)('is accepted as %s', (place, toProps) => {
    const stack = createStack();
    const tokens = create(stack);
    addRecording(stack, toProps(tokens, stack));
    const expected = Object.values(tokens).map((token: unknown) => stack.resolve(token) as unknown);
    expect(expected).toContainEqual(place.split('.').reduce<unknown>(readMember, findRecording(stack).Properties));
  });
});

function readMember(value: unknown, name: string): unknown {
  return isRecord(value) || Array.isArray(value) ? Reflect.get(value, name) : undefined;
}

test('tokens are accepted as part of a text and as an item of a list', () => {
  const stack = createStack();
  addRecording(stack, {
    bucket: s3.Bucket.fromBucketName(stack, 'Bucket', `recordings-${stack.account}-${stack.region}`),
    recordingConfigurationName: `name in ${stack.region}`,
    renditionConfiguration: RenditionConfiguration.custom([pretend(Fn.ref('AWS::NoValue')), Resolution.HD]),
  });
  expect(findRecording(stack).Properties).toMatchObject({
    Name: { 'Fn::Join': ['', ['name in ', { Ref: 'AWS::Region' }]] },
    RenditionConfiguration: { Renditions: [{ Ref: 'AWS::NoValue' }, 'HD'] },
  });
});

test('a bucket imported by an ARN with a token has the name in that ARN', () => {
  const stack = createStack();
  addRecording(stack, { bucket: s3.Bucket.fromBucketArn(stack, 'B', Fn.importValue('BucketArn')) });
  expect(findRecording(stack).Properties.DestinationConfiguration).toEqual({
    S3: { BucketName: { 'Fn::Select': [0, { 'Fn::Split': ['/', expect.anything() as unknown] }] } },
  });
});

describe('a token in another unit than seconds', () => {
  const minutes = Duration.minutes(Token.asNumber({ Ref: 'Minutes' }));
  const problemOf = (path: string): string =>
    `${path} is a token in minutes: expected Duration.seconds(), since a token cannot be converted before deployment.`;

  test('is rejected with the path of the construct and all other problems', () => {
    const props = {
      recordingReconnectWindow: minutes,
      timeouts: { delete: minutes },
      recordingConfigurationName: '!',
    };
    expect(() => addRecording(createStack(), props)).toThrow(
      `[Stack/Recording] InvalidProperties: 3 problems: (1) ${problemOf('recordingReconnectWindow (RecordingReconnectWindowSeconds)')} ` +
        `(2) ${problemOf('timeouts.delete (Timeouts.Delete)')} (3) recordingConfigurationName (Name) is "!"`,
    );
  });
});

describe('a lazy value that resolves during synthesis', () => {
  test.each<[string, Props, string]>([
    [
      'a name',
      { recordingConfigurationName: Lazy.string({ produce: () => 'my recording' }) },
      'recordingConfigurationName (Name) is "my recording"',
    ],
    [
      'a duration',
      { recordingReconnectWindow: Duration.seconds(Lazy.number({ produce: () => 301 })) },
      'recordingReconnectWindow (RecordingReconnectWindowSeconds) is 301',
    ],
    [
      'a list',
      { renditionConfiguration: RenditionConfiguration.custom(pretend(Lazy.list({ produce: () => ['HD', 'HD'] }))) },
      'renditionConfiguration.renditions[1] (RenditionConfiguration.Renditions[1]) is "HD": expected each value once',
    ],
    ['a tag', { tags: { key: Lazy.string({ produce: () => '*' }) } }, 'tags (Tags[0].Value) is "*"'],
  ])('is validated then: %s', (_, props, message) => {
    const stack = createStack();
    addRecording(stack, props);
    expect(() => Template.fromStack(stack)).toThrow(`[Stack/Recording] InvalidProperties: ${message}`);
  });

  test('can resolve to undefined, or to a token', () => {
    const stack = createStack();
    addRecording(stack, {
      recordingConfigurationName: Lazy.string({ produce: () => undefined }),
      onInUse: pretend(Lazy.string({ produce: () => Fn.ref('AWS::NoValue') })),
    });
    expect(findRecording(stack).Properties).not.toHaveProperty('Name');
    expect(findRecording(stack).Properties.OnInUse).toEqual({ Ref: 'AWS::NoValue' });
  });
});

test('the options of a provider can be tokens', () => {
  const stack = createStack();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const text = new CfnParameter(stack, 'Text').valueAsString;
  new RecordingConfigurationProvider(stack, 'Provider', {
    defaultTags: { team: text },
    logRetention: pretend(number),
    memorySize: number,
    reservedConcurrentExecutions: number,
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { DEFAULT_TAGS: { 'Fn::Join': ['', ['{"team":"', { Ref: 'Text' }, '"}']] } } },
    MemorySize: { Ref: 'Number' },
    ReservedConcurrentExecutions: { Ref: 'Number' },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: { Ref: 'Number' } });
});
