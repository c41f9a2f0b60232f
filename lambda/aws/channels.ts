/** A channel as far as a configuration's users go. */
export interface Channel {
  readonly arn: string;
  /** Empty where it has none. */
  readonly name: string;
}

export interface ChannelPage {
  readonly channels: readonly Channel[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** The IVS channels of one account and Region. Rejects like RecordingConfigurations. */
export interface Channels {
  /**
   * One page of those that use the configuration.
   *
   * @param nextToken - of the page before; undefined for the first
   */
  listUsing(
    recordingConfigurationArn: string,
    nextToken: string | undefined,
    signal: AbortSignal,
  ): Promise<ChannelPage>;
  /** Whether a stream runs on the channel now; a channel that is gone is not live. */
  isLive(channelArn: string, signal: AbortSignal): Promise<boolean>;
  /** The ARN of the configuration that the channel uses; empty for none, undefined where there is no such channel. */
  getRecordingConfiguration(channelArn: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Lets the channel use another configuration. Rejects with `conflict` while it is live; does nothing where there is no
   * such channel.
   *
   * @param recordingConfigurationArn - undefined switches recording off
   */
  setRecordingConfiguration(
    channelArn: string,
    recordingConfigurationArn: string | undefined,
    signal: AbortSignal,
  ): Promise<void>;
}
