import type { RecordingSettings } from '../../../schema/settings';
import type { RecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { closeAfterEach, MISSING, patient, SETTINGS, startIvs } from './ports';

closeAfterEach();

test.each<[string, RecordingSettings, object]>([
  [
    'the minimum',
    SETTINGS,
    {
      name: '',
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
      recordingReconnectWindowSeconds: 0,
      renditionConfiguration: { renditionSelection: 'ALL' },
      thumbnailConfiguration: { recordingMode: 'DISABLED' },
    },
  ],
  [
    'all settings',
    {
      DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
      Name: 'main_1',
      RecordingReconnectWindowSeconds: 300,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'FULL_HD'] },
      ThumbnailConfiguration: {
        RecordingMode: 'INTERVAL',
        TargetIntervalSeconds: 7,
        Resolution: 'HD',
        Storage: ['SEQUENTIAL', 'LATEST'],
      },
    },
    {
      name: 'main_1',
      recordingReconnectWindowSeconds: 300,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['SD', 'FULL_HD'] },
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 7,
        resolution: 'HD',
        storage: ['SEQUENTIAL', 'LATEST'],
      },
    },
  ],
  [
    'thumbnails as large as the source',
    {
      ...SETTINGS,
      RenditionConfiguration: { RenditionSelection: 'NONE' },
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 60, Storage: ['LATEST'] },
    },
    {
      renditionConfiguration: { renditionSelection: 'NONE' },
      thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 60, storage: ['LATEST'] },
    },
  ],
])('create sends %s with the tags in one call and returns the configuration', async (_what, settings, expected) => {
  const { server, account, configurations } = await startIvs();
  const tags = { 'ivs-recording:logical-id': 'Recording', team: 'live' };
  const created = await configurations.create(settings, tags, patient());
  const [held, ...others] = account.recordingConfigurations();
  expect(held).toMatchObject({ ...expected, tags });
  expect(others).toEqual([]);
  expect(created).toEqual({ arn: held?.arn, state: 'CREATING', tags });
  expect(server.calls.list().map(({ operation }) => operation)).toEqual(['CreateRecordingConfiguration']);
});

test('get returns the settings and the current state and tags', async () => {
  const LIVE = { tags: { team: 'live' }, settings: SETTINGS };
  const { account, configurations } = await startIvs({ timeToActiveMs: Infinity });
  const { arn } = await configurations.create(SETTINGS, { team: 'live' }, patient());
  expect(await configurations.get(arn, patient())).toEqual({ arn, state: 'CREATING', ...LIVE });
  account.settings.timeToActiveMs = 0;
  expect(await configurations.get(arn, patient())).toEqual({ arn, state: 'ACTIVE', ...LIVE });
});

test('get of a missing configuration returns undefined', async () => {
  const { configurations } = await startIvs();
  expect(await configurations.get(MISSING, patient())).toBeUndefined();
});

test.each([0, 1, 100, 101, 250])('the pages of list have all %i configurations with their tags', async (count) => {
  const { server, account, configurations } = await startIvs({ recordingConfigurationQuota: 300 });
  for (let index = 0; index < count; index += 1) {
    const tags = { number: String(index) };
    await configurations.create(SETTINGS, tags, patient());
  }
  server.calls.clear();
  const listed: RecordingConfiguration[] = [];
  let nextToken: string | undefined;
  do {
    const page = await configurations.list(nextToken, patient());
    listed.push(...page.configurations);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(listed).toEqual(account.recordingConfigurations().map(({ arn, state, tags }) => ({ arn, state, tags })));
  expect(listed).toHaveLength(count);
  expect(server.calls.list()).toHaveLength(Math.max(1, Math.ceil(count / 100)));
});

test('delete deletes a configuration and ignores a missing one', async () => {
  const { account, configurations } = await startIvs();
  const { arn } = await configurations.create(SETTINGS, {}, patient());
  await configurations.delete(arn, patient());
  expect(account.recordingConfigurations()).toEqual([]);
  await configurations.delete(arn, patient());
  await configurations.delete(MISSING, patient());
});

test('addTags and removeTags change only the given tags, with any characters', async () => {
  const { account, configurations } = await startIvs();
  const { arn } = await configurations.create(SETTINGS, { keep: '1', change: '2', 'a b/ü+': '3' }, patient());
  await configurations.addTags(arn, { change: 'two', 'c:d=e': '' }, patient());
  await configurations.removeTags(arn, ['a b/ü+', 'never-there'], patient());
  expect(account.recordingConfigurations()[0]?.tags).toEqual({ keep: '1', change: 'two', 'c:d=e': '' });
});
