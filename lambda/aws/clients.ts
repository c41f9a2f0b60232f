import { IvsClient } from '@aws-sdk/client-ivs';
import type * as CloudFormation from './cloudformation-sdk';
import type * as S3 from './s3-sdk';

/**
 * No client tries again by itself: a Create sent twice makes two configurations, and how long to go on is for the
 * operation to decide, which knows its deadline. Region, credentials and endpoints come from the SDK's own variables
 * (`AWS_REGION`, `AWS_ENDPOINT_URL_IVS` and so on).
 */
const CONFIGURATION = { maxAttempts: 1 } as const;

export function createIvsClient(): IvsClient {
  return new IvsClient(CONFIGURATION);
}

/** A client that is loaded only when something is asked of it, with the SDK module that its commands come from. */
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
