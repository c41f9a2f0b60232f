import { formatMessage } from '../../../schema/messages';
import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../../schema/tags';
import type { CreateRecordingConfigurationInput } from '../../../tools/emulator/ivs/inputs';
import type { RecordingConfiguration } from '../../../tools/emulator/ivs/recording-configuration';
import {
  STACK_ID,
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

let world: TestEnvironment;
beforeEach(async () => {
  world = await startTestEnvironment({ account: { timeToActiveMs: 0 } });
});
afterEach(() => world.close());

const createConfiguration = (input: Partial<CreateRecordingConfigurationInput> = {}): string =>
  world.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    tags: { keep: 'me' },
    ...input,
  }).recordingConfiguration.arn;

const listConfigurations = (): readonly RecordingConfiguration[] => world.account.recordingConfigurations();
const listWrites = (): readonly string[] =>
  world.server.calls
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Get|List)/.test(operation));

test('a Create adopts an existing configuration with one call and creates none', async () => {
  const arn = createConfiguration({ name: 'live' });
  const resource = new StackedResource(world);
  const response = await resource.create(withBucket({ Name: 'live', AdoptArn: arn, Tags: { cost: '42' } }));
  expect(response).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: arn,
    Data: { Arn: arn, State: 'ACTIVE', Name: 'live' },
  });
  expect(listConfigurations()).toMatchObject([
    {
      arn,
      tags: { keep: 'me', cost: '42', [OWNER_TAGS.stackId]: STACK_ID, [OWNER_TAGS.logicalId]: 'Recording' },
    },
  ]);
  expect(listWrites()).toEqual(['TagResource']);
});

test('a redelivered Create adopts the configuration again', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  const before = listConfigurations();
  resource.recordEvent('CREATE_IN_PROGRESS', '');
  expect(await world.send(resource.lastEvent)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(listConfigurations()).toEqual(before);
});

test.each(['drop-before-commit', 'drop-after-commit', 'internal-error-after-commit', 'throttle'] as const)(
  'a failed tag call (%s) is retried',
  async (kind) => {
    const arn = createConfiguration();
    world.server.faults.add({ operation: 'TagResource', kind });
    const response = await new StackedResource(world).create(withBucket({ AdoptArn: arn }));
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(listConfigurations()).toMatchObject([{ tags: { keep: 'me', [OWNER_TAGS.logicalId]: 'Recording' } }]);
  },
);

test('a provider without adoption rejects AdoptArn before any call and can still create', async () => {
  const arn = createConfiguration();
  const before = listConfigurations();
  const forbidding = await startTestEnvironment({ allowsAdoption: false, account: { timeToActiveMs: 0 } });
  try {
    const resource = new StackedResource(forbidding);
    const refused = await resource.create(withBucket({ AdoptArn: arn }));
    expect(refused).toMatchObject({
      Status: 'FAILED',
      Reason: formatMessage('AdoptionNotAllowed', { arn }),
    });
    expect(forbidding.server.calls.list()).toEqual([]);
    const created = await new StackedResource(forbidding, 'Other').create(withBucket());
    expect(created.Status).toBe('SUCCESS');
  } finally {
    await forbidding.close();
  }
  expect(listConfigurations()).toEqual(before);
});

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/else/1';

interface Mismatch {
  readonly title: string;
  readonly existing?: Partial<CreateRecordingConfigurationInput>;
  readonly declared?: object;
  readonly adoptArn?: string;
  readonly reason: (arn: string) => string;
}

const otherEnvironment = (arn: string): string =>
  formatMessage('AdoptArnInWrongEnvironment', { arn, account: '123456789012', region: 'us-east-1' });
const differ =
  (...differences: readonly string[]) =>
  (arn: string): string =>
    formatMessage('AdoptArnSettingsDiffer', { arn, differences: differences.join('; ') });

const MISMATCHES: readonly Mismatch[] = [
  {
    title: 'in another Region',
    adoptArn: 'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC',
    reason: otherEnvironment,
  },
  {
    title: 'in another account',
    adoptArn: 'arn:aws:ivs:us-east-1:999999999999:recording-configuration/AbC',
    reason: otherEnvironment,
  },
  {
    title: 'that is a channel',
    adoptArn: 'arn:aws:ivs:us-east-1:123456789012:channel/AbC',
    reason: (arn) =>
      formatMessage('InvalidProperties', {
        problems:
          `AdoptArn is "${arn}": expected the ARN of a recording configuration, ` +
          'arn:aws:ivs:<region>:<account>:recording-configuration/<id>.',
      }),
  },
  {
    title: 'that does not exist',
    adoptArn: 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/gone',
    reason: (arn) => formatMessage('AdoptArnNotFound', { arn }),
  },
  {
    title: 'with another bucket',
    existing: { destinationConfiguration: { s3: { bucketName: 'other' } } },
    reason: differ('DestinationConfiguration.S3.BucketName: "other" in IVS, "stream-archive" in the template'),
  },
  { title: 'with a name', existing: { name: 'live' }, reason: differ('Name: "live" in IVS, not set in the template') },
  {
    title: 'with a reconnect window',
    existing: { recordingReconnectWindowSeconds: 9 },
    reason: differ('RecordingReconnectWindowSeconds: 9 in IVS, 0 in the template'),
  },
  {
    title: 'with chosen renditions',
    existing: { renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] } },
    reason: differ(
      'RenditionConfiguration.RenditionSelection: "CUSTOM" in IVS, "ALL" in the template',
      'RenditionConfiguration.Renditions: ["HD"] in IVS, not set in the template',
    ),
  },
  {
    title: 'without thumbnails',
    existing: { thumbnailConfiguration: { recordingMode: 'DISABLED' } },
    reason: differ(
      'ThumbnailConfiguration.RecordingMode: "DISABLED" in IVS, "INTERVAL" in the template',
      'ThumbnailConfiguration.TargetIntervalSeconds: not set in IVS, 60 in the template',
      'ThumbnailConfiguration.Storage: not set in IVS, ["SEQUENTIAL"] in the template',
    ),
  },
  {
    title: 'with other thumbnails',
    existing: { thumbnailConfiguration: { targetIntervalSeconds: 5, resolution: 'SD', storage: ['LATEST'] } },
    reason: differ(
      'ThumbnailConfiguration.TargetIntervalSeconds: 5 in IVS, 60 in the template',
      'ThumbnailConfiguration.Resolution: "SD" in IVS, not set in the template',
      'ThumbnailConfiguration.Storage: ["LATEST"] in IVS, ["SEQUENTIAL"] in the template',
    ),
  },
  {
    title: 'owned by another resource',
    existing: { tags: { [OWNER_TAGS.stackId]: OTHER_STACK, [OWNER_TAGS.logicalId]: 'Other' } },
    reason: (arn) => formatMessage('AdoptArnOwnedByOther', { arn, logicalId: 'Other', stackId: OTHER_STACK }),
  },
  {
    title: 'without room for the owner tags',
    existing: { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'])) },
    reason: (arn) => formatMessage('AdoptArnTooManyTags', { arn, count: 54, limit: 50 }),
  },
];

test.each(MISMATCHES)(
  'a resource $title is neither adopted nor changed',
  async ({ existing, declared, adoptArn, reason }) => {
    const arn = createConfiguration(existing);
    new StackedResource(world, 'Other', OTHER_STACK).recordEvent('CREATE_COMPLETE', arn);
    const before = listConfigurations();
    const resource = new StackedResource(world);
    const response = await resource.create(withBucket({ AdoptArn: adoptArn ?? arn, ...declared }));
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toBe(reason(adoptArn ?? arn));
    expect(response.PhysicalResourceId).not.toMatch(/^arn:/);
    expect(listWrites()).toEqual([]);
    // CloudFormation sends a Delete after a failed creation.
    expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
    expect(listConfigurations()).toEqual(before);
    expect(listWrites()).toEqual([]);
  },
);

test('a configuration in CREATE_FAILED is neither adopted nor changed', async () => {
  world.account.creationFailures.add();
  const arn = createConfiguration();
  const response = await new StackedResource(world).create(withBucket({ AdoptArn: arn }));
  expect(response).toMatchObject({
    Status: 'FAILED',
    Reason: formatMessage('AdoptArnNotActive', { arn, state: 'CREATE_FAILED' }),
  });
  expect(listWrites()).toEqual([]);
});

test('a configuration with equivalent settings in another notation is adopted', async () => {
  const arn = createConfiguration({
    name: '',
    thumbnailConfiguration: { recordingMode: 'INTERVAL', storage: ['LATEST', 'SEQUENTIAL'], targetIntervalSeconds: 60 },
    renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'HD'] },
  });
  const response = await new StackedResource(world).create(
    withBucket({
      AdoptArn: arn,
      ThumbnailConfiguration: { Storage: ['SEQUENTIAL', 'LATEST'] },
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
    }),
  );
  expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
});

test('the rollback of a creation releases the adopted configuration, also after a redelivered Delete', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn, Tags: { cost: '42' } }));
  expect(await resource.rollBackCreation()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(await world.send(resource.lastEvent)).toMatchObject({ Status: 'SUCCESS' });
  // The declared tags stay; the owner tags are removed.
  expect(listConfigurations()).toMatchObject([{ arn, state: 'ACTIVE', tags: { keep: 'me', cost: '42' } }]);
  expect(Object.keys(listConfigurations()[0]?.tags ?? {}).some((key) => key.startsWith(OWNER_TAG_PREFIX))).toBe(false);
});

test('a Delete after a successful stack operation deletes the adopted configuration', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(listConfigurations()).toEqual([]);
});

test('a Delete with a generated id releases the configuration that a canceled creation adopted', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  resource.cancel('video-Recording-1ABC');
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(listConfigurations()).toMatchObject([{ arn, tags: { keep: 'me' } }]);
  expect(listConfigurations()[0]?.tags).not.toHaveProperty(OWNER_TAGS.stackId);
});

test('AdoptArn applies to creation only; a later value is not a change', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  world.server.calls.clear();
  const response = await resource.update(withBucket());
  expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(listWrites()).toEqual([]);
});

test('an adopted configuration is replaced, and the rollback finds it again', async () => {
  const arn = createConfiguration();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  const replaced = await resource.update(withBucket({ AdoptArn: arn, Name: 'other' }));
  expect(replaced.PhysicalResourceId).not.toBe(arn);
  const back = await resource.rollBackTo(withBucket({ AdoptArn: arn }));
  expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
});
