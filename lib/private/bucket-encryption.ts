import { Stack } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Problem } from '../../schema/problem';
import { isRecord } from '../../schema/unresolved-value';
import { createProblem } from './validation';

/**
 * Returns the problems with the encryption of a bucket, as far as the app defines it. IVS accepts a bucket with
 * SSE-KMS, and the configuration becomes `ACTIVE`, but recording then fails when a stream starts:
 * https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
 *
 * Call it at the end of synthesis, after escape hatches and aspects have been applied.
 */
export function findEncryptionProblems(bucket: IBucket): readonly Problem[] {
  const encryption = readEncryption(bucket);
  if (encryption === undefined) return [];
  const values = { bucket: bucket.node.path, encryption };
  return [createProblem('DestinationConfiguration.S3.BucketName', 'BucketEncryptedWithKms', values)];
}

/** Returns the KMS algorithm of a bucket; undefined if it has none, or if it is unknown before deployment. */
function readEncryption(bucket: IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  // Read the L1 resource, because it is deployed and only it shows the AWS managed KMS key.
  if (resource instanceof CfnBucket) return readAlgorithms(resource).find((name) => name.startsWith('aws:kms'));
  return bucket.encryptionKey === undefined ? undefined : 'a KMS key';
}

function readAlgorithms(resource: CfnBucket): readonly string[] {
  const encryption: unknown = Stack.of(resource).resolve(resource.bucketEncryption);
  const rules: unknown = isRecord(encryption) ? encryption.serverSideEncryptionConfiguration : undefined;
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown) => {
    const byDefault = isRecord(rule) ? rule.serverSideEncryptionByDefault : undefined;
    const algorithm = isRecord(byDefault) ? byDefault.sseAlgorithm : undefined;
    return typeof algorithm === 'string' ? [algorithm] : [];
  });
}
