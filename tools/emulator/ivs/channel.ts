import type { CreateChannelInput } from './inputs';
import type { Tags } from './tags';

/**
 * A channel, as far as recording needs it. The members about ingest formats, playback restriction, advertisements and
 * transcoding presets are not modelled: a request may carry them, no answer does.
 */
export interface Channel {
  readonly arn: string;
  readonly name: string;
  readonly latencyMode: 'NORMAL' | 'LOW';
  readonly type: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
  readonly authorized: boolean;
  readonly insecureIngest: boolean;
  /** Empty when recording is off. */
  readonly recordingConfigurationArn: string;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
  readonly tags: Tags;
}

/** What a List shows of a channel. */
export type ChannelSummary = Omit<Channel, 'ingestEndpoint' | 'playbackUrl'>;

/** What a live channel broadcasts. */
export interface Stream {
  readonly channelArn: string;
  readonly streamId: string;
  readonly playbackUrl: string;
  /** ISO 8601. */
  readonly startTime: string;
  readonly state: 'LIVE';
  readonly health: 'HEALTHY';
  readonly viewerCount: number;
}

export interface StreamKey {
  readonly arn: string;
  readonly channelArn: string;
  readonly value: string;
  readonly tags: Tags;
}

/** The channel's own settings and those that an Update may change, with the service's defaults. */
export function describeChannel(arn: string, input: CreateChannelInput, tags: Tags): Channel {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  return Object.freeze({
    arn,
    name: input.name ?? '',
    latencyMode: input.latencyMode ?? 'LOW',
    type: input.type ?? 'STANDARD',
    authorized: input.authorized ?? false,
    insecureIngest: input.insecureIngest ?? false,
    recordingConfigurationArn: input.recordingConfigurationArn ?? '',
    ingestEndpoint: `${id.toLowerCase()}.global-contribute.example`,
    playbackUrl: `https://${id.toLowerCase()}.playback.example/channel.${id}.m3u8`,
    tags,
  });
}

export function summarizeChannel(channel: Channel): ChannelSummary {
  const { arn, name, latencyMode, type, authorized, insecureIngest, recordingConfigurationArn, tags } = channel;
  return { arn, name, latencyMode, type, authorized, insecureIngest, recordingConfigurationArn, tags };
}
