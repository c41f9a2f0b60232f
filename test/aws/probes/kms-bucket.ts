import { CreateChannelCommand, DeleteChannelCommand } from '@aws-sdk/client-ivs';
import type { Probe } from '../probe';

const RULES = [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }];

export const probe: Probe = {
  id: 'kms-bucket',
  question: 'Does IVS accept a bucket with SSE-KMS, although it cannot record to it?',
  assumed: { 'final state': 'ACTIVE', 'a channel can use it': true },
  documents: ['docs/bucket-validation.md', 'docs/monitoring.md', 'docs/playback.md', 'docs/runbook.md'],
  minutes: 2,
  async run({ stacks, tags, target: { clients }, formatName, createConfiguration, deleteConfiguration }) {
    const name = formatName('kms');
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const encryption = { ServerSideEncryptionConfiguration: RULES };
    await stacks.deploy(name, {
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name, BucketEncryption: encryption, Tags } },
      },
    });
    const { arn = '', state = '' } = await createConfiguration({
      destinationConfiguration: { s3: { bucketName: name } },
    });
    const { channel } = await clients.ivs.send(new CreateChannelCommand({ recordingConfigurationArn: arn, tags }));
    await clients.ivs.send(new DeleteChannelCommand({ arn: channel?.arn ?? '' }));
    await deleteConfiguration(arn);
    await stacks.delete(name);
    return { 'final state': state, 'a channel can use it': channel?.recordingConfigurationArn === arn };
  },
};
