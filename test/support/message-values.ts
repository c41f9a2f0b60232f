/** Message values that several tests expect. */

/** The failure of a call in us-east-1, in the form of the messages. */
export function awsFailure(action: string, message: string): string {
  return `${action} failed in us-east-1: "${message}".`;
}

export const BUCKET_ACTIONS = 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration';

/** Advice on the timeout to increase. */
export const ADVICE = {
  create: 'Increase Timeouts.Create (at most 840 seconds)',
  delete: 'Increase Timeouts.Delete (at most 840 seconds)',
  service: 'Increase ServiceTimeout, part of which is reserved for cleanup and the response',
} as const;
