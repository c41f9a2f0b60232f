/** Exports only the used part of the S3 client, to keep the bundle small. */
export { GetBucketEncryptionCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
