import { formatDetail, formatMessage } from '../../../schema/messages';
import { ADVICE } from '../../support/message-values';
import { OWNER_TAGS } from '../../../schema/tags';
import {
  StackedResource,
  startTestEnvironment,
  withBucket,
  type TestEnvironment,
} from '../../support/lifecycle-environment';

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/b/1';

let world: TestEnvironment;
let resource: StackedResource;

beforeEach(async () => {
  world = await startTestEnvironment();
  resource = new StackedResource(world);
});
afterEach(() => world.close());

const arns = (): readonly string[] => world.account.recordingConfigurations().map(({ arn }) => arn);
const operations = (): readonly string[] => world.server.calls.list().map(({ operation }) => operation);
const ownTags = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(world.account.recordingConfigurations()[0]?.tags ?? {}).filter(([key]) => !key.includes(':')),
  );

test('a change of tags alone is made in place, with only Get and tag calls', async () => {
  const before = await resource.create(withBucket({ Tags: { keep: '1', change: '1', drop: '1' } }));
  world.server.calls.clear();
  const after = await resource.update(withBucket({ Tags: { keep: '1', change: '2', add: '1' } }));
  expect(after).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: before.PhysicalResourceId });
  expect(ownTags()).toEqual({ keep: '1', change: '2', add: '1' });
  expect(after.Data?.TagsAll).toBe('{"add":"1","change":"2","keep":"1"}');
  expect(operations()).toEqual(['GetRecordingConfiguration', 'UntagResource', 'TagResource']);
});

test('an update keeps tags added outside the stack and restores declared tags changed outside the stack', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket({ Tags: { declared: '1' } }));
  world.account.tagResource({ resourceArn: arn, tags: { declared: 'changed', theirs: '1' } });
  await resource.update(withBucket({ Tags: { declared: '1' }, Timeouts: { Create: 60 } }));
  expect(ownTags()).toEqual({ declared: '1', theirs: '1' });
});

test('an update can replace every declared tag of a configuration with 50 tags', async () => {
  const tags = (prefix: string): object =>
    Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`${prefix}${index}`, 'x']));
  await resource.create(withBucket({ Tags: tags('old') }));
  expect(await resource.update(withBucket({ Tags: tags('new') }))).toMatchObject({ Status: 'SUCCESS' });
  expect(ownTags()).toEqual(tags('new'));
});

const everything = withBucket({
  Name: 'one',
  RecordingReconnectWindowSeconds: 60,
  RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] },
  ThumbnailConfiguration: {
    RecordingMode: 'INTERVAL',
    TargetIntervalSeconds: 30,
    Resolution: 'HD',
    Storage: ['SEQUENTIAL', 'LATEST'],
  },
});
const thumbnails = everything.ThumbnailConfiguration as object;

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['the bucket', { DestinationConfiguration: { S3: { BucketName: 'another-archive' } } }],
  ['the name', { Name: 'two' }],
  ['the name, to none', { Name: undefined }],
  ['the reconnect window', { RecordingReconnectWindowSeconds: 61 }],
  ['the selection of renditions', { RenditionConfiguration: { RenditionSelection: 'ALL' } }],
  ['the renditions', { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD'] } }],
  ['the recording mode of thumbnails', { ThumbnailConfiguration: { RecordingMode: 'DISABLED' } }],
  ['the interval of thumbnails', { ThumbnailConfiguration: { ...thumbnails, TargetIntervalSeconds: 31 } }],
  ['the resolution of thumbnails', { ThumbnailConfiguration: { ...thumbnails, Resolution: 'SD' } }],
  ['the storage of thumbnails', { ThumbnailConfiguration: { ...thumbnails, Storage: ['LATEST'] } }],
])(
  'a change of %s creates a replacement; only the Delete of the old configuration deletes it',
  async (_what, change) => {
    const { PhysicalResourceId: old } = await resource.create(everything);
    const response = await resource.update({ ...everything, ...change });
    expect(response.Status).toBe('SUCCESS');
    expect(response.PhysicalResourceId).not.toBe(old);
    expect(arns()).toEqual([old, response.PhysicalResourceId]);

    expect(await resource.deleteReplaced(old, everything)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: old,
    });
    expect(arns()).toEqual([response.PhysicalResourceId]);
  },
);

test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
  [
    'lists in a different order',
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] } },
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['HD', 'SD'] } },
  ],
  [
    'storage in a different order',
    { ThumbnailConfiguration: { Storage: ['LATEST', 'SEQUENTIAL'] } },
    { ThumbnailConfiguration: { Storage: ['SEQUENTIAL', 'LATEST'] } },
  ],
  ['an empty name instead of none', {}, { Name: '' }],
  ['a number with a sign', { RecordingReconnectWindowSeconds: 60 }, { RecordingReconnectWindowSeconds: '+60' }],
  [
    'explicit defaults',
    {},
    {
      RecordingReconnectWindowSeconds: 0,
      RenditionConfiguration: { RenditionSelection: 'ALL', Renditions: [] },
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['SEQUENTIAL'] },
    },
  ],
  ['empty objects', {}, { RenditionConfiguration: {}, ThumbnailConfiguration: {}, Tags: [] }],
  ['other timeouts', {}, { Timeouts: { Create: 30, Delete: 30 } }],
])('%s change nothing', async (_what, before, after) => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket(before));
  world.server.calls.clear();
  expect(await resource.update(withBucket(after))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(operations()).toEqual(['GetRecordingConfiguration']);
});

test('the next update recreates a configuration deleted outside the stack, which can then be deleted', async () => {
  const { PhysicalResourceId: old } = await resource.create(withBucket());
  world.account.deleteRecordingConfiguration({ arn: old });
  const response = await resource.update(withBucket({ Tags: { a: '1' } }));
  expect(response).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([response.PhysicalResourceId]);
  expect(ownTags()).toEqual({ a: '1' });
  expect(await resource.deleteReplaced(old, withBucket())).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([response.PhysicalResourceId]);
  expect(await resource.delete()).toMatchObject({ Status: 'SUCCESS' });
  expect(arns()).toEqual([]);
});

test('a failed replacement is deleted, and the response has the previous id', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  world.account.creationFailures.add({ times: 2 });
  const response = await resource.update(withBucket({ Name: 'two' }));
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  const cause = formatDetail('BucketPolicySuspected', { bucket: 'stream-archive', region: 'us-east-1' });
  expect(response.Reason).toBe(formatMessage('CreateFailed', { attempts: ' 2 times', cause }));
  expect(arns()).toEqual([arn]);
});

test('a replacement still CREATING at the deadline is deleted, and the response has the previous id', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  world.account.settings.timeToActiveMs = Infinity;
  const response = await resource.update(withBucket({ Name: 'two', Timeouts: { Create: 20 } }));
  expect(response).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  const replacement = /^CreateTimeout: (arn:\S+) /.exec(response.Reason ?? '')?.[1] ?? 'none';
  expect(replacement).not.toBe(arn);
  const values = { configuration: replacement, seconds: 20, advice: ADVICE.create };
  expect(response.Reason).toBe(formatMessage('CreateTimeout', values));
  expect(arns()).toEqual([arn]);
});

test('the rollback of a failed replacement finds the original and deletes the orphan', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  const changed = withBucket({ Name: 'two' });
  // The function was killed after it had created the replacement: no response was sent.
  const other = new StackedResource(world);
  const { PhysicalResourceId: leftover } = await other.create(changed);
  expect(arns()).toEqual([arn, leftover]);
  expect(await resource.rollBack(changed)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(arns()).toEqual([arn]);
});

test('the rollback of a successful replacement reuses the original and creates no third configuration', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket({ Tags: { v: '1' } }));
  const { PhysicalResourceId: second } = await resource.update(withBucket({ Name: 'two', Tags: { v: '2' } }));
  const response = await resource.rollBackTo(withBucket({ Tags: { v: '1' } }));
  expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(arns()).toEqual([arn, second]);
  expect(ownTags()).toEqual({ v: '1' });
});

test('the rollback of an update with invalid properties changes nothing', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  const bad = withBucket({ RecordingReconnectWindowSeconds: 301 });
  expect(await resource.update(bad)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: arn });
  world.server.calls.clear();
  expect(await resource.rollBack(bad)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
  expect(operations()).toEqual(['GetRecordingConfiguration']);
});

test('a stale update changes no tags', async () => {
  await resource.create(withBucket({ Tags: { v: '1' } }));
  await resource.update(withBucket({ Tags: { v: '2' } }));
  const late = resource.lastEvent;
  await resource.update(withBucket({ Tags: { v: '3' } }));
  expect(await world.send(late)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: resource.physicalId });
  expect(ownTags()).toEqual({ v: '3' });
});

test('a configuration that another stack has adopted is not updated', async () => {
  const { PhysicalResourceId: arn } = await resource.create(withBucket());
  world.account.tagResource({ resourceArn: arn, tags: { [OWNER_TAGS.stackId]: OTHER_STACK } });
  new StackedResource(world, 'Recording', OTHER_STACK).recordEvent('CREATE_COMPLETE', arn);
  const response = await resource.update(withBucket({ Tags: { a: '1' } }));
  expect(response.Status).toBe('FAILED');
  expect(response.Reason).toBe(formatMessage('OwnedByOtherResource', { arn }));
  expect(ownTags()).toEqual({});
});

test('an update that CloudFormation abandoned without a rollback deletes its replacement', async () => {
  const { PhysicalResourceId: old } = await resource.create(withBucket());
  const updating = resource.update(withBucket({ Name: 'two' }));
  // Rollback is disabled: the resource has failed, and no event follows.
  void world.clock.sleep(3_500).then(() => {
    resource.recordEvent('UPDATE_FAILED', old);
  });
  expect(await updating).toMatchObject({ Status: 'FAILED', PhysicalResourceId: old });
  expect(arns()).toEqual([old]);
});

/** CloudFormation gives up on an update without a rollback, and the next update starts. */
function startNextUpdate(old: string): void {
  resource.recordEvent('UPDATE_FAILED', old);
  resource.setStackStatus('UPDATE_FAILED');
  resource.setStackStatus('UPDATE_IN_PROGRESS');
  resource.recordEvent('UPDATE_IN_PROGRESS', old, withBucket({ Name: 'three' }));
}

test('an abandoned update deletes its replacement while the next update is in progress', async () => {
  const { PhysicalResourceId: old } = await resource.create(withBucket());
  const updating = resource.update(withBucket({ Name: 'two' }));
  void world.clock.sleep(3_500).then(() => {
    startNextUpdate(old);
  });
  expect(await updating).toMatchObject({ Status: 'FAILED', PhysicalResourceId: old });
  expect(arns()).toEqual([old]);
});
