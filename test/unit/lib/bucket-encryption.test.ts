import { Aspects, CfnParameter, type IAspect, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { formatMessage } from '../../../schema/messages';
import { addRecording, createStack } from './synthesis';

type Encryption = s3.CfnBucket['bucketEncryption'];

/** The error of the synthesis of a configuration with the bucket; empty if there is none. */
function synthesisError(create: (stack: Stack) => s3.IBucket): string {
  const stack = createStack();
  addRecording(stack, { bucket: create(stack) });
  try {
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const encryptedWithKms = (bucket: string, encryption: string): string =>
  formatMessage('BucketEncryptedWithKms', { bucket, encryption });

const encryptWith = (sseAlgorithm: string, kmsMasterKeyId?: string): Encryption => ({
  serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }],
});

const readResource = (bucket: s3.Bucket): s3.CfnBucket => bucket.node.defaultChild as s3.CfnBucket;

const importKey = (stack: Stack): kms.IKey =>
  kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab');

describe('a bucket with SSE-KMS is rejected', () => {
  const { KMS, KMS_MANAGED, DSSE, DSSE_MANAGED } = s3.BucketEncryption;

  test.each([
    ['KMS', KMS, 'aws:kms'],
    ['KMS_MANAGED', KMS_MANAGED, 'aws:kms'],
    ['DSSE', DSSE, 'aws:kms:dsse'],
    ['DSSE_MANAGED', DSSE_MANAGED, 'aws:kms:dsse'],
  ])('as BucketEncryption.%s', (_, encryption, algorithm) => {
    expect(synthesisError((stack) => new s3.Bucket(stack, 'Bucket', { encryption }))).toContain(
      `[Stack/Recording] ${encryptedWithKms('Stack/Bucket', algorithm)}`,
    );
  });

  test('by its key', () => {
    expect(
      synthesisError((stack) => new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') })),
    ).toContain(encryptedWithKms('Stack/Bucket', 'aws:kms'));
  });

  test('as a CloudFormation resource', () => {
    const bucketEncryption = encryptWith('aws:kms', 'alias/recordings');
    expect(
      synthesisError((stack) => s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', { bucketEncryption }))),
    ).toContain(encryptedWithKms('Stack/Bucket/@FromCfnBucket', 'aws:kms'));
  });

  test('with a key that is imported with it', () => {
    expect(
      synthesisError((stack) =>
        s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'recordings', encryptionKey: importKey(stack) }),
      ),
    ).toContain(encryptedWithKms('Stack/Bucket', 'a KMS key'));
  });

  test('through an escape hatch', () => {
    expect(
      synthesisError((stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED });
        readResource(bucket).bucketEncryption = encryptWith('aws:kms');
        return bucket;
      }),
    ).toContain(encryptedWithKms('Stack/Bucket', 'aws:kms'));
  });

  test('by an aspect', () => {
    const encryptAll: IAspect = {
      visit: (node: IConstruct) => {
        if (node instanceof s3.CfnBucket) node.bucketEncryption = encryptWith('aws:kms');
      },
    };
    expect(
      synthesisError((stack) => {
        Aspects.of(stack).add(encryptAll);
        return new s3.Bucket(stack, 'Bucket');
      }),
    ).toContain(encryptedWithKms('Stack/Bucket', 'aws:kms'));
  });
});

describe('a bucket is accepted', () => {
  test.each<[string, (stack: Stack) => s3.IBucket]>([
    ['with default settings', (stack) => new s3.Bucket(stack, 'Bucket')],
    ['with SSE-S3', (stack) => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED })],
    ['that is imported', (stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings')],
    [
      'as a resource with SSE-S3',
      (stack) =>
        s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', { bucketEncryption: encryptWith('AES256') })),
    ],
    [
      'whose encryption is known only at deployment',
      (stack) => {
        const bucketEncryption = encryptWith(new CfnParameter(stack, 'Algorithm').valueAsString);
        return s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', { bucketEncryption }));
      },
    ],
    [
      'whose rule names no algorithm',
      (stack) => {
        const bucketEncryption = { serverSideEncryptionConfiguration: [{ bucketKeyEnabled: true }] };
        return s3.Bucket.fromCfnBucket(new s3.CfnBucket(stack, 'Bucket', { bucketEncryption }));
      },
    ],
    [
      'whose key an escape hatch has removed',
      (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: importKey(stack) });
        readResource(bucket).bucketEncryption = encryptWith('AES256');
        return bucket;
      },
    ],
  ])('%s', (_, create) => {
    expect(synthesisError(create)).toBe('');
  });
});
