import { formatDetail, formatMessage } from '../../../schema/messages';
import type { BucketStatus } from '../../../lambda/aws/buckets';
import { ADVICE, awsFailure, BUCKET_ACTIONS } from '../../support/message-values';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

let world: TestEnvironment;
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);

const bucket = 'stream-archive';

/** The reason of a Create that timed out. */
const createTimeout = (configuration: string | undefined, seconds: number, advice: string = ADVICE.create): string =>
  formatMessage('CreateTimeout', { configuration: String(configuration), seconds, advice });

const CREATE = 'ivs:CreateRecordingConfiguration';

test.each<[BucketStatus, failures: number, attempts: string, cause: string]>([
  [{ kind: 'access-denied' }, 1, '', formatDetail('BucketAccessDenied', { bucket, account: '123456789012' })],
  [
    { kind: 'found', isEncryptionKnown: true },
    2,
    ' 2 times',
    formatDetail('BucketPolicySuspected', { bucket, region: 'us-east-1' }),
  ],
])(
  'a configuration that ends in CREATE_FAILED is deleted at once, and the reason explains the bucket status (%j)',
  async (status, failures, attempts, cause) => {
    world = await startTestEnvironment({ bucket: status });
    world.account.creationFailures.add({ times: failures });
    const resource = new StackedResource(world);
    const response = await resource.create(withBucket());
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toBe(formatMessage('CreateFailed', { attempts, cause }));
    expect(arns()).toEqual([]);
    expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  },
);

test('a Create that ends in CREATE_FAILED once, with a valid bucket, is retried', async () => {
  world = await startTestEnvironment();
  world.account.creationFailures.add();
  const response = await new StackedResource(world).create(withBucket());
  expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
  expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(2);
});

test('a Create that is still CREATING at the deadline fails with its ARN, which CloudFormation deletes', async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: Infinity } });
  const resource = new StackedResource(world);
  const startedAt = world.clock.now();
  const response = await resource.create(withBucket({ Timeouts: { Create: 600 } }));
  expect(world.clock.now() - startedAt).toBe(600_000);
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arns()[0] });
  expect(response.Reason).toBe(createTimeout(arns()[0], 600));
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('the reason of a wait that ServiceTimeout ends names ServiceTimeout', async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: Infinity } });
  const response = await new StackedResource(world).create(withBucket({ ServiceTimeout: 90 }));
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arns()[0] });
  expect(response.Reason).toBe(createTimeout(arns()[0], 46.667, ADVICE.service));
  expect(response.Reason).not.toContain('Timeouts.Create');
});

test('the longest timeout leaves time for the response', async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: Infinity } });
  const startedAt = world.clock.now();
  const response = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 840 } }));
  expect(response.Reason).toBe(createTimeout(arns()[0], 840));
  expect(world.clock.now() - startedAt).toBeLessThan(900_000);
});

test('the reason of an exceeded quota (402) names the quota', async () => {
  world = await startTestEnvironment({ account: { recordingConfigurationQuota: 0 } });
  const response = await new StackedResource(world).create(withBucket());
  expect(response.Status).toBe('FAILED');
  const message = '0 recording configurations exist in us-east-1, expected fewer than the quota of 0';
  expect(response.Reason).toBe(formatMessage('ServiceLimitExceeded', { failure: awsFailure(CREATE, message) }));
});

test('an account that is not verified (403) fails with PendingVerification', async () => {
  world = await startTestEnvironment({ account: { pendingVerification: true } });
  const startedAt = world.clock.now();
  const response = await new StackedResource(world).create(withBucket());
  const message = 'Account 123456789012 is pending verification, expected a verified account';
  expect(response.Reason).toBe(formatMessage('PendingVerification', { failure: awsFailure(CREATE, message) }));
  expect(world.clock.now() - startedAt).toBe(0);
});

test('a missing permission is retried during its propagation, then named', async () => {
  world = await startTestEnvironment({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration' ? `not authorized: ${action}` : undefined,
    },
  });
  const startedAt = world.clock.now();
  const response = await new StackedResource(world).create(withBucket());
  expect(response.Reason).toBe(
    formatMessage('AccessDenied', {
      failure: awsFailure(CREATE, `not authorized: ${CREATE}`),
      actions: `${CREATE}, and for IVS's check of the bucket ${BUCKET_ACTIONS} on it`,
    }),
  );
  expect(world.clock.now() - startedAt).toBeGreaterThanOrEqual(180_000);
  expect(world.clock.now() - startedAt).toBeLessThan(200_000);
});

test('a permission that propagates late does not fail the creation', async () => {
  const allowedFrom = { time: Infinity };
  world = await startTestEnvironment({
    server: { authorize: () => (world.clock.now() < allowedFrom.time ? 'not authorized yet' : undefined) },
  });
  allowedFrom.time = world.clock.now() + 150_000;
  expect(await new StackedResource(world).create(withBucket())).toMatchObject({ Status: 'SUCCESS' });
});

test.each([
  ['with an explicit deny in a service control policy', 'ExplicitDeny'],
  ['because no permissions boundary allows the ivs:CreateRecordingConfiguration action', 'PermissionsBoundaryDenied'],
  ['because no service control policy allows the ivs:CreateRecordingConfiguration action', 'OrganizationPolicyDenied'],
] as const)('a denial %s is reported at once', async (reason, code) => {
  world = await startTestEnvironment({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration' ? `not authorized to perform: ${action} ${reason}` : undefined,
    },
  });
  const startedAt = world.clock.now();
  const response = await new StackedResource(world).create(withBucket());
  const failure = awsFailure(CREATE, `not authorized to perform: ${CREATE} ${reason}`);
  expect(response.Reason).toBe(formatMessage(code, { failure }));
  expect(world.clock.now() - startedAt).toBeLessThan(1_000);
});

test('a missing permission is retried no longer than Timeouts.Create', async () => {
  world = await startTestEnvironment({ server: { authorize: ({ action }) => `not authorized to perform: ${action}` } });
  const startedAt = world.clock.now();
  const response = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 30 } }));
  const action = 'ivs:ListRecordingConfigurations';
  expect(response.Reason).toBe(
    formatMessage('AccessDenied', {
      failure: awsFailure(action, `not authorized to perform: ${action}`),
      actions: action,
    }),
  );
  expect(world.clock.now() - startedAt).toBeLessThanOrEqual(30_000);
});

test('the reason explains a denied service-linked role', async () => {
  world = await startTestEnvironment({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration'
          ? 'not authorized to perform: iam:CreateServiceLinkedRole'
          : undefined,
    },
  });
  const response = await new StackedResource(world).create(withBucket());
  const failure = awsFailure(CREATE, 'not authorized to perform: iam:CreateServiceLinkedRole');
  expect(response.Reason).toBe(formatMessage('ServiceLinkedRoleAccessDenied', { failure }));
});

test('a throttled call is retried until the deadline, then fails with Throttling', async () => {
  world = await startTestEnvironment();
  world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'throttle', times: 10_000 });
  const response = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 60 } }));
  expect(response.Status).toBe('FAILED');
  expect(response.Reason).toMatch(/^Throttling: ivs:CreateRecordingConfiguration failed in us-east-1: /);
  expect(arns()).toEqual([]);
});

test('a canceled creation leaves no configuration', async () => {
  world = await startTestEnvironment();
  const resource = new StackedResource(world);
  const creation = resource.create(withBucket());
  resource.cancel('video-Recording-1ABCDEFGHIJKL');
  resource.setStackStatus('ROLLBACK_IN_PROGRESS');
  resource.recordEvent('DELETE_IN_PROGRESS', 'video-Recording-1ABCDEFGHIJKL');
  const response = await creation;
  expect(response.Status).toBe('FAILED');
  expect(response.Reason).toBe(formatMessage('RequestSuperseded', { kind: 'Create' }));
  expect(arns()).toEqual([]);
});

test('an invalid default tag fails the event, and the reason names the variable', async () => {
  world = await startTestEnvironment({ defaultTags: '["team"]' });
  const response = await new StackedResource(world).create(withBucket());
  expect(response.Reason).toMatch(/^InvalidDefaultTags: The default tags of the provider.*DEFAULT_TAGS/);
});

test('TagsAll is omitted with a warning if the response would exceed 4096 bytes', async () => {
  world = await startTestEnvironment();
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, 'v'.repeat(250)]));
  const response = await new StackedResource(world).create(withBucket({ Tags: tags }));
  expect(response.Status).toBe('SUCCESS');
  expect(Object.keys(response.Data ?? {})).toEqual(['Arn', 'Id', 'State', 'Name', 'BucketName']);
  expect(world.logs).toContainEqual({
    level: 'warn',
    message: 'Attributes omitted; the response would exceed 4096 bytes',
    details: { omitted: ['TagsAll'] },
  });
});
