import {
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
} from '@aws-sdk/client-ivs';
import type { CreateRecordingConfigurationCommandInput, RecordingConfiguration } from '@aws-sdk/client-ivs';
import { formatName, formatTags } from './ownership';
import type { Run } from './ownership';
import { poll, sleep } from './sleep';
import type { Stacks } from './stacks';
import type { Target } from './targets/target';
import { defineWitness, readRecords } from './witness/witness';
import type { Script, WitnessRecord } from './witness/witness';

/** What every probe works with. */
export interface ProbeEnvironment {
  readonly target: Target;
  readonly run: Run;
  readonly signal: AbortSignal;
  readonly account: string;
  /** A bucket of the account in the Region. */
  readonly bucket: string;
  readonly stacks: Stacks;
  readonly tags: Readonly<Record<string, string>>;
  readonly foreignBucket: string | undefined;
  /** Whether a live stream may be started. */
  readonly isLive: boolean;
  /** The function's ARN of the project's provider. */
  readonly serviceToken: string;
  readonly formatName: (name: string) => string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** The project's resource in a template, tagged. */
  readonly defineRecording: (properties?: object) => Record<string, unknown>;
  readonly defineWitness: (script: Script, properties?: object) => Record<string, unknown>;
  /** Reads the records when that many deliveries have ended. */
  readonly readRecords: (stackName: string, logicalId: string, count: number) => Promise<readonly WitnessRecord[]>;
  /** Creates a configuration with the caller's credentials, and waits for its final state. */
  readonly createConfiguration: (
    input?: Partial<CreateRecordingConfigurationCommandInput>,
  ) => Promise<RecordingConfiguration>;
  readonly deleteConfiguration: (arn: string) => Promise<void>;
}

export interface EnvironmentOptions {
  readonly target: Target;
  readonly run: Run;
  readonly signal: AbortSignal;
  readonly account: string;
  readonly stacks: Stacks;
  readonly bucket: string;
  readonly records: string;
  readonly serviceToken: string;
  readonly witnessToken: string;
  readonly isLive: boolean;
}

const RECORDS_LIMIT_MS = 300_000;
const STATE_LIMIT_MS = 120_000;

export function createEnvironment(options: EnvironmentOptions): ProbeEnvironment {
  const { target, run, signal, bucket, records, serviceToken, witnessToken } = options;
  const { ivs, s3 } = target.clients;
  const tags = formatTags(run);
  const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ...options,
    tags,
    foreignBucket: target.foreignBucket,
    formatName: (name) => formatName(run, name),
    sleep: (milliseconds) => sleep(milliseconds, signal),
    defineRecording: (properties = {}) => ({
      Type: 'Custom::IVSRecordingConfiguration',
      Properties: {
        ServiceToken: serviceToken,
        ServiceTimeout: 900,
        DestinationConfiguration: { S3: { BucketName: bucket } },
        Tags: tagList,
        ...properties,
      },
    }),
    defineWitness: (script, properties) => defineWitness(witnessToken, script, properties),
    readRecords: (stackName, logicalId, count) =>
      poll(
        {
          what: `Record ${count} of ${logicalId} in ${stackName}`,
          limitMs: RECORDS_LIMIT_MS,
          everyMs: target.pollMs,
          signal,
        },
        async () => {
          const all = await readRecords(s3, records, stackName, logicalId);
          return all.filter(({ isDone }) => isDone === true).length >= count ? all : undefined;
        },
      ),
    async createConfiguration(input = {}) {
      const { recordingConfiguration } = await ivs.send(
        new CreateRecordingConfigurationCommand({
          destinationConfiguration: { s3: { bucketName: bucket } },
          tags,
          ...input,
        }),
      );
      const { arn = '' } = recordingConfiguration ?? {};
      return await poll(
        { what: `The final state of ${arn}`, limitMs: STATE_LIMIT_MS, everyMs: Math.min(target.pollMs, 500), signal },
        async () => {
          const { recordingConfiguration: current } = await ivs.send(new GetRecordingConfigurationCommand({ arn }));
          return current?.state === 'CREATING' ? undefined : current;
        },
      );
    },
    async deleteConfiguration(arn) {
      await ivs.send(new DeleteRecordingConfigurationCommand({ arn }));
    },
  };
}
