import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';

/** A recording configuration as a list of them shows it. */
export interface ConfigurationSummary extends RecordingConfiguration {
  /** Undefined where it has none. */
  readonly name: string | undefined;
  /** Undefined where IVS does not say. */
  readonly bucketName: string | undefined;
}

/** The recording configurations of one account and Region, for people. Rejects like RecordingConfigurations. */
export interface ConfigurationSummaries {
  /** All of them, from every page. */
  list(signal: AbortSignal): Promise<readonly ConfigurationSummary[]>;
}
