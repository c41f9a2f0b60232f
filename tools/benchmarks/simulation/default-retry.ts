import { CreateRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import { IvsAccount } from '../../emulator/ivs/account';
import { startIvsServer } from '../../emulator/ivs/server';
import { BUCKET_NAME, ENVIRONMENT } from '../harness/environment';

/**
 * Creates configurations concurrently, as functions do that rely on the SDK for throttling: AwsCustomResource, and an
 * ordinary onEvent of the Provider framework. Each has its own client, in real time, because the SDK has its own clock.
 *
 * @returns the number of failed creations; the stack rolls back if there are any
 */
export async function countFailedCreations(size: number): Promise<number> {
  const account = new IvsAccount({ ...ENVIRONMENT, timeToActiveMs: 0, recordingConfigurationQuota: 10_000 });
  const server = await startIvsServer({ account, quotas: true });
  const destinationConfiguration = { s3: { bucketName: BUCKET_NAME } };
  try {
    const outcomes = await Promise.allSettled(
      Array.from({ length: size }, async () => {
        const client = new IvsClient({ endpoint: server.endpoint });
        await client.send(new CreateRecordingConfigurationCommand({ destinationConfiguration })).finally(() => {
          client.destroy();
        });
      }),
    );
    return outcomes.filter(({ status }) => status === 'rejected').length;
  } finally {
    await server.close();
  }
}
