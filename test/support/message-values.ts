/** Values of messages that several tests expect. */

/** The failure of a call in us-east-1, as messages show it. */
export function awsFailure(action: string, message: string): string {
  return `${action} failed in us-east-1: "${message}".`;
}

export const BUCKET_ACTIONS = 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration';

/** Which timeout to increase. */
export const ADVICE = {
  create: 'Increase Timeouts.Create (at most 840 seconds)',
  delete: 'Increase Timeouts.Delete (at most 840 seconds)',
  service: 'Increase ServiceTimeout, part of which is reserved for cleanup and the response',
} as const;
