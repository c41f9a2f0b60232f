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

/** `clock` defaults to the machine's, `ids` to random ones. */
export type IvsAccountOptions = Partial<AccountSettings & Pick<AccountContext, 'clock' | 'ids'>>;

/**
 * One AWS account in one Region, as IVS sees it: a state machine in memory. Its operations take inputs as the shapes
 * of `inputs.ts` read them, answer at once, and throw an {@link IvsError} where IVS answers with an error. What they
 * hand out is frozen and stays as it was.
 */
export class IvsAccount {
  readonly settings: AccountSettings;
  /** Creations that are to end in CREATE_FAILED. */
  readonly creationFailures: CreationFailures;
  /** Whether the account has the role through which IVS writes to buckets. */
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

  /** Every recording configuration as it is now, in the order of creation. */
  recordingConfigurations(): readonly RecordingConfiguration[] {
    return this.#configurations.all();
  }

  /** Every channel as it is now, in the order of creation. */
  channels(): readonly Channel[] {
    return this.#channels.all();
  }

  /** Starts or ends the broadcast of a channel, as its streamer would. */
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

  /** Members that are absent from the input stay as they are; an empty recordingConfigurationArn ends recording. */
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
