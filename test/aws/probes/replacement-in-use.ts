import { CreateChannelCommand, DeleteChannelCommand, GetChannelCommand } from '@aws-sdk/client-ivs';
import type { Probe } from '../probe';
import { readFailure } from '../sdk-failure';

export const probe: Probe = {
  id: 'replacement-in-use',
  question:
    'When are the channels of a stack pointed to a replacement, and how does IVS refuse to delete a configuration in use?',
  assumed: {
    'status after the replacement': 'UPDATE_COMPLETE',
    'ARN changed': true,
    'the channel has the new ARN': true,
    'events of the recording configuration': [
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ],
    'the channel changes before the old configuration is deleted': true,
    'Delete in use': 'ConflictException 409',
    'Delete in use, text': { recorded: true },
  },
  documents: [
    'docs/adr/0010-a-configuration-in-use-is-not-deleted.md',
    'docs/adr/0021-channels-are-changed-only-on-request.md',
    'docs/limitations.md',
  ],
  minutes: 3,
  async run({
    target: { clients, name: targetName },
    stacks,
    tags,
    formatName,
    defineRecording,
    createConfiguration,
    deleteConfiguration,
  }) {
    const name = formatName('replacement');
    const define = (recordingName: string): object => ({
      Resources: {
        Recording: defineRecording({ Name: recordingName }),
        Channel: {
          Type: 'AWS::IVS::Channel',
          Properties: { Name: formatName('replacement'), RecordingConfigurationArn: { Ref: 'Recording' } },
        },
      },
      Outputs: { Recording: { Value: { Ref: 'Recording' } }, Channel: { Value: { Ref: 'Channel' } } },
    });
    const before = await stacks.deploy(name, { ...define('before') });
    const after = await stacks.deploy(name, { ...define('after') });
    const { channel } = await clients.ivs.send(new GetChannelCommand({ arn: after.outputs.Channel }));
    const of = (logicalId: string): typeof after.events =>
      after.events.filter((event) => event.LogicalResourceId === logicalId);
    const changed = of('Channel').findIndex(({ ResourceStatus: status }) => status === 'UPDATE_COMPLETE');
    const changedAt = of('Channel')[changed]?.Timestamp?.getTime() ?? Infinity;
    const deletedAt = of('Recording')
      .find(({ ResourceStatus: status }) => status === 'DELETE_IN_PROGRESS')
      ?.Timestamp?.getTime();

    const { arn = '' } = await createConfiguration();
    const created = await clients.ivs.send(new CreateChannelCommand({ recordingConfigurationArn: arn, tags }));
    const refusal = await readFailure(() => deleteConfiguration(arn));
    await clients.ivs.send(new DeleteChannelCommand({ arn: created.channel?.arn ?? '' }));
    await deleteConfiguration(arn);
    await stacks.delete(name);
    return {
      'status after the replacement': after.status,
      'ARN changed': before.outputs.Recording !== after.outputs.Recording,
      'the channel has the new ARN': channel?.recordingConfigurationArn === after.outputs.Recording,
      'events of the recording configuration':
        targetName === 'ministack'
          ? { unseen: 'MiniStack has fewer events than CloudFormation.' }
          : of('Recording').map(({ ResourceStatus: status = '' }) => status),
      'the channel changes before the old configuration is deleted':
        targetName === 'ministack'
          ? { unseen: 'MiniStack has fewer events than CloudFormation.' }
          : deletedAt !== undefined && changedAt <= deletedAt,
      'Delete in use': `${refusal.name} ${refusal.status}`,
      'Delete in use, text': refusal.message,
    };
  },
};
