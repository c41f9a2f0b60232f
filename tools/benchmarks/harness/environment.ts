/** The account and Region of the benchmark. */
export const ENVIRONMENT = { accountId: '123456789012', region: 'us-east-1' } as const;
export const BUCKET_NAME = 'stream-archive';
