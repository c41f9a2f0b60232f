import type { Clock } from '../clock';
import type { Buckets } from './buckets';
import type { IdSource } from './id-source';

/** How the account behaves. All of it except its identity may change at any time. */
export interface AccountSettings {
  /** Twelve digits. Default 123456789012. */
  readonly accountId: string;
  /** Default us-east-1. */
  readonly region: string;
  /** Milliseconds from CREATING to ACTIVE or CREATE_FAILED, also for what is CREATING already. Default 2000. */
  timeToActiveMs: number;
  /** How many recording configurations there may be, failed ones included. Default 20. */
  recordingConfigurationQuota: number;
  /** Items on a page of a List that names no maxResults. Default 100. */
  pageSize: number;
  /** The buckets there are. Default undefined: every bucket exists, in this account and Region. */
  buckets: Buckets | undefined;
  /** Whether AWS Support still has to verify the account; until then nothing can be created. Default false. */
  pendingVerification: boolean;
  /** What a Delete of a configuration that is CREATING meets; the documentation does not say. Default allowed. */
  deleteWhileCreating: 'allowed' | 'refused';
}

/** What everything in the account shares. */
export interface AccountContext {
  readonly settings: AccountSettings;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: IdSource;
}

export const defaultSettings: Readonly<AccountSettings> = {
  accountId: '123456789012',
  region: 'us-east-1',
  timeToActiveMs: 2000,
  recordingConfigurationQuota: 20,
  pageSize: 100,
  buckets: undefined,
  pendingVerification: false,
  deleteWhileCreating: 'allowed',
};

/** The ARN of a resource of the account; id `*` stands for all of the type. */
export function formatArn(
  { region, accountId }: Pick<AccountSettings, 'region' | 'accountId'>,
  type: 'recording-configuration' | 'channel' | 'stream-key',
  id: string,
): string {
  return `arn:aws:ivs:${region}:${accountId}:${type}/${id}`;
}
