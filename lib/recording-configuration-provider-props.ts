import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How the function that manages recording configurations is set up. */
export interface RecordingConfigurationProviderProps {
  /**
   * Tags for each configuration of this provider; the configuration's own tags win. A change reaches a configuration
   * with its next update. At most 46, and 4000 bytes as JSON.
   *
   * @default - none
   */
  readonly defaultTags?: Record<string, string>;

  /**
   * Whether a template may adopt a configuration that exists with `AdoptArn`. Whoever deploys such a template has the
   * function take over any configuration of the account and Region that no other stack has, with the function's rights.
   * `false` fails the creation, and nothing is touched. What was adopted before stays managed.
   *
   * @default true
   */
  readonly allowAdoption?: boolean;

  /**
   * How long the function's logs are kept. They are deleted with the provider.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * The function's memory, in MiB, and with it its share of a processor.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The function's processor.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * How many events the function may handle at a time, and how much of the account's concurrency is set aside for it.
   * Each event keeps one busy until IVS is done; events above the number wait, and CloudFormation gives up after 20
   * minutes.
   *
   * @default - no limit but the account's, and nothing set aside
   */
  readonly reservedConcurrentExecutions?: number;
}
