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

const make = (input: Partial<CreateRecordingConfigurationInput> = {}): string =>
  world.account.createRecordingConfiguration({
    destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    tags: { keep: 'me' },
    ...input,
  }).recordingConfiguration.arn;

const held = (): readonly RecordingConfiguration[] => world.account.recordingConfigurations();
const written = (): readonly string[] =>
  world.server.calls
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Get|List)/.test(operation));

test('an existing configuration is adopted with one call, and nothing is created', async () => {
  const arn = make({ name: 'live' });
  const resource = new StackedResource(world);
  const answer = await resource.create(withBucket({ Name: 'live', AdoptArn: arn, Tags: { cost: '42' } }));
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: arn,
    Data: { Arn: arn, State: 'ACTIVE', Name: 'live' },
  });
  expect(held()).toMatchObject([
    {
      arn,
      tags: { keep: 'me', cost: '42', [OWNER_TAGS.stackId]: STACK_ID, [OWNER_TAGS.logicalId]: 'Recording' },
    },
  ]);
  expect(written()).toEqual(['TagResource']);
});

test('delivering the Create again adopts it again', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  const before = held();
  resource.recordEvent('CREATE_IN_PROGRESS', '');
  expect(await world.send(resource.lastEvent)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(held()).toEqual(before);
});

test.each(['drop-before-commit', 'drop-after-commit', 'internal-error-after-commit', 'throttle'] as const)(
  'a tag call that goes wrong (%s) is repeated',
  async (kind) => {
    const arn = make();
    world.server.faults.add({ operation: 'TagResource', kind });
    const answer = await new StackedResource(world).create(withBucket({ AdoptArn: arn }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    expect(held()).toMatchObject([{ tags: { keep: 'me', [OWNER_TAGS.logicalId]: 'Recording' } }]);
  },
);

test('a provider that does not allow adoption rejects it before any call, and still creates', async () => {
  const arn = make();
  const before = held();
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
  expect(held()).toEqual(before);
});

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/else/1';

interface Mismatch {
  readonly title: string;
  readonly there?: Partial<CreateRecordingConfigurationInput>;
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
    title: 'of another Region',
    adoptArn: 'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC',
    reason: otherEnvironment,
  },
  {
    title: 'of another account',
    adoptArn: 'arn:aws:ivs:us-east-1:999999999999:recording-configuration/AbC',
    reason: otherEnvironment,
  },
  {
    title: 'that is no recording configuration',
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
    there: { destinationConfiguration: { s3: { bucketName: 'other' } } },
    reason: differ('DestinationConfiguration.S3.BucketName: "other" in IVS, "stream-archive" in the template'),
  },
  { title: 'with a name', there: { name: 'live' }, reason: differ('Name: "live" in IVS, not set in the template') },
  {
    title: 'with a reconnect window',
    there: { recordingReconnectWindowSeconds: 9 },
    reason: differ('RecordingReconnectWindowSeconds: 9 in IVS, 0 in the template'),
  },
  {
    title: 'with chosen renditions',
    there: { renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] } },
    reason: differ(
      'RenditionConfiguration.RenditionSelection: "CUSTOM" in IVS, "ALL" in the template',
      'RenditionConfiguration.Renditions: ["HD"] in IVS, not set in the template',
    ),
  },
  {
    title: 'without thumbnails',
    there: { thumbnailConfiguration: { recordingMode: 'DISABLED' } },
    reason: differ(
      'ThumbnailConfiguration.RecordingMode: "DISABLED" in IVS, "INTERVAL" in the template',
      'ThumbnailConfiguration.TargetIntervalSeconds: not set in IVS, 60 in the template',
      'ThumbnailConfiguration.Storage: not set in IVS, ["SEQUENTIAL"] in the template',
    ),
  },
  {
    title: 'with other thumbnails',
    there: { thumbnailConfiguration: { targetIntervalSeconds: 5, resolution: 'SD', storage: ['LATEST'] } },
    reason: differ(
      'ThumbnailConfiguration.TargetIntervalSeconds: 5 in IVS, 60 in the template',
      'ThumbnailConfiguration.Resolution: "SD" in IVS, not set in the template',
      'ThumbnailConfiguration.Storage: ["LATEST"] in IVS, ["SEQUENTIAL"] in the template',
    ),
  },
  {
    title: 'of another resource',
    there: { tags: { [OWNER_TAGS.stackId]: OTHER_STACK, [OWNER_TAGS.logicalId]: 'Other' } },
    reason: (arn) => formatMessage('AdoptArnOwnedByOther', { arn, logicalId: 'Other', stackId: OTHER_STACK }),
  },
  {
    title: 'that has no room for tags',
    there: { tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v'])) },
    reason: (arn) => formatMessage('AdoptArnTooManyTags', { arn, count: 54, limit: 50 }),
  },
];

test.each(MISMATCHES)('one $title is not adopted, and not touched', async ({ there, declared, adoptArn, reason }) => {
  const arn = make(there);
  new StackedResource(world, 'Other', OTHER_STACK).recordEvent('CREATE_COMPLETE', arn);
  const before = held();
  const resource = new StackedResource(world);
  const answer = await resource.create(withBucket({ AdoptArn: adoptArn ?? arn, ...declared }));
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toBe(reason(adoptArn ?? arn));
  expect(answer.PhysicalResourceId).not.toMatch(/^arn:/);
  expect(written()).toEqual([]);
  // CloudFormation deletes what it takes for a failed creation.
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(held()).toEqual(before);
  expect(written()).toEqual([]);
});

test('one whose creation failed is not adopted, and not touched', async () => {
  world.account.creationFailures.add();
  const arn = make();
  const answer = await new StackedResource(world).create(withBucket({ AdoptArn: arn }));
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: formatMessage('AdoptArnNotActive', { arn, state: 'CREATE_FAILED' }),
  });
  expect(written()).toEqual([]);
});

test('equal settings in another spelling are adopted', async () => {
  const arn = make({
    name: '',
    thumbnailConfiguration: { recordingMode: 'INTERVAL', storage: ['LATEST', 'SEQUENTIAL'], targetIntervalSeconds: 60 },
    renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'HD'] },
  });
  const answer = await new StackedResource(world).create(
    withBucket({
      AdoptArn: arn,
      ThumbnailConfiguration: { Storage: ['SEQUENTIAL', 'LATEST'] },
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] },
    }),
  );
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
});

test('a creation that is rolled back releases what it adopted, however often the Delete comes', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn, Tags: { cost: '42' } }));
  expect(await resource.rollBackCreation()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(await world.send(resource.lastEvent)).toMatchObject({ Status: 'SUCCESS' });
  // What the template declared stays; who owned it does not.
  expect(held()).toMatchObject([{ arn, state: 'ACTIVE', tags: { keep: 'me', cost: '42' } }]);
  expect(Object.keys(held()[0]?.tags ?? {}).some((key) => key.startsWith(OWNER_TAG_PREFIX))).toBe(false);
});

test('once an operation of the stack has ended well, it is deleted like any other', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(held()).toEqual([]);
});

test('a Delete with an invented id releases what a canceled creation adopted', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  resource.cancel('video-Recording-1ABC');
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(held()).toMatchObject([{ arn, tags: { keep: 'me' } }]);
  expect(held()[0]?.tags).not.toHaveProperty(OWNER_TAGS.stackId);
});

test('AdoptArn counts at creation only: another value later is no change', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  world.server.calls.clear();
  const answer = await resource.update(withBucket());
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(written()).toEqual([]);
});

test('an adopted configuration is replaced, and found again during a rollback', async () => {
  const arn = make();
  const resource = new StackedResource(world);
  await resource.create(withBucket({ AdoptArn: arn }));
  const replaced = await resource.update(withBucket({ AdoptArn: arn, Name: 'other' }));
  expect(replaced.PhysicalResourceId).not.toBe(arn);
  const back = await resource.update(withBucket({ AdoptArn: arn }));
  expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
});
