import { CreateRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';
import { IvsAccount } from '../../emulator/ivs/account';
import { startIvsServer } from '../../emulator/ivs/server';
import { BUCKET_NAME, ENVIRONMENT } from '../harness/environment';

/**
 * Creates so many configurations at once, as a function does that leaves throttling to the SDK: AwsCustomResource, and an
 * onEvent of the Provider framework that is written in the ordinary way. A client for each, in real time, since the SDK
 * brings its own clock.
 *
 * @returns how many failed; the stack rolls back then
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
