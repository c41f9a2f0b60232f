import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator, EmulatorOptions } from '../../../tools/emulator/aws';
import type { StackResult } from '../../../tools/emulator/cloudformation/engine';
import type { RecordingConfiguration } from '../../../tools/emulator/ivs/recording-configuration';
import { SERVICE_TOKEN_EXPORT } from '../../support/inline-provider-template';
import { deployProvider, type ProviderOptions } from './provider';
import { collectTraces, findSecrets, listSecrets } from './secret-leaks';

export type Resources = Readonly<Record<string, unknown>>;

/** The bundle in the emulator, with the role of the construct; the stack `provider` has both. */
export interface TestEnvironment {
  readonly aws: Emulator;
  readonly functionArn: string;
  readonly deploy: (stackName: string, resources: Resources, outputs?: Resources) => Promise<StackResult>;
  /** The recording configurations in IVS, in the order of creation. */
  readonly held: () => readonly RecordingConfiguration[];
  /** Resolves once every invocation has completed, including redeliveries. */
  readonly settled: () => Promise<void>;
}

export type TestEnvironmentOptions = Omit<EmulatorOptions, 'region' | 'accountId'> & ProviderOptions;

/** Runs a scenario in a separate emulator, then expects no secrets in the logs, results, responses and stack events. */
export async function withFunction(
  options: TestEnvironmentOptions,
  scenario: (world: TestEnvironment) => Promise<void>,
): Promise<void> {
  const { variables, withoutAction, codeDirectory, ivs, ...embedded } = options;
  const aws = await startEmulator({
    redeliveryDelays: [300, 600],
    ivs: { timeToActiveMs: 300, ...ivs },
    ...embedded,
  });
  aws.s3.buckets.set(ARCHIVE, { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
  try {
    const functionArn = await deployProvider(aws, {
      ...(variables && { variables }),
      ...(withoutAction !== undefined && { withoutAction }),
      ...(codeDirectory !== undefined && { codeDirectory }),
    });
    await scenario({
      aws,
      functionArn,
      deploy: (stackName, resources, more = {}) =>
        aws.cloudFormation.deploy({ stackName, template: { Resources: resources, Outputs: more } }),
      held: () => aws.ivs.account.recordingConfigurations(),
      settled: async () => {
        await Promise.all(aws.lambda.invocations.map((invocation) => invocation.completed));
      },
    });
  } finally {
    // The logs are complete only after the processes have ended.
    await aws.close();
  }
  expect(findSecrets(collectTraces(aws), listSecrets(aws))).toEqual([]);
}

/** A bucket outside any stack. */
export const ARCHIVE = 'shared-archive';

export const BUCKET = { Type: 'AWS::S3::Bucket' };

/** Returns a recording configuration for a template. Default bucket: the template's resource `Bucket`. */
export function recording(properties: Resources = {}, bucketName: unknown = { Ref: 'Bucket' }): Resources {
  return {
    Type: 'Custom::IVSRecordingConfiguration',
    Properties: {
      ServiceToken: { 'Fn::ImportValue': SERVICE_TOKEN_EXPORT },
      DestinationConfiguration: { S3: { BucketName: bucketName } },
      ...properties,
    },
  };
}

/** Longer than any wait, shorter than the timeout of a test, so that the emulator is closed when a test fails. */
const TIMEOUT_MS = 25_000;

/** Waits until the condition is true. Throws after 25 s. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Condition not met in time: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Returns the failure reason of a resource from the stack events, or an empty string. */
export function reasonOf({ events }: StackResult, logicalId = 'Recording'): string {
  const failed = events.find((event) => event.logicalId === logicalId && event.status.endsWith('_FAILED'));
  return failed?.reason ?? '';
}
