import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IvsClient } from '@aws-sdk/client-ivs';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type { TargetName } from '../probe';

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly ivs: IvsClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
  /** S3 in another Region. */
  readonly createS3: (region: string) => S3Client;
}

/** Where the probes run. All of them see it only through the SDK. */
export interface Target {
  readonly name: TargetName;
  readonly region: string;
  readonly clients: Clients;
  /** Every call as `Service:Operation`, such as `CloudFormation:CreateStack`. */
  readonly calls: ReadonlySet<string>;
  /** Milliseconds between two looks at a stack. */
  readonly pollMs: number;
  /** The probes that run at the same time. */
  readonly concurrency: number;
  /** A bucket of another account, if there is one. */
  readonly foreignBucket: string | undefined;
  /** Starts a stream on a channel; returns the function that ends it. */
  readonly startStream: ((channel: LiveChannel) => Promise<() => Promise<void>>) | undefined;
  close(): Promise<void>;
}

export interface LiveChannel {
  readonly arn: string;
  readonly ingestEndpoint: string;
  readonly streamKey: string;
}

export interface ClientOptions {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The SDK's endpoint variables, such as `AWS_ENDPOINT_URL_IVS`. Default: the endpoints of AWS. */
  readonly endpoints?: Readonly<Record<string, string>>;
}

/** Creates the clients, and records the calls of all of them. */
export function createClients({ region, profile, credentials, endpoints = {} }: ClientOptions): {
  clients: Clients;
  calls: ReadonlySet<string>;
  close: () => void;
} {
  const calls = new Set<string>();
  const open: { destroy(): void }[] = [];
  /** The SDK logs each call, whether it succeeds or fails. */
  const record = (entry: unknown): void => {
    const { clientName, commandName } = entry as { readonly clientName?: string; readonly commandName?: string };
    if (clientName !== undefined && commandName !== undefined)
      calls.add(`${clientName.replace(/Client$/, '')}:${commandName.replace(/Command$/, '')}`);
  };
  const ignore = (): void => undefined;
  const logger = { debug: ignore, info: record, warn: ignore, error: record };
  const configure = (service: string): object => {
    const endpoint = endpoints[`AWS_ENDPOINT_URL_${service}`] ?? endpoints.AWS_ENDPOINT_URL;
    return {
      region,
      maxAttempts: 8,
      logger,
      ...(profile === undefined ? {} : { profile }),
      ...(credentials === undefined ? {} : { credentials }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  };
  const register = <Client extends { destroy(): void }>(client: Client): Client => {
    open.push(client);
    return client;
  };
  const createS3 = (bucketRegion: string): S3Client =>
    register(new S3Client({ ...configure('S3'), region: bucketRegion, forcePathStyle: true }));
  return {
    clients: {
      cloudFormation: register(new CloudFormationClient(configure('CLOUDFORMATION'))),
      ivs: register(new IvsClient(configure('IVS'))),
      s3: createS3(region),
      sts: register(new STSClient(configure('STS'))),
      createS3,
    },
    calls,
    close: () => {
      for (const client of open) client.destroy();
    },
  };
}
