import {
  CreateChannelCommand,
  DeleteChannelCommand,
  GetStreamCommand,
  StopStreamCommand,
  UpdateChannelCommand,
  paginateListChannels,
} from '@aws-sdk/client-ivs';
import type { Probe } from '../probe';
import { readFailure } from '../sdk-failure';
import { poll } from '../sleep';

export const probe: Probe = {
  id: 'live-channel',
  question:
    'How does IVS refuse to change a live channel, and after how long do GetStream and ListChannels show a change?',
  assumed: {
    'GetStream before': 'ChannelNotBroadcasting 404',
    'UpdateChannel while live': 'ConflictException 409',
    'UpdateChannel while live, text': { recorded: true },
    'seconds until GetStream shows the stream': { atMost: 30 },
    'seconds until the filtered ListChannels shows the channel': { atMost: 5 },
    'UpdateChannel after the stream': 'success 200',
  },
  documents: [
    'docs/adr/0021-channels-are-changed-only-on-request.md',
    'docs/adr/0023-all-channels-are-moved-or-none.md',
    'docs/channels-in-use.md',
    'docs/limitations.md',
  ],
  needs: ['live'],
  minutes: 4,
  async run({ target, tags, signal, createConfiguration, deleteConfiguration }) {
    const { ivs } = target.clients;
    const { arn: recording = '' } = await createConfiguration();
    const { channel, streamKey } = await ivs.send(
      new CreateChannelCommand({ type: 'BASIC', recordingConfigurationArn: recording, tags }),
    );
    const { arn = '', ingestEndpoint = '' } = channel ?? {};
    const wait = { limitMs: 120_000, everyMs: Math.min(target.pollMs, 500), signal };
    const created = Date.now();
    const update = (to: string): ReturnType<typeof readFailure> =>
      readFailure(() => ivs.send(new UpdateChannelCommand({ arn, recordingConfigurationArn: to })));
    const getStream = (): ReturnType<typeof readFailure> =>
      readFailure(() => ivs.send(new GetStreamCommand({ channelArn: arn })));
    await poll({ ...wait, what: 'The channel in the list' }, async () => {
      const pages = paginateListChannels({ client: ivs }, { filterByRecordingConfigurationArn: recording });
      for await (const page of pages) if (page.channels?.some((one) => one.arn === arn) === true) return true;
      return undefined;
    });
    const listed = Date.now() - created;
    const before = await getStream();
    if (target.startStream === undefined) throw new Error('This target cannot start a stream.');
    const stop = await target.startStream({ arn, ingestEndpoint, streamKey: streamKey?.value ?? '' });
    const started = Date.now();
    try {
      await poll({ ...wait, what: 'The stream' }, async () =>
        (await getStream()).name === 'success' ? true : undefined,
      );
      const live = Date.now() - started;
      const refusal = await update('');
      await readFailure(() => ivs.send(new StopStreamCommand({ channelArn: arn })));
      await stop();
      await poll({ ...wait, what: 'The end of the stream' }, async () =>
        (await getStream()).name === 'success' ? undefined : true,
      );
      const after = await update('');
      await ivs.send(new DeleteChannelCommand({ arn }));
      await deleteConfiguration(recording);
      return {
        'GetStream before': `${before.name} ${before.status}`,
        'UpdateChannel while live': `${refusal.name} ${refusal.status}`,
        'UpdateChannel while live, text': refusal.message,
        'seconds until GetStream shows the stream': Math.round(live / 1000),
        'seconds until the filtered ListChannels shows the channel': Math.round(listed / 1000),
        'UpdateChannel after the stream': `${after.name} ${after.status}`,
      };
    } finally {
      await stop();
    }
  },
};
