import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';

/** A recording configuration in a list. */
export interface ConfigurationSummary extends RecordingConfiguration {
  /** Undefined if it has none. */
  readonly name: string | undefined;
  /** Undefined if IVS does not return it. */
  readonly bucketName: string | undefined;
}

/** Lists the recording configurations of one environment. Rejects as RecordingConfigurations does. */
export interface ConfigurationSummaries {
  /** Returns all configurations, from all pages. */
  list(signal: AbortSignal): Promise<readonly ConfigurationSummary[]>;
}
