import { createIvsClient } from '../../../lambda/aws/clients';
import { createIvsChannels } from '../../../lambda/aws/ivs-channels';
import { createIvsRecordingConfigurations } from '../../../lambda/aws/ivs-recording-configurations';
import type { Log } from '../../../lambda/util/logger';
import { createHandler } from '../../../lambda/custom-resource/handler';
import { handleRequest } from '../../../lambda/recording-configuration/handle-request';
import { IvsAccount } from '../../emulator/ivs/account';
import type { RateQuotas } from '../../emulator/ivs/rate-quotas';
import { startIvsServer, type IvsServer } from '../../emulator/ivs/server';
import { createRandom } from '../../../test/invariants/random';
import { VirtualClock } from '../../../test/support/virtual-clock';
import { BUCKET_NAME, ENVIRONMENT } from '../harness/environment';
import { delayCalls } from './latency';

export interface SimulationOptions {
  readonly timeToActiveMs: number;
  /** The round-trip time of every call to AWS. */
  readonly latencyMs: number;
  readonly quotas?: RateQuotas;
  readonly seed: number;
}

export interface ServedEvent {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string | undefined;
  readonly physicalId: string;
  readonly startedAt: number;
  readonly respondedAt: number;
}

export type EventType = 'Create' | 'Update' | 'Delete';

/** One event, for the resource with this logical id. */
export interface SimulatedEvent {
  readonly type: EventType;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly oldProperties?: Readonly<Record<string, unknown>>;
}

/**
 * Runs the function in virtual time: its code and the real SDK call the IVS emulator over loopback. Waits and latency
 * take no real time, and the machine's noise takes no virtual time. Every event has its own instance of the function
 * and its own client, like a sandbox on Lambda; the instances share this process.
 */
export interface Simulation {
  readonly server: IvsServer;
  readonly clock: VirtualClock;
  readonly random: () => number;
  deliver(event: SimulatedEvent): Promise<ServedEvent>;
  close(): Promise<void>;
}

const STACK_ID = `arn:aws:cloudformation:${ENVIRONMENT.region}:${ENVIRONMENT.accountId}:stack/big/5a6b7c80-1111-2222-3333-444455556666`;
const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const IN_PROGRESS = { Create: 'CREATE_IN_PROGRESS', Update: 'UPDATE_IN_PROGRESS', Delete: 'DELETE_IN_PROGRESS' };
const FUNCTION_TIMEOUT_MS = 900_000;

export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { timeToActiveMs, latencyMs, quotas, seed } = options;
  const clock = new VirtualClock();
  // Adjacent seeds would start with similar numbers.
  const random = createRandom(Math.imul(seed + 1, 0x9e3779b1));
  const account = new IvsAccount({ ...ENVIRONMENT, clock, timeToActiveMs, recordingConfigurationQuota: 10_000 });
  const server = await startIvsServer({ clock, account, ...(quotas && { quotas }) });
  let requests = 0;

  async function deliver({
    type,
    logicalId,
    physicalId,
    properties,
    oldProperties,
  }: SimulatedEvent): Promise<ServedEvent> {
    process.env.AWS_ENDPOINT_URL_IVS = server.endpoint;
    const client = createIvsClient();
    const delayed = <Port extends object>(port: Port): Port => delayCalls(clock, latencyMs, port);
    const dependencies = {
      configurations: delayed(createIvsRecordingConfigurations(client)),
      channels: delayed(createIvsChannels(client)),
      stacks: delayed({
        describeResource: () => Promise.resolve({ status: IN_PROGRESS[type], physicalId: physicalId ?? '' }),
        describeStack: () => Promise.resolve({ status: IN_PROGRESS[type], rootId: STACK_ID }),
        listEvents: () => {
          const status = IN_PROGRESS[type];
          const firstEvent = {
            at: clock.epochMs(),
            logicalId,
            physicalId: physicalId ?? '',
            status,
            reason: '',
            properties,
          };
          return Promise.resolve({ events: [firstEvent], nextToken: undefined });
        },
      }),
      buckets: delayed({ inspect: () => Promise.resolve({ kind: 'found' as const, isEncryptionKnown: true }) }),
      clock,
      random,
      log: SILENT,
      region: ENVIRONMENT.region,
      defaultTags: undefined,
      allowsAdoption: true,
    };
    let response: { Status: ServedEvent['status']; Reason?: string; PhysicalResourceId: string } | undefined;
    const handler = createHandler({
      ...dependencies,
      put: async (_url, body) => {
        await clock.sleep(latencyMs);
        response = JSON.parse(body) as NonNullable<typeof response>;
        return 200;
      },
      handle: (request, invocation) => handleRequest(dependencies, request, invocation),
    });
    const startedAt = clock.now();
    requests += 1;
    const event = {
      RequestType: type,
      ResponseURL: 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/response',
      StackId: STACK_ID,
      RequestId: `request-${requests}`,
      ResourceType: 'Custom::IVSRecordingConfiguration',
      LogicalResourceId: logicalId,
      ResourceProperties: withBucket(properties),
      ...(type === 'Update' && { OldResourceProperties: withBucket(oldProperties) }),
      ...(physicalId !== undefined && { PhysicalResourceId: physicalId }),
    };
    try {
      await handler(event, { getRemainingTimeInMillis: () => startedAt + FUNCTION_TIMEOUT_MS - clock.now() });
    } finally {
      client.destroy();
    }
    if (response === undefined) throw new Error(`The ${type} of ${logicalId} has no response: expected one.`);
    return {
      status: response.Status,
      reason: response.Reason,
      physicalId: response.PhysicalResourceId,
      startedAt,
      respondedAt: clock.now(),
    };
  }

  return { server, clock, random, deliver, close: () => server.close() };
}

function withBucket(properties: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } }, ...properties };
}
