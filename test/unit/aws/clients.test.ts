import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IvsClient } from '@aws-sdk/client-ivs';
import { S3Client } from '@aws-sdk/client-s3';
import { createIvsClient, loadCloudFormationClient, loadS3Client } from '../../../lambda/aws/clients';

test('no client retries', async () => {
  const clients = [createIvsClient(), (await loadCloudFormationClient()).client, (await loadS3Client()).client];
  for (const client of clients) expect(await client.config.maxAttempts()).toBe(1);
});

test('each client belongs to its service', async () => {
  const { sdk, client } = await loadCloudFormationClient();
  expect(createIvsClient()).toBeInstanceOf(IvsClient);
  expect(client).toBeInstanceOf(CloudFormationClient);
  expect(new sdk.DescribeStacksCommand({})).toBeInstanceOf(Object);
  expect((await loadS3Client()).client).toBeInstanceOf(S3Client);
});
