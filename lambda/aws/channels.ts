/** The part of a channel that is needed to move it. */
export interface Channel {
  readonly arn: string;
  /** Empty if it has none. */
  readonly name: string;
}

export interface ChannelPage {
  readonly channels: readonly Channel[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** The IVS channels of one environment. Rejects as RecordingConfigurations does. */
export interface Channels {
  /**
   * Lists one page of the channels that use the configuration.
   *
   * @param nextToken - from the previous page; undefined for the first
   */
  listUsing(
    recordingConfigurationArn: string,
    nextToken: string | undefined,
    signal: AbortSignal,
  ): Promise<ChannelPage>;
  /** Returns whether the channel is live; false if it does not exist. */
  isLive(channelArn: string, signal: AbortSignal): Promise<boolean>;
  /** Returns the ARN of the channel's configuration; empty for none, undefined if the channel does not exist. */
  getRecordingConfiguration(channelArn: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Sets the configuration of the channel. Rejects with `ResourceConflict` while the channel is live, and with `NotFound`
   * if the channel or the configuration does not exist.
   *
   * @param recordingConfigurationArn - undefined to detach the channel
   */
  setRecordingConfiguration(
    channelArn: string,
    recordingConfigurationArn: string | undefined,
    signal: AbortSignal,
  ): Promise<void>;
}
