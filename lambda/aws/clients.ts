import { IvsClient } from '@aws-sdk/client-ivs';
import type * as CloudFormation from './cloudformation-sdk';
import type * as S3 from './s3-sdk';

/**
 * The clients do not retry. A repeated Create would create a duplicate, and only the caller knows the deadline. Region,
 * credentials and endpoints come from the SDK's variables, such as `AWS_REGION` and `AWS_ENDPOINT_URL_IVS`.
 */
const CONFIGURATION = { maxAttempts: 1 } as const;

export function createIvsClient(): IvsClient {
  return new IvsClient(CONFIGURATION);
}

/** A client that is loaded at its first use, with the SDK module of its commands. */
export interface Loaded<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
}

export async function loadCloudFormationClient(): Promise<
  Loaded<typeof CloudFormation, CloudFormation.CloudFormationClient>
> {
  const sdk = await import('./cloudformation-sdk.js');
  return { sdk, client: new sdk.CloudFormationClient(CONFIGURATION) };
}

export async function loadS3Client(): Promise<Loaded<typeof S3, S3.S3Client>> {
  const sdk = await import('./s3-sdk.js');
  return { sdk, client: new sdk.S3Client(CONFIGURATION) };
}
