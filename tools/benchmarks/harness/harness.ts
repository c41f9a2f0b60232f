import { randomUUID } from 'node:crypto';
import { systemClock } from '../../emulator/clock';
import { startApiEndpoint, type ApiEndpoint } from '../../emulator/cloudformation/api-endpoint';
import type { CustomResourceResponse, Violation } from '../../emulator/cloudformation/response';
import { startResponseEndpoint } from '../../emulator/cloudformation/response-endpoint';
import { IvsAccount } from '../../emulator/ivs/account';
import { startIvsServer, type IvsServer } from '../../emulator/ivs/server';
import { startS3Server, type S3Server } from '../../emulator/s3/server';
import { BUCKET_NAME, ENVIRONMENT } from './environment';
import { createStackRecord, createRecordEngine, type StackRecord } from './stack-record';

const STACK_ID = `arn:aws:cloudformation:${ENVIRONMENT.region}:${ENVIRONMENT.accountId}:stack/bench/5a6b7c80-1111-2222-3333-444455556666`;

/** The services for one implementation: IVS, S3, CloudFormation, and the response endpoint. */
export interface Harness {
  readonly ivs: IvsServer;
  readonly s3: S3Server;
  readonly api: ApiEndpoint;
  /** The SDK's endpoint variables, such as `AWS_ENDPOINT_URL_IVS`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The port that https requests of the baselines are redirected to; see fixtures/https-on-loopback.ts. */
  readonly responsePort: string;
  /** Creates a Create event; its response resolves when it is accepted. */
  createEvent(properties: Readonly<Record<string, unknown>>): {
    readonly event: Readonly<Record<string, unknown>>;
    readonly response: Promise<CustomResourceResponse | Violation>;
  };
  close(): Promise<void>;
}

export async function startHarness(timeToActiveMs: number): Promise<Harness> {
  const account = new IvsAccount({ ...ENVIRONMENT, timeToActiveMs, recordingConfigurationQuota: 1000 });
  const ivs = await startIvsServer({ account });
  const buckets = new Map([
    [BUCKET_NAME, { region: ENVIRONMENT.region, accountId: ENVIRONMENT.accountId, encryption: 'AES256' as const }],
  ]);
  const s3 = await startS3Server({ ...ENVIRONMENT, clock: systemClock, buckets });
  const record: StackRecord = createStackRecord(STACK_ID);
  const api = await startApiEndpoint({ ...ENVIRONMENT, clock: systemClock, engine: createRecordEngine(record) });
  const responses = await startResponseEndpoint({ clock: systemClock });
  return {
    ivs,
    s3,
    api,
    endpoints: {
      AWS_ENDPOINT_URL_IVS: ivs.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_CLOUDFORMATION: api.endpoint,
    },
    responsePort: new URL(responses.endpoint).port,
    createEvent: (properties) => {
      const ids = { stackId: STACK_ID, logicalId: 'Recording', requestId: randomUUID() };
      record.begin(ids.logicalId);
      const { url, response } = responses.expect(ids);
      const event = {
        RequestType: 'Create',
        ServiceToken: 'bench',
        ResponseURL: url,
        StackId: ids.stackId,
        RequestId: ids.requestId,
        LogicalResourceId: ids.logicalId,
        ResourceType: 'Custom::IVSRecordingConfiguration',
        ResourceProperties: { ServiceToken: 'bench', ...properties },
      };
      return { event, response };
    },
    close: async () => {
      await Promise.all([ivs, s3, api, responses].map((server) => server.close()));
    },
  };
}
