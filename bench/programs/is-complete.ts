import { GetRecordingConfigurationCommand, IvsClient } from '@aws-sdk/client-ivs';

const client = new IvsClient();

/** The isComplete of that resource: one look. */
export const handler = async (event: {
  readonly PhysicalResourceId: string;
}): Promise<{ IsComplete: boolean; Data?: Record<string, unknown> }> => {
  const { recordingConfiguration } = await client.send(
    new GetRecordingConfigurationCommand({ arn: event.PhysicalResourceId }),
  );
  const { state } = recordingConfiguration ?? {};
  if (state === 'CREATE_FAILED') throw new Error('The recording configuration is CREATE_FAILED.');
  return state === 'ACTIVE' ? { IsComplete: true, Data: { State: state } } : { IsComplete: false };
};
