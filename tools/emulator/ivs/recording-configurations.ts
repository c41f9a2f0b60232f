import { type AccountContext, formatArn } from './account-settings';
import { resolveBucketOutcome } from './buckets';
import { CreationFailures } from './creation-failures';
import type { CreateRecordingConfigurationInput, ListRecordingConfigurationsInput } from './inputs';
import { IvsError } from './ivs-error';
import { type Page, takePage } from './page';
import {
  applyDefaults,
  type RecordingConfiguration,
  type RecordingConfigurationSettings,
  type RecordingConfigurationState,
} from './recording-configuration';
import { type Tags, toTags } from './tags';

interface StoredConfiguration {
  readonly sequence: number;
  readonly arn: string;
  readonly settings: RecordingConfigurationSettings;
  readonly createdAt: number;
  /** The state after CREATING. */
  readonly outcome: Exclude<RecordingConfigurationState, 'CREATING'>;
  /** Set by the first read after the time has passed, so that a longer time never restores CREATING. */
  isFinal: boolean;
  tags: Tags;
}

/** The recording configurations of an account. */
export class RecordingConfigurations {
  /** The creations that end in CREATE_FAILED. */
  readonly failures = new CreationFailures();
  readonly #context: AccountContext;
  readonly #stored = new Map<string, StoredConfiguration>();
  #created = 0;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  all(): readonly RecordingConfiguration[] {
    return Array.from(this.#stored.values(), (stored) => this.#show(stored));
  }

  create(input: CreateRecordingConfigurationInput): RecordingConfiguration {
    const { settings, clock, ids } = this.#context;
    this.#assertBelowQuota();
    const { bucketName } = input.destinationConfiguration.s3;
    const bucketOutcome = settings.buckets ? resolveBucketOutcome(bucketName, settings.buckets, settings) : 'ACTIVE';
    const stored: StoredConfiguration = {
      sequence: this.#created++,
      arn: formatArn(settings, 'recording-configuration', ids(12)),
      settings: applyDefaults(input),
      createdAt: clock.now(),
      outcome: this.failures.take(bucketName) ? 'CREATE_FAILED' : bucketOutcome,
      isFinal: false,
      tags: input.tags ?? toTags([]),
    };
    this.#stored.set(stored.arn, stored);
    // The response to a Create has the state CREATING, even if the time to ACTIVE is 0.
    return show(stored, 'CREATING');
  }

  get(arn: string): RecordingConfiguration {
    return this.#show(this.#find(arn));
  }

  list({ maxResults, nextToken }: ListRecordingConfigurationsInput): Page<RecordingConfiguration> {
    const size = maxResults ?? this.#context.settings.pageSize;
    const page = takePage('recording configurations', this.#stored.values(), size, nextToken);
    return { ...page, items: page.items.map((stored) => this.#show(stored)) };
  }

  setTags(arn: string, tags: Tags): void {
    this.#find(arn).tags = tags;
  }

  delete(arn: string): void {
    const stored = this.#find(arn);
    if (this.#context.settings.deleteWhileCreating === 'refused' && this.#stateOf(stored) === 'CREATING') {
      throw new IvsError('ConflictException', `${arn} is CREATING, expected ACTIVE or CREATE_FAILED`);
    }
    this.#stored.delete(arn);
  }

  #find(arn: string): StoredConfiguration {
    const stored = this.#stored.get(arn);
    if (!stored) throw new IvsError('ResourceNotFoundException', `There is no recording configuration ${arn}`);
    return stored;
  }

  #show(stored: StoredConfiguration): RecordingConfiguration {
    return show(stored, this.#stateOf(stored));
  }

  #stateOf(stored: StoredConfiguration): RecordingConfigurationState {
    const { clock, settings } = this.#context;
    stored.isFinal ||= clock.now() - stored.createdAt >= settings.timeToActiveMs;
    return stored.isFinal ? stored.outcome : 'CREATING';
  }

  #assertBelowQuota(): void {
    const { recordingConfigurationQuota: quota, region } = this.#context.settings;
    if (this.#stored.size < quota) return;
    throw new IvsError(
      'ServiceQuotaExceededException',
      `${this.#stored.size} recording configurations exist in ${region}, expected fewer than the quota of ${quota}`,
    );
  }
}

function show(
  { arn, settings, tags }: StoredConfiguration,
  state: RecordingConfigurationState,
): RecordingConfiguration {
  return Object.freeze({ arn, ...settings, state, tags });
}
