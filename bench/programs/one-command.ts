import { CreateRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';

const client = new IvsClient({ maxAttempts: 1 });

/** The least that can create a recording configuration: the IVS client and one command. */
export const handler = async (event: { readonly bucketName: string }): Promise<void> => {
  const destinationConfiguration = { s3: { bucketName: event.bucketName } };
  await client.send(new CreateRecordingConfigurationCommand({ destinationConfiguration }));
};
