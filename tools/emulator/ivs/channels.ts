import { type AccountContext, formatArn } from './account-settings';
import { type Channel, describeChannel, type Stream, type StreamKey } from './channel';
import type { CreateChannelInput, ListChannelsInput, UpdateChannelInput } from './inputs';
import { IvsError } from './ivs-error';
import { type Page, takePage } from './page';
import { type Tags, toTags } from './tags';

interface StoredChannel {
  readonly sequence: number;
  channel: Channel;
  /** Present while the channel is live. */
  stream: Stream | undefined;
}

type Filters = Omit<ListChannelsInput, 'maxResults' | 'nextToken'>;

/** The channels of an account, and their streams. */
export class Channels {
  readonly #context: AccountContext;
  readonly #stored = new Map<string, StoredChannel>();
  #created = 0;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  all(): readonly Channel[] {
    return Array.from(this.#stored.values(), ({ channel }) => channel);
  }

  create(input: CreateChannelInput): { channel: Channel; streamKey: StreamKey } {
    const { settings, ids } = this.#context;
    const arn = formatArn(settings, 'channel', ids(12));
    const channel = describeChannel(arn, input, input.tags ?? toTags([]));
    this.#stored.set(arn, { sequence: this.#created++, channel, stream: undefined });
    const streamKey = {
      arn: formatArn(settings, 'stream-key', ids(12)),
      channelArn: arn,
      value: `sk_${settings.region}_${ids(12)}`,
      tags: channel.tags,
    };
    return { channel, streamKey };
  }

  get(arn: string): Channel {
    return this.#find(arn).channel;
  }

  getIfPresent(arn: string): Channel | undefined {
    return this.#stored.get(arn)?.channel;
  }

  list({ maxResults, nextToken, ...filters }: ListChannelsInput): Page<Channel> {
    assertOneFilter(filters);
    const matching = [...this.#stored.values()].filter(({ channel }) => matchesFilters(channel, filters));
    const page = takePage('channels', matching, maxResults ?? this.#context.settings.pageSize, nextToken);
    return { ...page, items: page.items.map(({ channel }) => channel) };
  }

  update({ arn, ...changes }: UpdateChannelInput): Channel {
    const stored = this.#findOffline(arn);
    const given = Object.entries<unknown>(changes).filter(([, value]) => value !== undefined);
    stored.channel = Object.freeze({ ...stored.channel, ...Object.fromEntries(given) });
    return stored.channel;
  }

  setTags(arn: string, tags: Tags): void {
    const stored = this.#find(arn);
    stored.channel = Object.freeze({ ...stored.channel, tags });
  }

  delete(arn: string): void {
    this.#findOffline(arn);
    this.#stored.delete(arn);
  }

  setLive(arn: string, live: boolean): void {
    const stored = this.#find(arn);
    if (live) stored.stream ??= this.#startStream(stored.channel);
    else stored.stream = undefined;
  }

  getStream(arn: string): Stream {
    const { stream } = this.#find(arn);
    if (!stream) throw new IvsError('ChannelNotBroadcasting', `${arn} is not live, expected a live channel`);
    return stream;
  }

  #startStream({ arn, playbackUrl }: Channel): Stream {
    const { clock, ids } = this.#context;
    return Object.freeze({
      channelArn: arn,
      streamId: `st-${ids(23)}`,
      playbackUrl,
      startTime: new Date(clock.now()).toISOString(),
      state: 'LIVE',
      health: 'HEALTHY',
      viewerCount: 0,
    });
  }

  #find(arn: string): StoredChannel {
    const stored = this.#stored.get(arn);
    if (!stored) throw new IvsError('ResourceNotFoundException', `There is no channel ${arn}`);
    return stored;
  }

  #findOffline(arn: string): StoredChannel {
    const stored = this.#find(arn);
    if (stored.stream) throw new IvsError('ConflictException', `${arn} is live, expected an offline channel`);
    return stored;
  }
}

function assertOneFilter(filters: Filters): void {
  const given = Object.entries<unknown>(filters).filter(([, value]) => value !== undefined);
  if (given.length <= 1) return;
  const names = given.map(([filter]) => filter).join(' and ');
  throw new IvsError('ConflictException', `${names} cannot be combined, expected at most one filter`);
}

function matchesFilters(channel: Channel, filters: Filters): boolean {
  const { filterByName: name = channel.name } = filters;
  const { filterByRecordingConfigurationArn: recording = channel.recordingConfigurationArn } = filters;
  // No channel has a playback restriction policy or an ad configuration; the service returns empty ARNs for them.
  const { filterByPlaybackRestrictionPolicyArn: policy = '', filterByAdConfigurationArn: ads = '' } = filters;
  return name === channel.name && recording === channel.recordingConfigurationArn && policy === '' && ads === '';
}
