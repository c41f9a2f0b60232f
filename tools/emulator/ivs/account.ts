import { systemClock } from '../clock';
import { type AccountContext, type AccountSettings, defaultSettings } from './account-settings';
import { type Channel, type ChannelSummary, type Stream, type StreamKey, summarizeChannel } from './channel';
import { Channels } from './channels';
import type { CreationFailures } from './creation-failures';
import { randomIds } from './id-source';
import type * as Inputs from './inputs';
import { IvsError } from './ivs-error';
import { type RecordingConfiguration, type RecordingConfigurationSummary, summarize } from './recording-configuration';
import { RecordingConfigurations } from './recording-configurations';
import { mergeTags, removeTags, type Tags } from './tags';

/** Default `clock`: the system clock. Default `ids`: random ids. */
export type IvsAccountOptions = Partial<AccountSettings & Pick<AccountContext, 'clock' | 'ids'>>;

/**
 * The IVS resources of one AWS account in one Region: a state machine in memory. Its operations accept inputs parsed by
 * the shapes of `inputs.ts`, return immediately, and throw an {@link IvsError} for an error response. Returned objects
 * are frozen.
 */
export class IvsAccount {
  readonly settings: AccountSettings;
  /** The creations that end in CREATE_FAILED. */
  readonly creationFailures: CreationFailures;
  /** Whether the account has the service-linked role of IVS. */
  hasServiceLinkedRole = false;
  readonly #configurations: RecordingConfigurations;
  readonly #channels: Channels;

  constructor({ clock = systemClock, ids = randomIds, ...settings }: IvsAccountOptions = {}) {
    this.settings = { ...defaultSettings, ...settings };
    const context = { settings: this.settings, clock, ids };
    this.#configurations = new RecordingConfigurations(context);
    this.#channels = new Channels(context);
    this.creationFailures = this.#configurations.failures;
  }

  /** All recording configurations in the order of creation. */
  recordingConfigurations(): readonly RecordingConfiguration[] {
    return this.#configurations.all();
  }

  /** All channels in the order of creation. */
  channels(): readonly Channel[] {
    return this.#channels.all();
  }

  /** Starts or stops the stream of a channel. */
  setLive(channelArn: string, live: boolean): void {
    this.#channels.setLive(channelArn, live);
  }

  createRecordingConfiguration(input: Inputs.CreateRecordingConfigurationInput): {
    recordingConfiguration: RecordingConfiguration;
  } {
    this.#assertVerified();
    const recordingConfiguration = this.#configurations.create(input);
    this.hasServiceLinkedRole = true;
    return { recordingConfiguration };
  }

  getRecordingConfiguration({ arn }: Inputs.RecordingConfigurationInput): {
    recordingConfiguration: RecordingConfiguration;
  } {
    return { recordingConfiguration: this.#configurations.get(arn) };
  }

  listRecordingConfigurations(input: Inputs.ListRecordingConfigurationsInput): {
    recordingConfigurations: readonly RecordingConfigurationSummary[];
    nextToken?: string;
  } {
    const { items, ...rest } = this.#configurations.list(input);
    return { recordingConfigurations: items.map(summarize), ...rest };
  }

  deleteRecordingConfiguration({ arn }: Inputs.RecordingConfigurationInput): void {
    this.#configurations.get(arn);
    const channel = this.#channels.all().find((channel) => channel.recordingConfigurationArn === arn);
    if (channel)
      throw new IvsError('ConflictException', `${arn} is in use by ${channel.arn}, expected no channel to use it`);
    this.#configurations.delete(arn);
  }

  tagResource({ resourceArn, tags }: Inputs.TagResourceInput): void {
    const resource = this.#findTagged(resourceArn);
    resource.setTags(mergeTags(resource.tags, tags));
  }

  untagResource({ resourceArn, tagKeys }: Inputs.UntagResourceInput): void {
    const resource = this.#findTagged(resourceArn);
    resource.setTags(removeTags(resource.tags, tagKeys));
  }

  listTagsForResource({ resourceArn }: Inputs.ListTagsForResourceInput): { tags: Tags } {
    return { tags: this.#findTagged(resourceArn).tags };
  }

  createChannel(input: Inputs.CreateChannelInput): { channel: Channel; streamKey: StreamKey } {
    this.#assertVerified();
    this.#assertRecordingConfigurationExists(input.recordingConfigurationArn);
    return this.#channels.create(input);
  }

  getChannel({ arn }: Inputs.ChannelInput): { channel: Channel } {
    return { channel: this.#channels.get(arn) };
  }

  batchGetChannel({ arns }: Inputs.BatchGetChannelInput): {
    channels: readonly Channel[];
    errors: readonly { arn: string; code: string; message: string }[];
  } {
    const missing = arns.filter((arn) => !this.#channels.getIfPresent(arn));
    return {
      channels: arns.flatMap((arn) => this.#channels.getIfPresent(arn) ?? []),
      errors: missing.map((arn) => ({ arn, code: 'ResourceNotFoundException', message: `There is no channel ${arn}` })),
    };
  }

  listChannels(input: Inputs.ListChannelsInput): { channels: readonly ChannelSummary[]; nextToken?: string } {
    const { items, ...rest } = this.#channels.list(input);
    return { channels: items.map(summarizeChannel), ...rest };
  }

  /**
   * Members that are absent from the input keep their values; an empty recordingConfigurationArn disables recording.
   */
  updateChannel(input: Inputs.UpdateChannelInput): { channel: Channel } {
    this.#channels.get(input.arn);
    this.#assertRecordingConfigurationExists(input.recordingConfigurationArn);
    return { channel: this.#channels.update(input) };
  }

  deleteChannel({ arn }: Inputs.ChannelInput): void {
    this.#channels.delete(arn);
  }

  getStream({ channelArn }: Inputs.StreamInput): { stream: Stream } {
    return { stream: this.#channels.getStream(channelArn) };
  }

  stopStream({ channelArn }: Inputs.StreamInput): void {
    this.#channels.getStream(channelArn);
    this.#channels.setLive(channelArn, false);
  }

  #assertVerified(): void {
    if (!this.settings.pendingVerification) return;
    const account = `Account ${this.settings.accountId}`;
    throw new IvsError('PendingVerification', `${account} is pending verification, expected a verified account`);
  }

  #assertRecordingConfigurationExists(arn: string | undefined): void {
    if (arn) this.#configurations.get(arn);
  }

  #findTagged(arn: string): { tags: Tags; setTags(tags: Tags): void } {
    const owner = arn.includes(':channel/') ? this.#channels : this.#configurations;
    return {
      tags: owner.get(arn).tags,
      setTags: (tags) => {
        owner.setTags(arn, tags);
      },
    };
  }
}
