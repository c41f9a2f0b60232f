import type { BucketStatus } from '../../../lambda/aws/buckets';
import { StackedResource, startWorld, withBucket, type World } from '../../support/lifecycle-environment';

let world: World;
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);

test.each<[BucketStatus, failures: number, RegExp]>([
  [{ kind: 'access-denied' }, 1, /belongs to another account than 123456789012/],
  [{ kind: 'found', isEncryptionKnown: true }, 2, /CREATE_FAILED 2 times.*exists, in us-east-1.*policy/],
])(
  'a creation that ends in CREATE_FAILED is deleted at once, and the bucket (%j) explains it',
  async (bucket, failures, reason) => {
    world = await startWorld({ bucket });
    world.account.creationFailures.add({ times: failures });
    const resource = new StackedResource(world);
    const answer = await resource.create(withBucket());
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(/CREATE_FAILED.*deleted again/);
    expect(answer.Reason).toMatch(reason);
    expect(arns()).toEqual([]);
    expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  },
);

test('a creation that ends in CREATE_FAILED once, with nothing wrong with the bucket, is made again', async () => {
  world = await startWorld();
  world.account.creationFailures.add();
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arns()[0] });
  expect(arns()).toHaveLength(1);
  expect(world.server.calls.list('CreateRecordingConfiguration')).toHaveLength(2);
});

test('a configuration still CREATING at the deadline fails with its ARN, for CloudFormation to delete', async () => {
  world = await startWorld({ account: { timeToActiveMs: Infinity } });
  const resource = new StackedResource(world);
  const startedAt = world.clock.now();
  const answer = await resource.create(withBucket({ Timeouts: { Create: 600 } }));
  // After the response the function looks for 8 s whether CloudFormation took it.
  expect(world.clock.now() - startedAt).toBe(608_000);
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arns()[0] });
  expect(answer.Reason).toMatch(/still CREATING after 600 s\. Expected it to be ACTIVE.*Raise Timeouts\.Create/);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a wait that ServiceTimeout ended names ServiceTimeout', async () => {
  world = await startWorld({ account: { timeToActiveMs: Infinity } });
  const answer = await new StackedResource(world).create(withBucket({ ServiceTimeout: 90 }));
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arns()[0] });
  expect(answer.Reason).toMatch(/still CREATING after 46\.667 s\. .+ Raise ServiceTimeout, a part of which is kept/);
  expect(answer.Reason).not.toContain('Timeouts.Create');
});

test('the longest timeout still leaves time to answer within the function', async () => {
  world = await startWorld({ account: { timeToActiveMs: Infinity } });
  const startedAt = world.clock.now();
  const answer = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 840 } }));
  expect(answer.Reason).toMatch(/still CREATING after 840 s/);
  expect(world.clock.now() - startedAt).toBeLessThan(900_000);
});

test('a quota that is used up (402) names the quota', async () => {
  world = await startWorld({ account: { recordingConfigurationQuota: 0 } });
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(
    /ivs:CreateRecordingConfiguration was refused in us-east-1: ".+"\. Expected room.*Service Quotas/,
  );
});

test('an account that is not verified yet (403) is told to contact AWS Support', async () => {
  world = await startWorld({ account: { pendingVerification: true } });
  const startedAt = world.clock.now();
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Reason).toMatch(/Expected an account that AWS has verified.*Contact AWS Support/);
  expect(world.clock.now() - startedAt).toBe(0);
});

test('a missing permission is waited for while it may still spread, then named', async () => {
  world = await startWorld({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration' ? `not authorized: ${action}` : undefined,
    },
  });
  const startedAt = world.clock.now();
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Reason).toMatch(/Expected the function's role to allow ivs:CreateRecordingConfiguration/);
  expect(world.clock.now() - startedAt).toBeGreaterThanOrEqual(180_000);
  expect(world.clock.now() - startedAt).toBeLessThan(200_000);
});

test('a permission that spreads late does not fail the creation', async () => {
  const allowedFrom = { time: Infinity };
  world = await startWorld({
    server: { authorize: () => (world.clock.now() < allowedFrom.time ? 'not authorized yet' : undefined) },
  });
  allowedFrom.time = world.clock.now() + 150_000;
  expect(await new StackedResource(world).create(withBucket())).toMatchObject({ Status: 'SUCCESS' });
});

test.each([
  'with an explicit deny in a service control policy',
  'because no permissions boundary allows the ivs:CreateRecordingConfiguration action',
  'because no service control policy allows the ivs:CreateRecordingConfiguration action',
])('a denial %s is reported at once', async (reason) => {
  world = await startWorld({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration' ? `not authorized to perform: ${action} ${reason}` : undefined,
    },
  });
  const startedAt = world.clock.now();
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Reason).toContain(reason);
  expect(world.clock.now() - startedAt).toBeLessThan(1_000);
});

test('a missing permission is waited for no longer than Timeouts.Create', async () => {
  world = await startWorld({ server: { authorize: ({ action }) => `not authorized to perform: ${action}` } });
  const startedAt = world.clock.now();
  const answer = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 30 } }));
  expect(answer.Reason).toMatch(/Expected the function's role to allow ivs:/);
  expect(world.clock.now() - startedAt).toBeLessThanOrEqual(30_000);
});

test('a denied service-linked role is explained', async () => {
  world = await startWorld({
    server: {
      authorize: ({ action }) =>
        action === 'ivs:CreateRecordingConfiguration'
          ? 'not authorized to perform: iam:CreateServiceLinkedRole'
          : undefined,
    },
  });
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Reason).toMatch(/AWSServiceRoleForIVSRecordToS3.*create-service-linked-role/);
});

test('throttling is waited out until the deadline, then named', async () => {
  world = await startWorld();
  world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'throttle', times: 10_000 });
  const answer = await new StackedResource(world).create(withBucket({ Timeouts: { Create: 60 } }));
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/throttled.*3 calls a second/);
  expect(arns()).toEqual([]);
});

test('a creation that was cancelled meanwhile leaves nothing', async () => {
  world = await startWorld();
  const resource = new StackedResource(world);
  const creation = resource.create(withBucket());
  resource.cancel('video-Recording-1ABCDEFGHIJKL');
  resource.enter('ROLLBACK_IN_PROGRESS');
  resource.tell('DELETE_IN_PROGRESS', 'video-Recording-1ABCDEFGHIJKL');
  const answer = await creation;
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/cancelled or superseded/);
  expect(arns()).toEqual([]);
});

test('a default tag that cannot be used fails the event with the name of the variable to fix', async () => {
  world = await startWorld({ defaultTags: '["team"]' });
  const answer = await new StackedResource(world).create(withBucket());
  expect(answer.Reason).toMatch(/default tags of the provider.*DEFAULT_TAGS/);
});

test('TagsAll is left out, with a warning, where the answer would be longer than 4096 bytes', async () => {
  world = await startWorld();
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, 'v'.repeat(250)]));
  const answer = await new StackedResource(world).create(withBucket({ Tags: tags }));
  expect(answer.Status).toBe('SUCCESS');
  expect(Object.keys(answer.Data ?? {})).toEqual(['Arn', 'Id', 'State', 'Name', 'BucketName']);
  expect(world.logs).toContainEqual(expect.objectContaining({ level: 'warn', details: { leftOut: ['TagsAll'] } }));
});
