import {
  CreateChannelCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ivs';
import fc from 'fast-check';
import { IvsAccount } from '../../ivs/account';
import { operations } from '../../ivs/operations';
import {
  closeAfterEach,
  createConfiguration,
  getFailure,
  missingChannel,
  missingConfiguration,
  startIvs,
} from './test-server';

closeAfterEach();

const tagText = (maxLength: number, minLength = 0): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom('a', 'Z', '0', ' ', '_', '.', ':', '/', '=', '+', '-', '@', 'é', '中', '१'),
    minLength,
    maxLength,
  });
const tagKey = fc.oneof(tagText(128, 1), fc.constant('__proto__')).filter((key) => !key.startsWith('aws:'));
const tagEntries = fc.uniqueArray(fc.tuple(tagKey, tagText(256)), { maxLength: 25, selector: ([key]) => key });

test('tags are set, changed, listed and removed over the ARN in the path', async () => {
  const { client, account, server } = await startIvs();
  const resourceArn = await createConfiguration(client);
  await client.send(new TagResourceCommand({ resourceArn, tags: { stage: 'test', team: 'video' } }));
  await client.send(new TagResourceCommand({ resourceArn, tags: { stage: 'production', empty: '' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'never there', 'empty'] }));
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual({ stage: 'production' });
  expect(account.recordingConfigurations()).toMatchObject([{ tags: { stage: 'production' } }]);
  expect(server.calls.list('UntagResource')).toMatchObject([
    { input: { resourceArn, tagKeys: ['team', 'never there', 'empty'] }, status: 200 },
  ]);
});

test('channels have tags', async () => {
  const { client, account } = await startIvs();
  const { channel } = await client.send(new CreateChannelCommand({ tags: { stage: 'test' } }));
  const resourceArn = channel?.arn;
  await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'video' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['stage'] }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ team: 'video' });
  expect(account.channels()).toMatchObject([{ tags: { team: 'video' } }]);
});

test.each([missingConfiguration, missingChannel])('tag operations on %s return 404', async (resourceArn) => {
  const { client } = await startIvs();
  const notFound = { name: 'ResourceNotFoundException', status: 404 };
  const tag = new TagResourceCommand({ resourceArn, tags: { a: 'b' } });
  const untag = new UntagResourceCommand({ resourceArn, tagKeys: ['a'] });
  expect(await getFailure(client.send(tag))).toMatchObject(notFound);
  expect(await getFailure(client.send(untag))).toMatchObject(notFound);
  expect(await getFailure(client.send(new ListTagsForResourceCommand({ resourceArn })))).toMatchObject(notFound);
});

test('a resource has at most 50 tags, including existing ones', async () => {
  const { client, account } = await startIvs();
  const resourceArn = await createConfiguration(client);
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'value']));
  await client.send(new TagResourceCommand({ resourceArn, tags }));
  await client.send(new TagResourceCommand({ resourceArn, tags: { key0: 'again' } }));
  const failure = await getFailure(client.send(new TagResourceCommand({ resourceArn, tags: { one: 'more' } })));
  expect(failure).toMatchObject({ name: 'ValidationException', status: 400 });
  expect(failure.text).toContain('51 tags');
  expect(account.recordingConfigurations()[0]?.tags).toEqual({ ...tags, key0: 'again' });
});

test('any valid key and value is returned unchanged', async () => {
  const { client } = await startIvs();
  const resourceArn = await createConfiguration(client);
  await fc.assert(
    fc.asyncProperty(tagEntries, async (entries) => {
      const tagKeys = entries.map(([key]) => key);
      await client.send(new TagResourceCommand({ resourceArn, tags: Object.fromEntries(entries) }));
      const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
      // Compared as entries, because a comparison of objects ignores the key __proto__.
      expect(Object.entries(tags).sort()).toEqual([...entries].sort());
      if (tagKeys.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys }));
    }),
    { numRuns: 25 },
  );
});

test('removing added tags restores the previous tags', () => {
  fc.assert(
    fc.property(tagEntries, tagEntries, (before, entries) => {
      const account = new IvsAccount();
      const { recordingConfiguration } = operations.CreateRecordingConfiguration.prepare(account, {
        destinationConfiguration: { s3: { bucketName: 'recordings' } },
        tags: Object.fromEntries(before),
      }).run();
      const resourceArn = recordingConfiguration.arn;
      const known = new Set(before.map(([key]) => key));
      const added = entries.filter(([key]) => !known.has(key));
      const read = (): [string, string][] => Object.entries(account.listTagsForResource({ resourceArn }).tags).sort();
      operations.TagResource.prepare(account, { resourceArn, tags: Object.fromEntries(added) }).run();
      expect(read()).toEqual([...before, ...added].sort());
      operations.UntagResource.prepare(account, { resourceArn, tagKeys: added.map(([key]) => key) }).run();
      expect(read()).toEqual([...before].sort());
    }),
  );
});
