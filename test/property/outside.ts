import { OWNER_TAG_PREFIX } from '../../contract/tags';
import type { IvsAccount } from '../../local/ivs/account';
import type { Current } from './simulated-stack';

export interface OutsideOptions {
  /** How many channels there are. */
  readonly channels: number;
  /** Whether there is a configuration with the settings of the templates "a", which can be adopted; the channels use it. */
  readonly adopts: boolean;
}

/** What somebody else has put on the configuration that can be adopted. */
const FOREIGN_TAGS = { team: 'video' };

/** What the stack knows of the configuration that can be adopted. */
interface StackView {
  readonly current: Current | undefined;
  /** The ids that the stack had at the end of an operation that ended well. */
  readonly kept: ReadonlySet<string>;
}

/** What the account holds although no template declares it: channels, and a configuration that can be adopted. */
export class Outside {
  readonly channels: readonly string[];
  /** The configuration that can be adopted. */
  readonly adoptable: string | undefined;
  /** The tags that it had when the stack did not have it; stays what they were when it does. */
  #tagsBefore: Readonly<Record<string, string>> = FOREIGN_TAGS;
  /** What each channel has to use once the operation under way is over, as long as the stack ends with what it has. */
  #before: Current | undefined;
  #used = new Map<string, string>();

  /** Everything of it is there at once, whatever the account is set to do with what is created later. */
  constructor(
    readonly account: IvsAccount,
    { channels, adopts }: OutsideOptions,
  ) {
    const { settings } = account;
    const { timeToActiveMs } = settings;
    settings.timeToActiveMs = 0;
    this.adoptable = adopts ? this.#createAdoptable() : undefined;
    settings.timeToActiveMs = timeToActiveMs;
    this.channels = Array.from({ length: channels }, () => {
      const use = this.adoptable === undefined ? {} : { recordingConfigurationArn: this.adoptable };
      return account.createChannel(use).channel.arn;
    });
    this.remember(undefined);
  }

  #createAdoptable(): string {
    const { account } = this;
    const { arn } = account.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
      name: 'a',
      tags: FOREIGN_TAGS,
    }).recordingConfiguration;
    // It becomes ACTIVE by being looked at.
    account.getRecordingConfiguration({ arn });
    return arn;
  }

  /** People let the channels that use nothing use what the stack has now. */
  attach(current: Current | undefined): void {
    if (current === undefined) return;
    for (const arn of this.channels) {
      if (this.uses(arn) === '') this.point(arn, current.physicalId);
    }
  }

  /** People switch the recording of the channels off that use a configuration. */
  detach(configuration: string): void {
    for (const arn of this.channels) if (this.uses(arn) === configuration) this.point(arn, '');
  }

  point(arn: string, recordingConfigurationArn: string): void {
    this.account.updateChannel({ arn, recordingConfigurationArn });
    this.#used.set(arn, recordingConfigurationArn);
  }

  /** As {@link point}; what is gone cannot be used. */
  pointIfPossible(arn: string, configuration: string): void {
    const isThere = this.account.recordingConfigurations().some((other) => other.arn === configuration);
    if (isThere) this.point(arn, configuration);
  }

  /** An operation of the stack is about to begin. */
  remember(current: Current | undefined): void {
    this.#before = current;
    this.#used = new Map(this.channels.map((arn) => [arn, this.uses(arn)]));
  }

  /** Whether a configuration has to be there although the stack does not have it. */
  holds(arn: string, { current, kept }: StackView): boolean {
    return arn === this.adoptable && arn !== current?.physicalId && !kept.has(arn);
  }

  /** Tags that a configuration may have beside those that the template declares, and such as it must have. */
  tagsOf(arn: string): {
    readonly may: Readonly<Record<string, string>>;
    readonly must: Readonly<Record<string, string>>;
  } {
    return arn === this.adoptable ? { may: this.#tagsBefore, must: FOREIGN_TAGS } : { may: {}, must: {} };
  }

  /** Whether every channel uses what it should, and the configuration that can be adopted is what it was. */
  findBrokenLaws(stack: StackView): readonly string[] {
    return [...this.findMisledChannels(stack.current), ...this.#findLostAdoptable(stack)];
  }

  /** Every channel uses what it used before or, where that was the stack's, what the stack has now. */
  findMisledChannels(current: Current | undefined): readonly string[] {
    return this.channels.flatMap((arn) => {
      const used = this.#used.get(arn) ?? '';
      const expected = used !== '' && used === this.#before?.physicalId ? (current?.physicalId ?? '') : used;
      const actual = this.uses(arn);
      if (actual === expected) return [];
      return [`${arn} uses ${actual === '' ? 'nothing' : actual}, expected ${expected === '' ? 'nothing' : expected}`];
    });
  }

  #findLostAdoptable(stack: StackView): readonly string[] {
    const { adoptable } = this;
    if (adoptable === undefined || !this.holds(adoptable, stack)) return [];
    const found = this.account.recordingConfigurations().find(({ arn }) => arn === adoptable);
    if (found === undefined) return [`${adoptable} is gone, and was never the stack's for good`];
    this.#tagsBefore = found.tags;
    const isOwner = (key: string): boolean => key.startsWith(OWNER_TAG_PREFIX);
    const isForeignGone = Object.entries(FOREIGN_TAGS).some(([key, value]) => found.tags[key] !== value);
    if (!isForeignGone && !Object.keys(found.tags).some(isOwner)) return [];
    return [`${adoptable} has the tags ${JSON.stringify(found.tags)} although the stack does not have it`];
  }

  /** The configuration that a channel uses; empty for none. */
  uses(arn: string): string {
    return this.account.getChannel({ arn }).channel.recordingConfigurationArn;
  }
}
