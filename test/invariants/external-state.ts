import { OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { Deployment } from './deployment';
import type { CurrentResource } from './simulated-stack';

export interface ExternalStateOptions {
  /** How many channels there are. */
  readonly channels: number;
  /** Whether there is a configuration with the settings "a" that can be adopted. The channels use it. */
  readonly hasAdoptable: boolean;
  /**
   * Whether there are configurations from outside the stacks: one without an owner, which another channel uses, and one
   * of the native resource type. Default: false.
   */
  readonly hasForeign?: boolean;
}

/** The tags from outside the stack on the configuration that can be adopted. */
const FOREIGN_TAGS = { team: 'video' };

/** The tags that CloudFormation puts on a configuration of the native type. */
const NATIVE_TAGS = {
  'aws:cloudformation:stack-id': 'arn:aws:cloudformation:us-east-1:123456789012:stack/native/1',
  'aws:cloudformation:logical-id': 'Recording',
};

/** The part of a stack that these invariants check. */
interface StackView {
  readonly current: CurrentResource | undefined;
  /** The physical ids that the stack had when an operation succeeded. */
  readonly committed: ReadonlySet<string>;
  readonly deployment?: Deployment;
  /** Whether the configuration may be an orphan of a failed event of the stack. */
  readonly canOwn?: (configuration: RecordingConfiguration) => boolean;
  /** Replaced resources that the next successful operation deletes. */
  readonly pending?: readonly CurrentResource[];
}

/** The state of the account outside the stacks: channels, and configurations that no template creates. */
export class ExternalState {
  readonly channels: readonly string[];
  /** The configuration that can be adopted. */
  readonly adoptable: string | undefined;
  /** The tags of that configuration when no stack last had it. */
  #tagsBefore: Readonly<Record<string, string>> = FOREIGN_TAGS;
  /** The resource before the current operation. */
  #before: CurrentResource | undefined;
  #used = new Map<string, string>();
  /** How often operators changed each channel during stack operations. */
  readonly #changeCounts = new Map<string, number>();
  /** Channels that an operator changed between the function's read and its update. */
  readonly #allowedMismatches = new Set<string>();
  /** The configuration without an owner. */
  readonly unowned: string | undefined;
  /** The configuration of the native resource type. */
  readonly native: string | undefined;

  /** Creates everything ACTIVE at once, whatever creation time the account is set to. */
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
    this.#watchTags();
  }

  /** An undone adoption leaves the tags that it added. Another stack may then adopt the configuration within one step. */
  #watchTags(): void {
    const { account } = this;
    const untag = account.untagResource.bind(account);
    account.untagResource = (input) => {
      untag(input);
      const found = account.recordingConfigurations().find(({ arn }) => arn === this.adoptable);
      const isFree = found !== undefined && !Object.keys(found.tags).some((key) => key.startsWith(OWNER_TAG_PREFIX));
      if (input.resourceArn === this.adoptable && isFree) this.#tagsBefore = found.tags;
    };
  }

  #createConfiguration(name: string, tags: Readonly<Record<string, string>>): string {
    const { account } = this;
    const { arn } = account.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
      name,
      tags,
    }).recordingConfiguration;
    // A read makes it ACTIVE.
    account.getRecordingConfiguration({ arn });
    return arn;
  }

  /** Operators attach the unattached channels to the stack's configuration. */
  attachChannels(current: CurrentResource | undefined, isThere: (arn: string) => boolean = () => true): void {
    if (current === undefined || !isThere(current.physicalId)) return;
    for (const arn of this.channels) {
      if (this.getConfiguration(arn) === '') this.setChannel(arn, current.physicalId);
    }
  }

  /** Operators detach all channels from a configuration. */
  detachChannels(configuration: string): void {
    for (const arn of this.channels) if (this.getConfiguration(arn) === configuration) this.setChannel(arn, '');
  }

  setChannel(arn: string, recordingConfigurationArn: string): void {
    this.account.updateChannel({ arn, recordingConfigurationArn });
    this.#used.set(arn, recordingConfigurationArn);
  }

  /** Like {@link setChannel}, if the configuration exists. */
  setChannelIfPresent(arn: string, configuration: string): void {
    const isThere = this.account.recordingConfigurations().some((other) => other.arn === configuration);
    if (isThere) this.setChannel(arn, configuration);
  }

  /** An operator changes a channel during a stack operation. The function must not undo this change. */
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
   * Allows the channel to have an unexpected configuration. The function updated it after an operator had changed it since
   * the function's read. IVS has no conditional update.
   */
  allowMismatch(arn: string): void {
    this.#allowedMismatches.add(arn);
  }

  /** Saves the state of the channels before a stack operation. */
  saveChannels(current: CurrentResource | undefined): void {
    this.#before = current;
    this.#allowedMismatches.clear();
    this.#used = new Map(this.channels.map((arn) => [arn, this.getConfiguration(arn)]));
  }

  /** Whether a configuration must exist outside the stack. */
  isExternal(arn: string, { current, committed }: StackView): boolean {
    if (arn === this.unowned || arn === this.native) return true;
    return arn === this.adoptable && arn !== current?.physicalId && !committed.has(arn);
  }

  /** The tags that a configuration may have, and must have, in addition to those of the template. */
  getTags(arn: string): {
    readonly optional: Readonly<Record<string, string>>;
    readonly required: Readonly<Record<string, string>>;
  } {
    return arn === this.adoptable
      ? { optional: this.#tagsBefore, required: FOREIGN_TAGS }
      : { optional: {}, required: {} };
  }

  /** Invariant: channels use the expected configuration, and external configurations are unchanged. */
  findViolations(stack: StackView, isOthers: (arn: string) => boolean = () => false): readonly string[] {
    return [
      ...this.findWrongChannels(
        stack.current,
        (arn) => stack.deployment?.isKept(arn) === true || this.isExternal(arn, stack) || isOthers(arn),
        stack.pending,
      ),
      ...this.#findAdoptableViolations(stack, isOthers),
      ...this.#findForeignViolations(),
    ];
  }

  /** Invariant: a channel keeps its configuration. If that was the stack's, the channel uses the stack's current one. */
  findWrongChannels(
    current: CurrentResource | undefined,
    stays: (arn: string) => boolean = () => false,
    pending: readonly CurrentResource[] = [],
  ): readonly string[] {
    return this.channels.flatMap((arn) => {
      if (this.#allowedMismatches.has(arn)) return [];
      const used = this.#used.get(arn) ?? '';
      const isOfStack = used !== '' && used === this.#before?.physicalId;
      // Channels keep a configuration that the stack retained.
      const isRetained = current === undefined && stays(used);
      const expected = isOfStack && !isRetained ? (current?.physicalId ?? '') : used;
      const actual = this.getConfiguration(arn);
      // An operator deleted the expected one during the operation.
      const exists = expected === '' || this.account.recordingConfigurations().some((other) => other.arn === expected);
      if (actual === expected || !exists) return [];
      // After a failed update CloudFormation sends the attempted properties as the old ones. If neither these nor the new
      // ones have OnInUse RELEASE, the channels move only when the replaced configuration is deleted, and stay if it is retained.
      const isHeldBack =
        current?.template.OnInUse !== 'RELEASE' &&
        (stays(actual) || pending.some(({ physicalId }) => physicalId === actual));
      if (isHeldBack) return [];
      // An update found a retained configuration, and its rollback cannot know which of the channels the update had moved.
      if (stays(used) && actual === current?.physicalId && this.#isFound(used)) return [];
      return [`${arn} uses ${actual === '' ? 'nothing' : actual}, expected ${expected === '' ? 'nothing' : expected}`];
    });
  }

  /** Whether an update found the configuration, which an earlier request had created. */
  #isFound(arn: string): boolean {
    const found = this.account.recordingConfigurations().find((other) => other.arn === arn);
    return found?.tags[OWNER_TAGS.requestId]?.split(' ')[1] === 'found';
  }

  #findAdoptableViolations(stack: StackView, isOthers: (arn: string) => boolean): readonly string[] {
    const { adoptable } = this;
    if (adoptable === undefined || !this.isExternal(adoptable, stack) || isOthers(adoptable)) return [];
    const found = this.account.recordingConfigurations().find(({ arn }) => arn === adoptable);
    if (found === undefined) {
      return stack.deployment?.deletedOutsideAt.has(adoptable) === true
        ? []
        : [`${adoptable} does not exist, and no successful operation had adopted it`];
    }
    this.#tagsBefore = found.tags;
    // An operator may write the settings hash tag after the rollback of the adoption.
    const hasChangedOwnerTags = stack.deployment?.ownerTagsChangedAt.has(adoptable) === true;
    const isOwner = (key: string): boolean =>
      key.startsWith(OWNER_TAG_PREFIX) && !(hasChangedOwnerTags && key === OWNER_TAGS.settingsHash);
    const hasLostForeignTags = Object.entries(FOREIGN_TAGS).some(([key, value]) => found.tags[key] !== value);
    const { deployment } = stack;
    const isRetained = deployment !== undefined && (deployment.isKept(adoptable) || deployment.optional.has(adoptable));
    const isAllowed =
      isRetained || deployment?.isOfRequestWithoutDelete(found.tags) === true || stack.canOwn?.(found) === true;
    if (!hasLostForeignTags && (isAllowed || !Object.keys(found.tags).some(isOwner))) return [];
    return [`${adoptable} has the tags ${JSON.stringify(found.tags)} but is not in the stack`];
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
      if (found === undefined) return [`${arn}, which is external, does not exist`];
      const isChanged = JSON.stringify(found.tags) !== JSON.stringify(tags);
      return isChanged ? [`${arn}, which is external, has the tags ${JSON.stringify(found.tags)}`] : [];
    });
  }

  /** The ARN of the configuration that a channel uses; empty for none. */
  getConfiguration(arn: string): string {
    return this.account.getChannel({ arn }).channel.recordingConfigurationArn;
  }
}
