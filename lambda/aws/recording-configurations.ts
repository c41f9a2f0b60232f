import type { RecordingSettings } from '../../schema/settings';

export type Tags = Readonly<Record<string, string>>;

/** The part of a recording configuration that List returns. */
export interface RecordingConfiguration {
  readonly arn: string;
  /** UNKNOWN for a state that IVS may add: neither usable nor failed. */
  readonly state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE' | 'UNKNOWN';
  readonly tags: Tags;
}

/** A recording configuration with its settings. */
export interface DescribedRecordingConfiguration extends RecordingConfiguration {
  /** Normalized: defaults are filled in and lists are sorted. */
  readonly settings: RecordingSettings;
}

export interface RecordingConfigurationPage {
  readonly configurations: readonly RecordingConfiguration[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * The recording configurations of one environment. Every method makes one call; the caller decides about retries.
 * Every method rejects with an AwsCallError if AWS rejects the call, and with the signal's reason if it is aborted.
 */
export interface RecordingConfigurations {
  create(settings: RecordingSettings, tags: Tags, signal: AbortSignal): Promise<RecordingConfiguration>;
  /** Returns undefined if it does not exist. */
  get(arn: string, signal: AbortSignal): Promise<DescribedRecordingConfiguration | undefined>;
  /**
   * Lists one page of all configurations.
   *
   * @param nextToken - from the previous page; undefined for the first
   */
  list(nextToken: string | undefined, signal: AbortSignal): Promise<RecordingConfigurationPage>;
  /** Does nothing if it does not exist. */
  delete(arn: string, signal: AbortSignal): Promise<void>;
  addTags(arn: string, tags: Tags, signal: AbortSignal): Promise<void>;
  removeTags(arn: string, keys: readonly string[], signal: AbortSignal): Promise<void>;
}
