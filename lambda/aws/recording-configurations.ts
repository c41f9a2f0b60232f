import type { Resolution, ThumbnailStorage } from '../../schema/properties';

/** What a recording configuration is created with; none of it can be changed afterwards. */
export interface RecordingSettings {
  readonly bucketName: string;
  readonly name: string | undefined;
  readonly reconnectWindowSeconds: number;
  readonly renditions: RenditionSettings;
  readonly thumbnails: ThumbnailSettings;
}

export type RenditionSettings =
  | { readonly selection: 'ALL' | 'NONE' }
  | { readonly selection: 'CUSTOM'; readonly resolutions: readonly Resolution[] };

export type ThumbnailSettings =
  | { readonly mode: 'DISABLED' }
  | {
      readonly mode: 'INTERVAL';
      readonly targetIntervalSeconds: number;
      /** Absent: the resolution of the source. */
      readonly resolution: Resolution | undefined;
      readonly storage: readonly ThumbnailStorage[];
    };

export type Tags = Readonly<Record<string, string>>;

/** A recording configuration as far as managing it goes. */
export interface RecordingConfiguration {
  readonly arn: string;
  /** UNKNOWN for a state that IVS may introduce: neither usable nor failed. */
  readonly state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE' | 'UNKNOWN';
  readonly tags: Tags;
}

/** A recording configuration with all that it was created with. */
export interface DescribedRecordingConfiguration extends RecordingConfiguration {
  /** Normalized: what IVS leaves out has its default, lists are in one order. */
  readonly settings: RecordingSettings;
}

export interface RecordingConfigurationPage {
  readonly configurations: readonly RecordingConfiguration[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * The recording configurations of one account and Region. Every call is made once: whether it may be made again is for
 * the caller to decide.
 *
 * Every method rejects with an AwsCallError when AWS refuses, and with the signal's reason once that is aborted.
 */
export interface RecordingConfigurations {
  create(settings: RecordingSettings, tags: Tags, signal: AbortSignal): Promise<RecordingConfiguration>;
  /** Undefined where there is none. */
  get(arn: string, signal: AbortSignal): Promise<DescribedRecordingConfiguration | undefined>;
  /**
   * One page of all that there are.
   *
   * @param nextToken - of the page before; undefined for the first
   */
  list(nextToken: string | undefined, signal: AbortSignal): Promise<RecordingConfigurationPage>;
  /** Does nothing where there is none. */
  delete(arn: string, signal: AbortSignal): Promise<void>;
  addTags(arn: string, tags: Tags, signal: AbortSignal): Promise<void>;
  removeTags(arn: string, keys: readonly string[], signal: AbortSignal): Promise<void>;
}
