import type { Clock } from '../clock';
import type { Buckets } from './buckets';
import type { IdSource } from './id-source';

/** The settings of the account. All except accountId and region can change at any time. */
export interface AccountSettings {
  /** Twelve digits. Default 123456789012. */
  readonly accountId: string;
  /** Default us-east-1. */
  readonly region: string;
  /** Milliseconds from CREATING to ACTIVE or CREATE_FAILED, including current creations. Default 2000. */
  timeToActiveMs: number;
  /** The maximum number of recording configurations, including failed ones. Default 20. */
  recordingConfigurationQuota: number;
  /** Items per page of a List without maxResults. Default 100. */
  pageSize: number;
  /** The existing buckets. Default undefined: every bucket exists, in this account and Region. */
  buckets: Buckets | undefined;
  /** Whether the account is pending verification and cannot create resources. Default false. */
  pendingVerification: boolean;
  /** Whether a configuration can be deleted while CREATING; the documentation does not say. Default allowed. */
  deleteWhileCreating: 'allowed' | 'refused';
}

/** The context shared by all resources of the account. */
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

/** Formats the ARN of a resource; id `*` matches all of the type. */
export function formatArn(
  { region, accountId }: Pick<AccountSettings, 'region' | 'accountId'>,
  type: 'recording-configuration' | 'channel' | 'stream-key',
  id: string,
): string {
  return `arn:aws:ivs:${region}:${accountId}:${type}/${id}`;
}
