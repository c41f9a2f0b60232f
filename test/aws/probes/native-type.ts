import { GetRecordingConfigurationCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ivs';
import type { Probe } from '../probe';

export const probe: Probe = {
  id: 'native-type',
  question: 'Does the native type set tags aws:cloudformation:*, and can this resource adopt what it leaves?',
  assumed: {
    'the native type is deployed': 'CREATE_COMPLETE',
    'tags aws:cloudformation:*': { recorded: true },
    'it stays after its removal with Retain': 'ACTIVE',
    adoption: 'CREATE_COMPLETE',
    'the adopted ARN is the same': true,
  },
  documents: ['docs/adr/0019-adoption-after-verification.md', 'docs/import.md', 'docs/limitations.md'],
  minutes: 3,
  cannot: { ministack: 'MiniStack has no AWS::IVS::RecordingConfiguration.' },
  async run({ target: { clients }, bucket, stacks, tags, formatName, defineRecording }) {
    const native = formatName('native');
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const properties = { DestinationConfiguration: { S3: { BucketName: bucket } }, Tags };
    const kept = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
    const { status, outputs } = await stacks.deploy(native, {
      Resources: {
        Kept: kept,
        Native: { Type: 'AWS::IVS::RecordingConfiguration', DeletionPolicy: 'Retain', Properties: properties },
      },
      Outputs: { Arn: { Value: { Ref: 'Native' } } },
    });
    const { Arn: arn = '' } = outputs;
    const { tags: seen = {} } = await clients.ivs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    await stacks.delete(native);
    const { recordingConfiguration } = await clients.ivs.send(new GetRecordingConfigurationCommand({ arn }));
    const adoption = formatName('adoption');
    const adopted = await stacks.deploy(adoption, {
      Resources: { Recording: defineRecording({ AdoptArn: arn }) },
      Outputs: { Arn: { Value: { Ref: 'Recording' } } },
    });
    await stacks.delete(adoption);
    return {
      'the native type is deployed': status,
      'tags aws:cloudformation:*': Object.keys(seen)
        .filter((key) => key.startsWith('aws:cloudformation:'))
        .sort(),
      'it stays after its removal with Retain': recordingConfiguration?.state ?? '',
      adoption: adopted.status,
      'the adopted ARN is the same': adopted.outputs.Arn === arn,
    };
  },
};
