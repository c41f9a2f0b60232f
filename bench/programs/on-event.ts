import { CreateRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';

const client = new IvsClient();

/** The onEvent of a minimal resource for the CDK's Provider framework: one call, and the id. */
export const handler = async (event: {
  readonly ResourceProperties: { readonly BucketName: string };
}): Promise<{ PhysicalResourceId: string | undefined }> => {
  const destinationConfiguration = { s3: { bucketName: event.ResourceProperties.BucketName } };
  const { recordingConfiguration } = await client.send(
    new CreateRecordingConfigurationCommand({ destinationConfiguration }),
  );
  return { PhysicalResourceId: recordingConfiguration?.arn };
};
