import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { Deployment } from './deployment';
import type { CurrentResource } from './simulated-stack';

export interface ExternalStateOptions {
  /** How many channels there are. */
  readonly channels: number;
  /** Whether there is a configuration with the settings of the templates "a", which can be adopted; the channels use it. */
  readonly hasAdoptable: boolean;
  /**
   * Whether there are configurations of others, too: one that nobody has, which one more channel uses, and one of the
   * native resource type. Default: there are none.
   */
  readonly hasForeign?: boolean;
}

/** What someone else has put on the configuration that can be adopted. */
const FOREIGN_TAGS = { team: 'video' };

/** What the native type's configuration has, as CloudFormation tags it. */
const NATIVE_TAGS = {
  'aws:cloudformation:stack-id': 'arn:aws:cloudformation:us-east-1:123456789012:stack/native/1',
  'aws:cloudformation:logical-id': 'Recording',
};

/** What the stack knows of the configuration that can be adopted. */
interface StackView {
  readonly current: CurrentResource | undefined;
  /** The ids that the stack had at the end of an operation that ended well. */
  readonly committed: ReadonlySet<string>;
  readonly deployment?: Deployment;
  /** Whether an event of the stack that failed may have left a configuration to it. */
  readonly canOwn?: (configuration: RecordingConfiguration) => boolean;
  /** What was replaced, and is deleted by the next operation that succeeds. */
  readonly pending?: readonly CurrentResource[];
}

/** What the account holds although no template declares it: channels, and a configuration that can be adopted. */
export class ExternalState {
  readonly channels: readonly string[];
  /** The configuration that can be adopted. */
  readonly adoptable: string | undefined;
  /** The tags that it had when the stack did not have it; stays what they were when it does. */
  #tagsBefore: Readonly<Record<string, string>> = FOREIGN_TAGS;
  /** What each channel has to use once the operation under way is over, as long as the stack ends with what it has. */
  #before: CurrentResource | undefined;
  #used = new Map<string, string>();
  /** How often people have changed each channel while the stack was at work. */
  readonly #changeCounts = new Map<string, number>();
  /** Channels that a person changed between the function's reading and its change of them. */
  readonly #allowedMismatches = new Set<string>();
  /** The configuration that nobody has. */
  readonly unowned: string | undefined;
  /** The configuration of the native resource type. */
  readonly native: string | undefined;

  /** Everything of it is there at once, whatever the account is set to do with what is created later. */
  constructor(
    readonly account: IvsAccount,
    { channels, hasAdoptable, hasForeign = false }: ExternalStateOptions,
  ) {
    const { settings } = account;
    const { timeToActiveMs } = settings;
    settings.timeToActiveMs = 0;
    this.adoptable = hasAdoptable ? this.#createConfiguration('a', FOREIGN_TAGS) : undefined;
    this.unowned = hasForeign ? this.#createConfiguration('b', FOREIGN_TAGS) : undefined;
    this.native = hasForeign ? this.#createConfiguration('c', NATIVE_TAGS) : undefined;
    settings.timeToActiveMs = timeToActiveMs;
    this.channels = Array.from({ length: channels }, () => {
      const use = this.adoptable === undefined ? {} : { recordingConfigurationArn: this.adoptable };
      return account.createChannel(use).channel.arn;
    });
    if (this.unowned !== undefined && channels > 0) {
      this.channels = [
        ...this.channels,
        account.createChannel({ recordingConfigurationArn: this.unowned }).channel.arn,
      ];
    }
    this.saveChannels(undefined);
  }

  #createConfiguration(name: string, tags: Readonly<Record<string, string>>): string {
    const { account } = this;
    const { arn } = account.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
      name,
      tags,
    }).recordingConfiguration;
    // It becomes ACTIVE by being looked at.
    account.getRecordingConfiguration({ arn });
    return arn;
  }

  /** People let the channels that use nothing use what the stack has now. */
  attachChannels(current: CurrentResource | undefined, isThere: (arn: string) => boolean = () => true): void {
    if (current === undefined || !isThere(current.physicalId)) return;
    for (const arn of this.channels) {
      if (this.getConfiguration(arn) === '') this.setChannel(arn, current.physicalId);
    }
  }

  /** People switch the recording of the channels off that use a configuration. */
  detachChannels(configuration: string): void {
    for (const arn of this.channels) if (this.getConfiguration(arn) === configuration) this.setChannel(arn, '');
  }

  setChannel(arn: string, recordingConfigurationArn: string): void {
    this.account.updateChannel({ arn, recordingConfigurationArn });
    this.#used.set(arn, recordingConfigurationArn);
  }

  /** As {@link point}; what is gone cannot be used. */
  setChannelIfPresent(arn: string, configuration: string): void {
    const isThere = this.account.recordingConfigurations().some((other) => other.arn === configuration);
    if (isThere) this.setChannel(arn, configuration);
  }

  /** A person lets a channel use another configuration, or none, while the stack is at work; so it has to stay. */
  changeChannel(arn: string, configuration: string): void {
    if (this.getConfiguration(arn) === configuration) return;
    this.setChannel(arn, configuration);
    this.#changeCounts.set(arn, this.countOperatorChanges(arn) + 1);
    this.#allowedMismatches.delete(arn);
  }

  countOperatorChanges(arn: string): number {
    return this.#changeCounts.get(arn) ?? 0;
  }

  /**
   * The function changed the channel, and a person had done so since the call before, in which it was as the function
   * expected: IVS has no call that changes a channel only if it is as expected.
   */
  allowMismatch(arn: string): void {
    this.#allowedMismatches.add(arn);
  }

  /** An operation of the stack is about to begin. */
  saveChannels(current: CurrentResource | undefined): void {
    this.#before = current;
    this.#allowedMismatches.clear();
    this.#used = new Map(this.channels.map((arn) => [arn, this.getConfiguration(arn)]));
  }

  /** Whether a configuration has to be there although the stack does not have it. */
  isExternal(arn: string, { current, committed }: StackView): boolean {
    if (arn === this.unowned || arn === this.native) return true;
    return arn === this.adoptable && arn !== current?.physicalId && !committed.has(arn);
  }

  /** Tags that a configuration may have beside those that the template declares, and such as it must have. */
  getTags(arn: string): {
    readonly optional: Readonly<Record<string, string>>;
    readonly required: Readonly<Record<string, string>>;
  } {
    return arn === this.adoptable
      ? { optional: this.#tagsBefore, required: FOREIGN_TAGS }
      : { optional: {}, required: {} };
  }

  /** Whether every channel uses what it should, and the configuration that can be adopted is what it was. */
  findViolations(stack: StackView, isOthers: (arn: string) => boolean = () => false): readonly string[] {
    return [
      ...this.findWrongChannels(
        stack.current,
        (arn) => stack.deployment?.isKept(arn) === true || this.isExternal(arn, stack) || isOthers(arn),
        stack.pending,
      ),
      ...this.#findAdoptableViolations(stack),
      ...this.#findForeignViolations(),
    ];
  }

  /** Every channel uses what it used before or, where that was the stack's, what the stack has now. */
  findWrongChannels(
    current: CurrentResource | undefined,
    stays: (arn: string) => boolean = () => false,
    pending: readonly CurrentResource[] = [],
  ): readonly string[] {
    return this.channels.flatMap((arn) => {
      if (this.#allowedMismatches.has(arn)) return [];
      const used = this.#used.get(arn) ?? '';
      const isOfStack = used !== '' && used === this.#before?.physicalId;
      // What the stack let go of and retained goes on being used.
      const isLeft = current === undefined && stays(used);
      const expected = isOfStack && !isLeft ? (current?.physicalId ?? '') : used;
      const actual = this.getConfiguration(arn);
      if (actual === expected) return [];
      // After an update that failed, CloudFormation gives the properties of what was tried as the old ones. Where neither
      // these nor the new ones say RELEASE, the deletion of what was replaced moves its channels.
      const isHeldBack =
        current?.template.OnInUse !== 'RELEASE' && pending.some(({ physicalId }) => physicalId === actual);
      if (isHeldBack) return [];
      return [`${arn} uses ${actual === '' ? 'nothing' : actual}, expected ${expected === '' ? 'nothing' : expected}`];
    });
  }

  #findAdoptableViolations(stack: StackView): readonly string[] {
    const { adoptable } = this;
    if (adoptable === undefined || !this.isExternal(adoptable, stack)) return [];
    const found = this.account.recordingConfigurations().find(({ arn }) => arn === adoptable);
    if (found === undefined) {
      return stack.deployment?.deletedOutsideAt.has(adoptable) === true
        ? []
        : [`${adoptable} is gone, and was never the stack's for good`];
    }
    this.#tagsBefore = found.tags;
    // A person may write the settings tag after the adoption was undone.
    const hasChangedOwnerTags = stack.deployment?.ownerTagsChangedAt.has(adoptable) === true;
    const isOwner = (key: string): boolean =>
      key.startsWith(OWNER_TAG_PREFIX) && !(hasChangedOwnerTags && key === OWNER_TAGS.settingsHash);
    const hasLostForeignTags = Object.entries(FOREIGN_TAGS).some(([key, value]) => found.tags[key] !== value);
    const { deployment } = stack;
    const isRetained = deployment !== undefined && (deployment.isKept(adoptable) || deployment.optional.has(adoptable));
    const isLeft =
      isRetained || deployment?.isOfRequestWithoutDelete(found.tags) === true || stack.canOwn?.(found) === true;
    if (!hasLostForeignTags && (isLeft || !Object.keys(found.tags).some(isOwner))) return [];
    return [`${adoptable} has the tags ${JSON.stringify(found.tags)} although the stack does not have it`];
  }

  #findForeignViolations(): readonly string[] {
    const all = this.account.recordingConfigurations();
    const expected = [
      [this.unowned, FOREIGN_TAGS],
      [this.native, NATIVE_TAGS],
    ] as const;
    return expected.flatMap(([arn, tags]) => {
      if (arn === undefined) return [];
      const found = all.find((other) => other.arn === arn);
      if (found === undefined) return [`${arn} is gone, and was never the stack's`];
      const isChanged = JSON.stringify(found.tags) !== JSON.stringify(tags);
      return isChanged ? [`${arn}, which was never the stack's, has the tags ${JSON.stringify(found.tags)}`] : [];
    });
  }

  /** The configuration that a channel uses; empty for none. */
  getConfiguration(arn: string): string {
    return this.account.getChannel({ arn }).channel.recordingConfigurationArn;
  }
}
