import { Aws, Stack } from 'aws-cdk-lib';
import { IVS_REGIONS } from '../../../schema/regions';
import { addRecording, createApp, findRecording } from './synthesis';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const toArn = (region: string, account: string): string =>
  `arn:aws:ivs:${region}:${account}:recording-configuration/ABcdef34ghIJ`;

interface Environment {
  readonly account?: string;
  readonly region?: string;
}

const create = (env: Environment): Stack => new Stack(createApp(), 'Stack', { env });

describe('the Region', () => {
  test.each(IVS_REGIONS)('may be %s', (region) => {
    expect(() => addRecording(create({ region }))).not.toThrow();
  });

  test.each<[string, Environment]>([
    ['nobody knows', {}],
    ['a token stands for it', { region: Aws.REGION }],
  ])('may be any where %s', (_, env) => {
    expect(() => addRecording(create(env))).not.toThrow();
  });

  test.each(['eu-north-1', 'us-east-2', 'cn-north-1'])('may not be %s, which has no IVS', (region) => {
    expect(() => addRecording(create({ region }))).toThrow(
      `[Stack/Recording] The Region of the stack is ${region}: expected one that has IVS: us-east-1, us-west-2, ` +
        'ap-south-1, ap-northeast-1, ap-northeast-2, eu-central-1, eu-west-1. Deploy the stack to one of them or, if ' +
        `${region} has IVS by now, update this package.`,
    );
  });

  test('is named together with the problems of the properties', () => {
    expect(() => addRecording(create({ region: 'eu-north-1' }), { recordingConfigurationName: '!' })).toThrow(
      /^\[Stack\/Recording\] 2 problems: \(1\) recordingConfigurationName \(Name\) is "!": .* \(2\) The Region of the stack is eu-north-1: /,
    );
  });
});

describe('the configuration to adopt', () => {
  test.each<[string, Environment]>([
    ['the same account and Region', { account: ACCOUNT, region: REGION }],
    ['the same Region of an account that nobody knows', { region: REGION }],
    ['the same account and a Region that nobody knows', { account: ACCOUNT }],
    ['an account and a Region that nobody knows', {}],
  ])('may be of %s', (_, env) => {
    const stack = create(env);
    addRecording(stack, { adoptArn: toArn(REGION, ACCOUNT) });
    expect(findRecording(stack).Properties.AdoptArn).toBe(toArn(REGION, ACCOUNT));
  });

  test.each<[string, Environment, string]>([
    ['another Region', { region: 'us-west-2' }, "of the stack's Region, us-west-2."],
    ['another account', { account: '210987654321' }, "of the stack's account, 210987654321."],
    [
      'another Region and account',
      { account: '210987654321', region: 'us-west-2' },
      "of the stack's Region, us-west-2 and of the stack's account, 210987654321.",
    ],
    [
      'another Region, of an account that is the same',
      { account: ACCOUNT, region: 'us-west-2' },
      "of the stack's Region, us-west-2.",
    ],
  ])('may not be of %s', (_, env, expected) => {
    const adoptArn = toArn(REGION, ACCOUNT);
    expect(() => addRecording(create(env), { adoptArn })).toThrow(
      `[Stack/Recording] adoptArn (AdoptArn) is "${adoptArn}": expected a recording configuration ${expected} ` +
        'Adopt it in a stack of its own account and Region, or leave adoptArn out.',
    );
  });

  test('may have tokens in its ARN', () => {
    const stack = create({ account: ACCOUNT, region: REGION });
    addRecording(stack, { adoptArn: toArn(Aws.REGION, ACCOUNT) });
    expect(findRecording(stack).Properties.AdoptArn).toEqual({
      'Fn::Join': ['', ['arn:aws:ivs:', { Ref: 'AWS::Region' }, `:${ACCOUNT}:recording-configuration/ABcdef34ghIJ`]],
    });
  });
});
