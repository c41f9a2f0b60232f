import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator, EmulatorOptions } from '../../../tools/emulator/aws';
import type { StackResult } from '../../../tools/emulator/cloudformation/engine';
import type { RecordingConfiguration } from '../../../tools/emulator/ivs/recording-configuration';
import { SERVICE_TOKEN_EXPORT } from '../../support/inline-provider-template';
import { deployProvider, type ProviderOptions } from './provider';
import { collectTraces, findSecrets, listSecrets } from './secret-leaks';

export type Resources = Readonly<Record<string, unknown>>;

/** The real bundle behind the real servers, with the role that the construct gives it; the stack `provider` has both. */
export interface TestEnvironment {
  readonly aws: Emulator;
  readonly functionArn: string;
  readonly deploy: (stackName: string, resources: Resources, outputs?: Resources) => Promise<StackResult>;
  /** What IVS holds, in the order of creation. */
  readonly held: () => readonly RecordingConfiguration[];
  /** Resolves once every event that was handed over is done with, redeliveries included. */
  readonly settled: () => Promise<void>;
}

export type TestEnvironmentOptions = Omit<EmulatorOptions, 'region' | 'accountId'> & ProviderOptions;

/** Runs a scenario in a world of its own, and then looks for secrets in all that the function let out. */
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
    // Only when the processes are gone is their last line here.
    await aws.close();
  }
  expect(findSecrets(collectTraces(aws), listSecrets(aws))).toEqual([]);
}

/** A bucket that belongs to no stack, and that outlives them all. */
export const ARCHIVE = 'shared-archive';

export const BUCKET = { Type: 'AWS::S3::Bucket' };

/** A recording configuration of a template; its bucket is the template's resource `Bucket` unless it names another. */
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

/** More than anything takes, less than a test may: where it does not come, the world is closed and the test fails. */
const PATIENCE_MS = 25_000;

/** Waits for something that is bound to come. */
export async function until(isSo: () => boolean): Promise<void> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > givesUpAt) throw new Error(`It did not come to this: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Why a resource failed, as the stack’s events show it. */
export function reasonOf({ events }: StackResult, logicalId = 'Recording'): string {
  const failed = events.find((event) => event.logicalId === logicalId && event.status.endsWith('_FAILED'));
  return failed?.reason ?? '';
}
