import { CreateRecordingConfigurationCommand, IvsClient, IvsServiceException } from '@aws-sdk/client-ivs';
import { IvsAccount, type IvsAccountOptions } from '../../ivs/account';
import { createSeededIds } from '../../ivs/id-source';
import { type IvsServer, type IvsServerOptions, startIvsServer } from '../../ivs/server';

export interface Ivs {
  readonly server: IvsServer;
  readonly account: IvsAccount;
  /** A client without retries. */
  readonly client: IvsClient;
  /** Creates another client. Default: the SDK's three attempts. */
  readonly createClient: (maxAttempts?: number) => IvsClient;
}

const open: (() => unknown)[] = [];

/** Call once in a test file: closes the servers and clients after each test. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
}

/** Starts a server with a new account. Default: configurations are ACTIVE immediately. */
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

/** Resolves once the server has received a call of the operation. */
export async function waitForCall(server: IvsServer, operation: string): Promise<void> {
  while (server.calls.list(operation).length === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** A Create with the required members only. */
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

/** Returns the error name, HTTP status and text of a failed call. @throws if the call succeeded */
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

/** A channel and a recording configuration that do not exist. */
export const missingChannel = 'arn:aws:ivs:us-east-1:123456789012:channel/missing00000';
export const missingConfiguration = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/missing00000';
