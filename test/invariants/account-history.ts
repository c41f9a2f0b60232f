import type { IvsAccount } from '../../tools/emulator/ivs/account';
import { IvsError } from '../../tools/emulator/ivs/ivs-error';
import type { RecordingConfiguration } from '../../tools/emulator/ivs/recording-configuration';
import type { Tags } from '../../tools/emulator/ivs/tags';
import type { Clock } from '../../lambda/util/clock';
import type { Random } from './random';
import { drawLag } from './stack-records';

export interface AccountLags {
  readonly listLagMs: number;
  readonly tagLagMs: number;
  readonly getLagMs: number;
}

interface ConfigurationHistory {
  readonly createdAt: number;
  deletedAt: number;
  /** The configuration when it was last written. */
  lastState: RecordingConfiguration;
  readonly tags: { readonly at: number; readonly tags: Tags }[];
}

/** Serves eventually consistent reads: a read shows the recording configurations as they were up to the lag ago. */
export class AccountHistory {
  readonly #histories = new Map<string, ConfigurationHistory>();

  constructor(
    readonly account: IvsAccount,
    readonly clock: Pick<Clock, 'now'>,
    readonly lags: AccountLags,
    readonly random: Random,
  ) {
    this.#recordChanges();
  }

  get(arn: string): RecordingConfiguration {
    const asOf = this.clock.now() - drawLag(this.lags.getLagMs, this.random);
    const history = this.#histories.get(arn);
    if (history !== undefined && history.createdAt > asOf) {
      throw new IvsError('ResourceNotFoundException', `There is no recording configuration ${arn}`);
    }
    if (history !== undefined && history.deletedAt <= this.clock.now() && history.deletedAt > asOf)
      return history.lastState;
    return this.account.getRecordingConfiguration({ arn }).recordingConfiguration;
  }

  list(): readonly RecordingConfiguration[] {
    const { listLagMs, tagLagMs } = this.lags;
    const now = this.clock.now();
    const asOf = now - drawLag(listLagMs, this.random);
    const tagsAsOf = now - drawLag(tagLagMs, this.random);
    const all = this.account.recordingConfigurations();
    const deleted = [...this.#histories.values()]
      .filter(({ deletedAt }) => deletedAt !== Infinity)
      .map(({ lastState }) => lastState);
    return [...deleted, ...all].flatMap((configuration) => {
      const history = this.#histories.get(configuration.arn);
      // Configurations from before the simulation have no history.
      if (history === undefined) return [configuration];
      if (history.createdAt > asOf || history.deletedAt <= asOf) return [];
      return [{ ...configuration, tags: history.tags.findLast(({ at }) => at <= tagsAsOf)?.tags ?? {} }];
    });
  }

  #recordChanges(): void {
    const { account } = this;
    const create = account.createRecordingConfiguration.bind(account);
    const remove = account.deleteRecordingConfiguration.bind(account);
    const tag = account.tagResource.bind(account);
    const untag = account.untagResource.bind(account);
    account.createRecordingConfiguration = (input) => {
      const output = create(input);
      const lastState = output.recordingConfiguration;
      const at = this.clock.now();
      this.#histories.set(lastState.arn, {
        createdAt: at,
        deletedAt: Infinity,
        lastState,
        tags: [{ at, tags: lastState.tags }],
      });
      return output;
    };
    account.deleteRecordingConfiguration = (input) => {
      const lastState = account.recordingConfigurations().find(({ arn }) => arn === input.arn);
      remove(input);
      const history = this.#histories.get(input.arn);
      if (history !== undefined) Object.assign(history, { deletedAt: this.clock.now(), lastState });
    };
    account.tagResource = (input) => {
      tag(input);
      this.#recordTags(input.resourceArn);
    };
    account.untagResource = (input) => {
      untag(input);
      this.#recordTags(input.resourceArn);
    };
  }

  #recordTags(arn: string): void {
    const { tags } = this.account.listTagsForResource({ resourceArn: arn });
    this.#histories.get(arn)?.tags.push({ at: this.clock.now(), tags });
  }
}
