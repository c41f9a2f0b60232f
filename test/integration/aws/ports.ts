import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { createIvsClient } from '../../../lambda/aws/clients';
import { createIvsRecordingConfigurations } from '../../../lambda/aws/ivs-recording-configurations';
import type { RecordingConfigurations } from '../../../lambda/aws/recording-configurations';
import type { RecordingSettings } from '../../../schema/settings';
import { IvsAccount, type IvsAccountOptions } from '../../../tools/emulator/ivs/account';
import { startIvsServer, type IvsServer, type IvsServerOptions } from '../../../tools/emulator/ivs/server';

export const SETTINGS: RecordingSettings = {
  DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
  RecordingReconnectWindowSeconds: 0,
  RenditionConfiguration: { RenditionSelection: 'ALL' },
  ThumbnailConfiguration: { RecordingMode: 'DISABLED' },
};

export const MISSING = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/missing00000';

/** A signal that is never aborted. */
export const patient = (): AbortSignal => new AbortController().signal;

const open: (() => unknown)[] = [];

/** Closes everything passed to `closeLater` after each test. Call it once in a test file. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
}

export function closeLater(close: () => unknown): void {
  open.push(close);
}

export interface Ivs {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  readonly configurations: RecordingConfigurations;
}

/** Starts an IVS emulator and returns the adapter with the function's client. */
export async function startIvs(account: IvsAccountOptions = {}, options: IvsServerOptions = {}): Promise<Ivs> {
  const server = await startIvsServer({ account: new IvsAccount({ timeToActiveMs: 0, ...account }), ...options });
  process.env.AWS_ENDPOINT_URL_IVS = server.endpoint;
  const client = createIvsClient();
  closeLater(() => server.close());
  closeLater(() => {
    client.destroy();
  });
  return { server, account: server.account, configurations: createIvsRecordingConfigurations(client) };
}

export interface CallFailure {
  readonly kind: AwsCallErrorKind;
  readonly action: string;
  readonly message: string;
}

/** Returns the AwsCallError of a rejected call. Throws if the call succeeds or rejects with another error. */
export async function errorOf(call: Promise<unknown>): Promise<CallFailure> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return { kind: error.kind, action: error.action, message: error.message };
  }
  throw new Error('The call succeeded, expected it to be rejected.');
}
