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

interface Life {
  readonly createdAt: number;
  deletedAt: number;
  /** As it was last seen. */
  last: RecordingConfiguration;
  readonly tags: { readonly at: number; readonly tags: Tags }[];
}

/** The recording configurations of an account as a reader may see them: as they were up to some time ago. */
export class AccountHistory {
  readonly #lives = new Map<string, Life>();

  constructor(
    readonly account: IvsAccount,
    readonly clock: Pick<Clock, 'now'>,
    readonly lags: AccountLags,
    readonly random: Random,
  ) {
    this.#watch();
  }

  get(arn: string): RecordingConfiguration {
    const asOf = this.clock.now() - drawLag(this.lags.getLagMs, this.random);
    const life = this.#lives.get(arn);
    if (life !== undefined && life.createdAt > asOf) {
      throw new IvsError('ResourceNotFoundException', `There is no recording configuration ${arn}`);
    }
    if (life !== undefined && life.deletedAt <= this.clock.now() && life.deletedAt > asOf) return life.last;
    return this.account.getRecordingConfiguration({ arn }).recordingConfiguration;
  }

  list(): readonly RecordingConfiguration[] {
    const { listLagMs, tagLagMs } = this.lags;
    const now = this.clock.now();
    const asOf = now - drawLag(listLagMs, this.random);
    const tagsAsOf = now - drawLag(tagLagMs, this.random);
    const all = this.account.recordingConfigurations();
    const gone = [...this.#lives.values()].filter(({ deletedAt }) => deletedAt !== Infinity).map(({ last }) => last);
    return [...gone, ...all].flatMap((configuration) => {
      const life = this.#lives.get(configuration.arn);
      // What was there from the start has no history.
      if (life === undefined) return [configuration];
      if (life.createdAt > asOf || life.deletedAt <= asOf) return [];
      return [{ ...configuration, tags: life.tags.findLast(({ at }) => at <= tagsAsOf)?.tags ?? {} }];
    });
  }

  #watch(): void {
    const { account } = this;
    const create = account.createRecordingConfiguration.bind(account);
    const remove = account.deleteRecordingConfiguration.bind(account);
    const tag = account.tagResource.bind(account);
    const untag = account.untagResource.bind(account);
    account.createRecordingConfiguration = (input) => {
      const output = create(input);
      const last = output.recordingConfiguration;
      const at = this.clock.now();
      this.#lives.set(last.arn, { createdAt: at, deletedAt: Infinity, last, tags: [{ at, tags: last.tags }] });
      return output;
    };
    account.deleteRecordingConfiguration = (input) => {
      const last = account.recordingConfigurations().find(({ arn }) => arn === input.arn);
      remove(input);
      const life = this.#lives.get(input.arn);
      if (life !== undefined) Object.assign(life, { deletedAt: this.clock.now(), last });
    };
    account.tagResource = (input) => {
      tag(input);
      this.#noteTags(input.resourceArn);
    };
    account.untagResource = (input) => {
      untag(input);
      this.#noteTags(input.resourceArn);
    };
  }

  #noteTags(arn: string): void {
    const { tags } = this.account.listTagsForResource({ resourceArn: arn });
    this.#lives.get(arn)?.tags.push({ at: this.clock.now(), tags });
  }
}
