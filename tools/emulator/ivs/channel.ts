import type { CreateChannelInput } from './inputs';
import type { Tags } from './tags';

/**
 * A channel, with the members that recording needs. Ingest formats, playback restriction, advertisements and
 * transcoding presets are not modeled: requests may contain them, responses do not.
 */
export interface Channel {
  readonly arn: string;
  readonly name: string;
  readonly latencyMode: 'NORMAL' | 'LOW';
  readonly type: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
  readonly authorized: boolean;
  readonly insecureIngest: boolean;
  /** Empty if recording is disabled. */
  readonly recordingConfigurationArn: string;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
  readonly tags: Tags;
}

/** A channel in a List response. */
export type ChannelSummary = Omit<Channel, 'ingestEndpoint' | 'playbackUrl'>;

/** The stream of a live channel. */
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

/** Creates a channel with the service's defaults. */
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
