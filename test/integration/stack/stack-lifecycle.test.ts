import { ARCHIVE, BUCKET, recording, withFunction, type Resources } from './test-environment';

const CHANNEL = {
  Type: 'AWS::IVS::Channel',
  Properties: { Name: 'main', RecordingConfigurationArn: { Ref: 'Recording' } },
};
const OUTPUTS = {
  Arn: { Value: { Ref: 'Recording' } },
  State: { Value: { 'Fn::GetAtt': ['Recording', 'State'] } },
  Bucket: { Value: { Ref: 'Bucket' } },
};
const streaming = (properties: Resources): Resources => ({
  Bucket: BUCKET,
  Recording: recording(properties),
  Channel: CHANNEL,
});
const tags = (tagged: Readonly<Record<string, string>>): Resources => ({
  Tags: Object.entries(tagged).map(([Key, Value]) => ({ Key, Value })),
});

test.concurrent('the channel of a stack has the declared configuration from creation to deletion', async () => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    const channelsArn = (): string | undefined => aws.ivs.account.channels()[0]?.recordingConfigurationArn;

    const created = await deploy('video', streaming({ Name: 'first', ...tags({ team: 'live' }) }), OUTPUTS);
    expect(created).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { State: 'ACTIVE' } });
    const first = created.outputs.Arn;
    expect(held()).toMatchObject([
      {
        arn: first,
        name: 'first',
        state: 'ACTIVE',
        destinationConfiguration: { s3: { bucketName: created.outputs.Bucket } },
        tags: { team: 'live' },
      },
    ]);
    expect(channelsArn()).toBe(first);

    const retagged = await deploy('video', streaming({ Name: 'first', ...tags({ cost: '42' }) }), OUTPUTS);
    expect(retagged).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Arn: first } });
    expect(held()).toMatchObject([{ arn: first, tags: { cost: '42' } }]);
    expect(held()[0]?.tags).not.toHaveProperty('team');

    const replaced = await deploy('video', streaming({ Name: 'second' }), OUTPUTS);
    const second = replaced.outputs.Arn;
    expect(replaced.status).toBe('UPDATE_COMPLETE');
    expect(second).not.toBe(first);
    expect(held()).toMatchObject([{ arn: second, name: 'second' }]);
    expect(channelsArn()).toBe(second);

    const failed = await deploy('video', {
      ...streaming({ Name: 'third' }),
      Other: { Type: 'Test::Fail', DependsOn: 'Channel' },
    });
    expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(held()).toMatchObject([{ arn: second, name: 'second', state: 'ACTIVE' }]);
    expect(channelsArn()).toBe(second);
    expect(aws.cloudFormation.describe('video')?.resources.get('Recording')?.physicalId).toBe(second);

    expect(await aws.cloudFormation.delete('video')).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(held()).toEqual([]);
    expect(aws.ivs.account.channels()).toEqual([]);
    // Every event got exactly one response.
    const { records } = aws.cloudFormation.responses;
    expect(records.map(({ verdict }) => verdict)).toEqual(aws.cloudFormation.sentEvents.map(() => 'accepted'));
  });
});

test.concurrent(
  'two stacks share one function through its export, and each changes only its own configuration',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      // The settings are equal; only the owner tags differ.
      const same = { Recording: recording({ Name: 'twin' }, ARCHIVE) };
      const output = { Arn: { Value: { Ref: 'Recording' } } };
      const [east, west] = await Promise.all([deploy('east', same, output), deploy('west', same, output)]);
      expect(
        held()
          .map(({ arn }) => arn)
          .sort(),
      ).toEqual([east.outputs.Arn, west.outputs.Arn].sort());
      expect(held()).toHaveLength(2);

      await expect(aws.cloudFormation.delete('provider')).rejects.toThrow(/east|west/);
      await aws.cloudFormation.delete('east');
      expect(held().map(({ arn }) => arn)).toEqual([west.outputs.Arn]);
      await aws.cloudFormation.delete('west');
      expect(held()).toEqual([]);
      expect(await aws.cloudFormation.delete('provider')).toMatchObject({ status: 'DELETE_COMPLETE' });
    });
  },
);
