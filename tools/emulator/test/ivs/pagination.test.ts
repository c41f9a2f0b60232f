import {
  CreateChannelCommand,
  DeleteRecordingConfigurationCommand,
  ListChannelsCommand,
  ListRecordingConfigurationsCommand,
  paginateListChannels,
  paginateListRecordingConfigurations,
} from '@aws-sdk/client-ivs';
import fc from 'fast-check';
import type { IvsAccount } from '../../ivs/account';
import { takePage } from '../../ivs/page';
import { closeAfterEach, destination, getFailure, startIvs } from './test-server';

closeAfterEach();

function createMany(account: IvsAccount, count: number): void {
  account.settings.recordingConfigurationQuota = count;
  for (let index = 0; index < count; index++) {
    account.createRecordingConfiguration({ destinationConfiguration: destination });
  }
}

test('250 configurations are on three pages of at most 100, each exactly once', async () => {
  const { client, account } = await startIvs();
  createMany(account, 250);
  const pages: string[][] = [];
  for await (const page of paginateListRecordingConfigurations({ client }, {})) {
    pages.push((page.recordingConfigurations ?? []).map(({ arn }) => arn ?? ''));
  }
  expect(pages.map((page) => page.length)).toEqual([100, 100, 50]);
  expect(pages.flat()).toEqual(account.recordingConfigurations().map(({ arn }) => arn));
});

test('the page size is maxResults, or the setting of the account', async () => {
  const { client, account } = await startIvs({ pageSize: 4 });
  createMany(account, 10);
  const countItems = async (maxResults?: number): Promise<number | undefined> =>
    (await client.send(new ListRecordingConfigurationsCommand({ maxResults }))).recordingConfigurations?.length;
  expect([await countItems(), await countItems(7), await countItems(100)]).toEqual([4, 7, 10]);
});

test('a full last page has no token', async () => {
  const { client, account } = await startIvs({ pageSize: 5 });
  createMany(account, 5);
  expect((await client.send(new ListRecordingConfigurationsCommand({}))).nextToken).toBeUndefined();
});

test('filtered channels are paged', async () => {
  const { client } = await startIvs({ pageSize: 2 });
  for (const name of ['a', 'b', 'a', 'a', 'b', 'a', 'a']) await client.send(new CreateChannelCommand({ name }));
  const names: (string | undefined)[] = [];
  for await (const page of paginateListChannels({ client }, { filterByName: 'a' })) {
    names.push(...(page.channels ?? []).map(({ name }) => name));
  }
  expect(names).toEqual(['a', 'a', 'a', 'a', 'a']);
});

test('a configuration deleted between two pages does not skip others', async () => {
  const { client, account } = await startIvs({ pageSize: 3 });
  createMany(account, 6);
  const arns = account.recordingConfigurations().map(({ arn }) => arn);
  const { nextToken } = await client.send(new ListRecordingConfigurationsCommand({}));
  await client.send(new DeleteRecordingConfigurationCommand({ arn: arns[0] }));
  await client.send(new DeleteRecordingConfigurationCommand({ arn: arns[2] }));
  const rest = await client.send(new ListRecordingConfigurationsCommand({ nextToken }));
  expect(rest.recordingConfigurations?.map(({ arn }) => arn)).toEqual(arns.slice(3));
});

test('a token of another List and an unknown token are rejected', async () => {
  const { client, account } = await startIvs({ pageSize: 1 });
  createMany(account, 2);
  const { nextToken } = await client.send(new ListRecordingConfigurationsCommand({}));
  const rejected = { name: 'ValidationException', status: 400 };
  for (const token of ['abc', 'bm8', `${nextToken ?? ''}x`, 'not a token!', 'a'.repeat(1025)]) {
    const failure = await getFailure(client.send(new ListRecordingConfigurationsCommand({ nextToken: token })));
    expect(failure).toMatchObject(rejected);
    expect(failure.text).toContain('nextToken');
  }
  expect(await getFailure(client.send(new ListChannelsCommand({ nextToken })))).toMatchObject(rejected);
});

test('pages of any size contain every item exactly once and in order', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, size) => {
      const items = Array.from({ length: count }, (_, sequence) => ({ sequence }));
      const seen = [];
      let nextToken: string | undefined;
      do {
        const page = takePage('items', items, size, nextToken);
        expect(page.items.length).toBeLessThanOrEqual(size);
        seen.push(...page.items);
        expect(seen.length).toBeLessThanOrEqual(count);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(seen).toEqual(items);
    }),
  );
});
