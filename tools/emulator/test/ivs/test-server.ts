import { CreateRecordingConfigurationCommand, IvsClient, IvsServiceException } from '@aws-sdk/client-ivs';
import { IvsAccount, type IvsAccountOptions } from '../../ivs/account';
import { createSeededIds } from '../../ivs/id-source';
import { type IvsServer, type IvsServerOptions, startIvsServer } from '../../ivs/server';

export interface Ivs {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  /** Sends every call exactly once. */
  readonly client: IvsClient;
  /** A client of one's own, with the SDK's default of three attempts unless told otherwise. */
  readonly createClient: (maxAttempts?: number) => IvsClient;
}

const open: (() => unknown)[] = [];

/** Call once in a test file: what the tests start is closed after each of them. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
}

/** A server with an account of its own, whose configurations are ACTIVE at once unless told otherwise. */
export async function startIvs(account: IvsAccountOptions = {}, options: IvsServerOptions = {}): Promise<Ivs> {
  const { clock } = options;
  const settings = { ids: createSeededIds(7), timeToActiveMs: 0, ...(clock && { clock }), ...account };
  const server = await startIvsServer({ account: new IvsAccount(settings), ...options });
  open.push(() => server.close());
  const createClient = (maxAttempts?: number): IvsClient => {
    const client = new IvsClient({
      endpoint: server.endpoint,
      region: server.account.settings.region,
      ...(maxAttempts && { maxAttempts }),
    });
    open.push(() => {
      client.destroy();
    });
    return client;
  };
  return { server, account: server.account, client: createClient(1), createClient };
}

export const destination = { s3: { bucketName: 'recordings' } };

/** Resolves once a call of the operation has arrived, answered or not. */
export async function waitForCall(server: IvsServer, operation: string): Promise<void> {
  while (server.calls.list(operation).length === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** The least that a Create needs. */
export const createCommand = (name?: string): CreateRecordingConfigurationCommand =>
  new CreateRecordingConfigurationCommand({ destinationConfiguration: destination, name });

/** Creates a recording configuration over HTTP and returns its ARN. */
export async function createConfiguration(client: IvsClient, name?: string): Promise<string> {
  const { recordingConfiguration } = await client.send(createCommand(name));
  return recordingConfiguration?.arn ?? '';
}

export interface Failure {
  readonly name: string;
  readonly status: number | undefined;
  readonly text: string;
}

/** How a call failed: the service's name for it, the HTTP status and the text. Fails if the call succeeded. */
export async function getFailure(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof IvsServiceException)) throw error;
    const text = 'exceptionMessage' in error ? String(error.exceptionMessage) : error.message;
    return { name: error.name, status: error.$metadata.httpStatusCode, text };
  }
  throw new Error('The call succeeded, expected it to fail');
}

/** A channel that is not there, and a recording configuration that is not there. */
export const missingChannel = 'arn:aws:ivs:us-east-1:123456789012:channel/missing00000';
export const missingConfiguration = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/missing00000';
