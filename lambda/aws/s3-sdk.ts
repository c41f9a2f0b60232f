/** What the function needs of the S3 client, so that the rest of it stays out of the bundle. */
export { GetBucketEncryptionCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
