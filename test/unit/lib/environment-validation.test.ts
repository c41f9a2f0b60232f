import { Aws, Stack } from 'aws-cdk-lib';
import { formatMessage } from '../../../schema/messages';
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
  test.each(IVS_REGIONS)('can be %s', (region) => {
    expect(() => addRecording(create({ region }))).not.toThrow();
  });

  test.each<[string, Environment]>([
    ['is unknown', {}],
    ['is a token', { region: Aws.REGION }],
  ])('can be in any environment if the stack’s environment %s', (_, env) => {
    expect(() => addRecording(create(env))).not.toThrow();
  });

  test.each(['eu-north-1', 'us-east-2', 'cn-north-1'])('cannot be %s, which has no IVS', (region) => {
    expect(() => addRecording(create({ region }))).toThrow(
      `[Stack/Recording] ${formatMessage('RegionNotSupported', {
        region,
        regions: 'us-east-1, us-west-2, ap-south-1, ap-northeast-1, ap-northeast-2, eu-central-1, eu-west-1',
      })}`,
    );
  });

  test('is reported together with the problems of the properties', () => {
    expect(() => addRecording(create({ region: 'eu-north-1' }), { recordingConfigurationName: '!' })).toThrow(
      /^\[Stack\/Recording\] InvalidProperties: 2 problems: \(1\) recordingConfigurationName \(Name\) is "!": .* \(2\) RegionNotSupported: .* eu-north-1\b/,
    );
  });
});

describe('the configuration to adopt', () => {
  test.each<[string, Environment]>([
    ['the same account and Region', { account: ACCOUNT, region: REGION }],
    ['the same Region of an unknown account', { region: REGION }],
    ['the same account and an unknown Region', { account: ACCOUNT }],
    ['an account and an unknown Region', {}],
  ])('can be in %s', (_, env) => {
    const stack = create(env);
    addRecording(stack, { adoptArn: toArn(REGION, ACCOUNT) });
    expect(findRecording(stack).Properties.AdoptArn).toBe(toArn(REGION, ACCOUNT));
  });

  test.each<[string, Environment, string]>([
    ['another Region', { region: 'us-west-2' }, 'in the Region of the stack, us-west-2'],
    ['another account', { account: '210987654321' }, 'in the account of the stack, 210987654321'],
    [
      'another Region and account',
      { account: '210987654321', region: 'us-west-2' },
      'in the Region of the stack, us-west-2 and in the account of the stack, 210987654321',
    ],
    [
      'another Region, of an account that is the same',
      { account: ACCOUNT, region: 'us-west-2' },
      'in the Region of the stack, us-west-2',
    ],
  ])('cannot be in %s', (_, env, expected) => {
    const adoptArn = toArn(REGION, ACCOUNT);
    const message = formatMessage('AdoptArnInOtherEnvironment', { arn: adoptArn, expected });
    expect(() => addRecording(create(env), { adoptArn })).toThrow(
      `[Stack/Recording] ${message.replace('AdoptArn is', 'adoptArn (AdoptArn) is')}`,
    );
  });

  test('can have tokens in its ARN', () => {
    const stack = create({ account: ACCOUNT, region: REGION });
    addRecording(stack, { adoptArn: toArn(Aws.REGION, ACCOUNT) });
    expect(findRecording(stack).Properties.AdoptArn).toEqual({
      'Fn::Join': ['', ['arn:aws:ivs:', { Ref: 'AWS::Region' }, `:${ACCOUNT}:recording-configuration/ABcdef34ghIJ`]],
    });
  });
});
