import { OWNER_TAGS } from '../../../schema/tags';
import {
  StackedResource,
  startTestEnvironment,
  STACK_ID,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

let world: TestEnvironment;
afterEach(() => world.close());

const ARN = /^arn:aws:ivs:us-east-1:123456789012:recording-configuration\/[A-Za-z0-9]+$/;

test('a Create with only a bucket creates a configuration, waits until it is ACTIVE and returns its ARN', async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: 5_000 } });
  const response = await new StackedResource(world).create(withBucket());

  const [configuration, ...more] = world.account.recordingConfigurations();
  expect(more).toEqual([]);
  expect(configuration).toMatchObject({
    state: 'ACTIVE',
    name: '',
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    recordingReconnectWindowSeconds: 0,
    renditionConfiguration: { renditionSelection: 'ALL' },
    thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60, storage: ['SEQUENTIAL'] },
    tags: { [OWNER_TAGS.stackId]: STACK_ID, [OWNER_TAGS.logicalId]: 'Recording' },
  });
  expect(response).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: configuration?.arn,
    Data: {
      Arn: expect.stringMatching(ARN) as unknown,
      Id: configuration?.arn.split('/')[1],
      State: 'ACTIVE',
      Name: '',
      BucketName: 'stream-archive',
      TagsAll: '{}',
    },
  });
});

test('a Create with every property, each scalar sent as a string, sets every property', async () => {
  world = await startTestEnvironment({ defaultTags: '{"team":"video","stage":"test"}' });
  const response = await new StackedResource(world).create(
    withBucket({
      Name: 'recording_configuration-1',
      RecordingReconnectWindowSeconds: 300,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['FULL_HD', 'SD'] },
      ThumbnailConfiguration: {
        RecordingMode: 'INTERVAL',
        TargetIntervalSeconds: 1,
        Resolution: 'LOWEST_RESOLUTION',
        Storage: ['LATEST', 'SEQUENTIAL'],
      },
      Tags: [{ Key: 'stage', Value: 'live' }],
      Timeouts: { Create: 60, Delete: 60 },
      ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
      ServiceTimeout: 1200,
    }),
  );
  expect(world.account.recordingConfigurations()).toEqual([
    expect.objectContaining({
      name: 'recording_configuration-1',
      recordingReconnectWindowSeconds: 300,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'FULL_HD'] },
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 1,
        resolution: 'LOWEST_RESOLUTION',
        storage: ['SEQUENTIAL', 'LATEST'],
      },
      tags: expect.objectContaining({ team: 'video', stage: 'live' }) as unknown,
    }),
  ]);
  expect(response.Data).toMatchObject({
    Name: 'recording_configuration-1',
    TagsAll: '{"stage":"live","team":"video"}',
  });
});

test('a Create with disabled thumbnails creates a configuration without thumbnails', async () => {
  world = await startTestEnvironment();
  await new StackedResource(world).create(withBucket({ ThumbnailConfiguration: { RecordingMode: 'DISABLED' } }));
  const [configuration] = world.account.recordingConfigurations();
  expect(configuration?.thumbnailConfiguration).toEqual({ recordingMode: 'DISABLED' });
});

test('a redelivered Create returns the same ARN and creates nothing', async () => {
  world = await startTestEnvironment();
  const resource = new StackedResource(world);
  const first = await resource.create(withBucket());
  expect(await world.send(resource.lastEvent)).toEqual(first);
  expect(world.account.recordingConfigurations()).toHaveLength(1);
});

test.each(['drop-after-commit', 'internal-error-after-commit', 'truncate', 'empty-body'] as const)(
  'a Create whose response is lost (%s) is resolved by listing and is not retried',
  async (kind) => {
    world = await startTestEnvironment();
    world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind });
    const response = await new StackedResource(world).create(withBucket());
    expect(response).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: world.account.recordingConfigurations()[0]?.arn,
    });
    expect(world.account.recordingConfigurations()).toHaveLength(1);
  },
);

test.each(['drop-before-commit', 'internal-error', 'unavailable', 'throttle'] as const)(
  'a Create that IVS did not execute (%s) is retried',
  async (kind) => {
    world = await startTestEnvironment();
    world.server.faults.add({ operation: 'CreateRecordingConfiguration', kind, times: 3 });
    expect(await new StackedResource(world).create(withBucket())).toMatchObject({ Status: 'SUCCESS' });
    expect(world.account.recordingConfigurations()).toHaveLength(1);
  },
);

test('a Create waits for a configuration that IVS does not return yet', async () => {
  world = await startTestEnvironment();
  world.server.faults.add({ operation: 'GetRecordingConfiguration', kind: 'not-found', times: 5 });
  expect(await new StackedResource(world).create(withBucket())).toMatchObject({ Status: 'SUCCESS' });
  expect(world.account.recordingConfigurations()).toHaveLength(1);
});

test('two resources with equal settings get separate configurations', async () => {
  world = await startTestEnvironment();
  const [one, two] = [new StackedResource(world, 'One'), new StackedResource(world, 'Two')];
  await Promise.all([one.create(withBucket()), two.create(withBucket())]);
  expect(one.physicalId).not.toBe(two.physicalId);
  expect(world.account.recordingConfigurations()).toHaveLength(2);
});

test('two concurrent deliveries of one Create end with one configuration and one id', async () => {
  world = await startTestEnvironment();
  const resource = new StackedResource(world);
  const delivery = resource.create(withBucket());
  const [one, two] = await Promise.all([delivery, world.send(resource.lastEvent)]);
  expect(world.account.recordingConfigurations().map(({ arn }) => arn)).toEqual([one.PhysicalResourceId]);
  expect(two.PhysicalResourceId).toBe(one.PhysicalResourceId);
});

test('a Create sends at most 3 Gets per second while it waits', async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: 20_000 }, server: { quotas: true } });
  expect(await new StackedResource(world).create(withBucket())).toMatchObject({ Status: 'SUCCESS' });
  const statuses = world.server.calls.list().map(({ status }) => status);
  expect(statuses).not.toContain(429);
});
