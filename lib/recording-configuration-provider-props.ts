import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Properties of the function that manages recording configurations. */
export interface RecordingConfigurationProviderProps {
  /**
   * Default tags for every configuration of this provider. Tags of a configuration override them. A change takes effect
   * at the next update of each configuration. At most 46 tags and 4000 bytes as JSON.
   *
   * @default - no tags
   */
  readonly defaultTags?: Record<string, string>;

  /**
   * Whether templates can adopt existing configurations with `AdoptArn`. If `true`, anyone who can deploy a template
   * that uses this provider can adopt any configuration of the account and Region that no other stack owns, with the
   * permissions of the function. If `false`, such a creation fails without any change. Configurations adopted earlier
   * remain managed.
   *
   * @default true
   */
  readonly allowAdoption?: boolean;

  /**
   * How long the logs of the function are kept. They are deleted with the provider.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * The memory of the function in MiB. It also determines the CPU share.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The processor architecture of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * The maximum number of requests that the function handles at the same time, and the concurrency of the account that
   * is reserved for it. A request occupies one execution until IVS has finished. Requests above the limit wait, and
   * CloudFormation times out after 20 minutes.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default - no reserved concurrency; the limit of the account applies
   */
  readonly reservedConcurrentExecutions?: number;
}
