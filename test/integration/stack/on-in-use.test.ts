import { formatMessage } from '../../../schema/messages';
import type { Emulator } from '../../../tools/emulator/aws';
import { serviceRateQuotas } from '../../../tools/emulator/ivs/rate-quotas';
import { ARCHIVE, reasonOf, recording, withFunction, type Resources } from './test-environment';

const ARN = { Arn: { Value: { Ref: 'Recording' } } };
const named = (Name: string, more: Resources = {}): Resources => ({
  Recording: recording({ Name, OnInUse: 'RELEASE', ...more }, ARCHIVE),
});
const FAILS = { Other: { Type: 'Test::Fail', DependsOn: 'Recording' } };

/** Creates ten channels outside any stack and returns their ARNs. */
function createChannels(aws: Emulator, recordingConfigurationArn: string | undefined): readonly string[] {
  return Array.from({ length: 10 }, (_, index) => {
    const input = { name: `stage-${index}`, recordingConfigurationArn: recordingConfigurationArn ?? '' };
    return aws.ivs.account.createChannel(input).channel.arn;
  });
}

/** Counts the channels that use each configuration, by ARN. */
function countChannels(aws: Emulator): Readonly<Record<string, number>> {
  const users: Record<string, number> = {};
  for (const { recordingConfigurationArn: arn } of aws.ivs.account.channels()) users[arn] = (users[arn] ?? 0) + 1;
  return users;
}

/** Pages of three channels, and the quotas of IVS for each call. */
const STRICT = { ivs: { pageSize: 3, quotas: serviceRateQuotas } };

test.concurrent(
  'under RELEASE channels are moved by a replacement, moved back by a rollback and detached by a deletion',
  async () => {
    await withFunction(STRICT, async ({ aws, deploy, held }) => {
      const first = (await deploy('video', named('first'), ARN)).outputs.Arn ?? '';
      createChannels(aws, first);

      const second = (await deploy('video', named('second'), ARN)).outputs.Arn ?? '';
      expect(second).not.toBe(first);
      expect(countChannels(aws)).toEqual({ [second]: 10 });
      expect(held()).toMatchObject([{ arn: second, name: 'second' }]);

      const failed = await deploy('video', { ...named('third'), ...FAILS });
      expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(countChannels(aws)).toEqual({ [second]: 10 });
      expect(held()).toMatchObject([{ arn: second, name: 'second' }]);
      // The update moved the channels, and the rollback moved them back.
      expect(aws.ivs.calls.list('UpdateChannel')).toHaveLength(30);

      expect(await aws.cloudFormation.delete('video')).toMatchObject({ status: 'DELETE_COMPLETE' });
      expect(countChannels(aws)).toEqual({ '': 10 });
      expect(held()).toEqual([]);
    });
  },
  60_000,
);

test.concurrent(
  'a deletion under FAIL names all ten channels and changes none',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      const resources = { Recording: recording({ OnInUse: 'FAIL', Timeouts: { Delete: 5 } }, ARCHIVE) };
      const arn = (await deploy('video', resources, ARN)).outputs.Arn ?? '';
      const channels = createChannels(aws, arn);
      const deletion = await aws.cloudFormation.delete('video');
      expect(deletion.status).toBe('DELETE_FAILED');
      expect(reasonOf(deletion)).toContain(`ConfigurationInUse: ${arn} is used by 10 channels,`);
      for (const channel of channels) expect(reasonOf(deletion)).toContain(channel);
      expect(countChannels(aws)).toEqual({ [arn]: 10 });
      expect(held()).toMatchObject([{ arn, state: 'ACTIVE' }]);
      expect(aws.ivs.calls.list('UpdateChannel')).toEqual([]);
    });
  },
  60_000,
);

test.concurrent(
  'one live channel of ten prevents a replacement, and the reason names only this channel',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      const arn = (await deploy('video', named('first'), ARN)).outputs.Arn ?? '';
      const [live = '', ...others] = createChannels(aws, arn);
      aws.ivs.account.setLive(live, true);

      const refused = await deploy('video', named('second'));
      expect(refused.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      const values = { arn, count: '1 channel', others: ' (9 more can)', channels: `${live} (stage-0)` };
      expect(reasonOf(refused)).toContain(formatMessage('ChannelsLive', values));
      for (const other of others) expect(reasonOf(refused)).not.toContain(other);
      expect(countChannels(aws)).toEqual({ [arn]: 10 });
      expect(held()).toMatchObject([{ arn, name: 'first' }]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
      expect(aws.ivs.calls.list('UpdateChannel')).toEqual([]);

      const deletion = await aws.cloudFormation.delete('video');
      expect(deletion.status).toBe('DELETE_FAILED');
      expect(reasonOf(deletion)).toContain('ChannelsLive: ');
      expect(reasonOf(deletion)).toContain(live);
      expect(countChannels(aws)).toEqual({ [arn]: 10 });

      aws.ivs.account.setLive(live, false);
      expect(await aws.cloudFormation.delete('video')).toMatchObject({ status: 'DELETE_COMPLETE' });
      expect(countChannels(aws)).toEqual({ '': 10 });
    });
  },
  60_000,
);

test.concurrent(
  'a rollback moves nine channels back if the tenth is live, and the tenth keeps recording',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      const first = (await deploy('video', named('first'), ARN)).outputs.Arn ?? '';
      const [live = ''] = createChannels(aws, first);
      const channels = aws.ivs.account;
      const moved = (): boolean => channels.getChannel({ arn: live }).channel.recordingConfigurationArn !== first;
      const watch = setInterval(() => {
        if (moved()) channels.setLive(live, true);
      }, 5);
      const failed = await deploy('video', { ...named('second'), ...FAILS });
      clearInterval(watch);
      expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      const second = held().find(({ name }) => name === 'second')?.arn ?? '';
      expect(countChannels(aws)).toEqual({ [first]: 9, [second]: 1 });
      // IVS rejected its deletion, and the event has the reason.
      const refusal = failed.events.find(
        ({ physicalId, status }) => physicalId === second && status === 'DELETE_FAILED',
      );
      expect(refusal?.reason).toContain(live);
    });
  },
  60_000,
);
