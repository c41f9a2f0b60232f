import type { AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import type { Fault } from '../../../tools/emulator/ivs/faults';
import { closeAfterEach, MISSING, patient, errorOf, SETTINGS, startIvs, type Ivs } from './ports';

closeAfterEach();

const CREATE = 'ivs:CreateRecordingConfiguration';

test.each<[AwsCallErrorKind, string, () => Promise<Ivs>, (ivs: Ivs) => Promise<unknown>, string, RegExp]>([
  [
    'InvalidRequest',
    'an input that IVS rejects (400)',
    () => startIvs(),
    ({ configurations }) =>
      configurations.create({ ...SETTINGS, DestinationConfiguration: { S3: { BucketName: 'X' } } }, {}, patient()),
    CREATE,
    /^destinationConfiguration\.s3\.bucketName: .*expected/,
  ],
  [
    'ServiceLimitExceeded',
    'a quota (402)',
    () => startIvs({ recordingConfigurationQuota: 0 }),
    ({ configurations }) => configurations.create(SETTINGS, {}, patient()),
    CREATE,
    /^0 recording configurations exist in us-east-1, expected fewer than the quota of 0$/,
  ],
  [
    'AccessDenied',
    'a missing permission (403)',
    () => startIvs({}, { authorize: ({ action }) => `no, not ${action}` }),
    ({ configurations }) => configurations.list(undefined, patient()),
    'ivs:ListRecordingConfigurations',
    /^no, not ivs:ListRecordingConfigurations$/,
  ],
  [
    'PendingVerification',
    'an account that is not verified (403)',
    () => startIvs({ pendingVerification: true }),
    ({ configurations }) => configurations.create(SETTINGS, {}, patient()),
    CREATE,
    /^Account 123456789012 is pending verification/,
  ],
  [
    'NotFound',
    'a missing resource (404)',
    () => startIvs(),
    ({ configurations }) => configurations.addTags(MISSING, { a: 'b' }, patient()),
    'ivs:TagResource',
    /^There is no recording configuration .*missing00000$/,
  ],
  [
    'NotFound',
    'tags of a missing resource (404)',
    () => startIvs(),
    ({ configurations }) => configurations.removeTags(MISSING, ['a'], patient()),
    'ivs:UntagResource',
    /^There is no recording configuration .*missing00000$/,
  ],
  [
    'ResourceConflict',
    'a configuration in use (409)',
    () => startIvs(),
    async ({ account, configurations }) => {
      const { arn } = await configurations.create(SETTINGS, {}, patient());
      account.createChannel({ name: 'main', recordingConfigurationArn: arn });
      await configurations.delete(arn, patient());
    },
    'ivs:DeleteRecordingConfiguration',
    /is in use by arn:aws:ivs:.*:channel\//,
  ],
  [
    'Throttling',
    'too many calls (429)',
    () => startIvs({}, { quotas: { GetRecordingConfiguration: 1 } }),
    async ({ configurations }) => {
      await configurations.get(MISSING, patient());
      await configurations.get(MISSING, patient());
    },
    'ivs:GetRecordingConfiguration',
    /^Rate exceeded for GetRecordingConfiguration$/,
  ],
])('the error has the kind %s for %s, with the message of IVS', async (kind, _what, start, call, action, message) => {
  const failure = await errorOf(call(await start()));
  expect(failure).toEqual({ kind, action, message: expect.stringMatching(message) as unknown });
});

const UNKNOWN_OUTCOMES: readonly Exclude<Fault['kind'], 'delay'>[] = [
  'internal-error',
  'internal-error-after-commit',
  'unavailable',
  'drop-before-commit',
  'drop-after-commit',
  'truncate',
  'empty-body',
];

describe.each(UNKNOWN_OUTCOMES)('a call with the fault %s has an unknown outcome', (kind) => {
  test.each<[string, (ivs: Ivs, arn: string) => Promise<unknown>]>([
    ['create', ({ configurations }) => configurations.create(SETTINGS, {}, patient())],
    ['get', ({ configurations }, arn) => configurations.get(arn, patient())],
    ['list', ({ configurations }) => configurations.list(undefined, patient())],
  ])('%s is sent once and fails with ServiceUnavailable', async (_method, call) => {
    const ivs = await startIvs();
    const { arn } = await ivs.configurations.create(SETTINGS, {}, patient());
    ivs.server.calls.clear();
    ivs.server.faults.add({ operation: '*', kind });
    const { kind: actualKind, message } = await errorOf(call(ivs, arn));
    expect(actualKind).toBe('ServiceUnavailable');
    expect(message).not.toBe('');
    expect(ivs.server.calls.list()).toHaveLength(1);
  });
});

test.each(['throttle', 'internal-error', 'drop-after-commit'] as const)(
  'the client does not retry a Create after %s',
  async (kind) => {
    const { server, configurations } = await startIvs();
    server.faults.add({ operation: 'CreateRecordingConfiguration', kind });
    await errorOf(configurations.create(SETTINGS, {}, patient()));
    expect(server.calls.list()).toHaveLength(1);
  },
);

test('a call to a stopped server fails with ServiceUnavailable', async () => {
  const { server, configurations } = await startIvs();
  await server.close();
  expect(await errorOf(configurations.list(undefined, patient()))).toMatchObject({ kind: 'ServiceUnavailable' });
});

describe('an aborted signal', () => {
  test('prevents the call, which rejects with its reason', async () => {
    const { server, configurations } = await startIvs();
    const reason = new Error('the time is up');
    await expect(configurations.list(undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.calls.list()).toEqual([]);
  });

  test('ends a hanging call, which rejects with its reason and not with an AwsCallError', async () => {
    const { server, configurations } = await startIvs();
    server.faults.add({ operation: '*', kind: 'hang' });
    const controller = new AbortController();
    const call = configurations.get(MISSING, controller.signal);
    while (server.calls.list().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const reason = new Error('the time is up');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});
