import { Stack } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { formatMessage } from '../../schema/messages';
import type { Problem } from '../../schema/problem';
import { isRecord } from '../../schema/unresolved-value';

/**
 * What is wrong with the encryption of a bucket, as far as the app shows it. IVS accepts a bucket with SSE-KMS, and the
 * configuration becomes `ACTIVE`; each stream then fails to be recorded when it starts:
 * https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
 *
 * To be called at the end of synthesis, when escape hatches and aspects have changed what they change.
 */
export function findEncryptionProblems(bucket: IBucket): readonly Problem[] {
  const encryption = readEncryption(bucket);
  if (encryption === undefined) return [];
  const text = formatMessage('BucketEncryptedWithKms', { bucket: bucket.node.path, encryption });
  return [{ path: 'DestinationConfiguration.S3.BucketName', text, hasCode: true }];
}

/** How a bucket is encrypted with KMS; undefined if it is not, or if nobody knows before deployment. */
function readEncryption(bucket: IBucket): string | undefined {
  const resource = bucket.node.defaultChild;
  // The resource is what gets deployed, and it alone shows the key that S3 manages in KMS.
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
