import type { Buckets } from '../../s3/buckets';
import type { ResourceHandler } from '../resource-handler';
import { isObject } from '../values';
import type { JsonObject } from '../values';
import { truncateName, createStubHandler, readTags, readText } from './stub-resource';

export interface BucketOwner {
  readonly accountId: string;
  readonly region: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
const PROPERTY_NAMES = [
  'AbacStatus',
  'AccelerateConfiguration',
  'AccessControl',
  'AnalyticsConfigurations',
  'BucketEncryption',
  'BucketName',
  'BucketNamePrefix',
  'BucketNamespace',
  'CorsConfiguration',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'MetadataConfiguration',
  'MetadataTableConfiguration',
  'MetricsConfigurations',
  'NotificationConfiguration',
  'ObjectLockConfiguration',
  'ObjectLockEnabled',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'ReplicationConfiguration',
  'Tags',
  'VersioningConfiguration',
  'WebsiteConfiguration',
];

export function createBucketHandler(buckets: Buckets, { accountId, region }: BucketOwner): ResourceHandler {
  return createStubHandler({
    propertyNames: PROPERTY_NAMES,
    attributeNames: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
    identify({ properties }, generatedId) {
      const name = readText(properties, 'BucketName') ?? truncateName(generatedId, 63).toLowerCase();
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
        throw new Error(`Bucket name ${name} is not valid: expected 3 to 63 of a-z, 0-9, "." and "-".`);
      }
      if (buckets.has(name)) throw new Error(`${name} already exists (Service: S3, Status Code: 409)`);
      return name;
    },
    createOnlyProperties: ['BucketName'],
    existing: { identifier: 'BucketName', has: (name) => buckets.has(name) },
    describe: (name) => ({
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    }),
    onPut(name, properties) {
      const { policy } = buckets.get(name) ?? {};
      const tags = readTags(properties.Tags);
      buckets.set(name, {
        region,
        accountId,
        encryption: readEncryption(properties),
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
        ...(policy === undefined ? {} : { policy }),
      });
    },
    onDelete(name) {
      buckets.delete(name);
    },
  });
}

export function createBucketPolicyHandler(buckets: Buckets): ResourceHandler {
  const put = (name: string | undefined, policy: unknown): void => {
    const bucket = name === undefined ? undefined : buckets.get(name);
    if (name !== undefined && bucket !== undefined) buckets.set(name, { ...bucket, policy });
  };
  return createStubHandler({
    createOnlyProperties: ['Bucket'],
    onPut(_id, properties) {
      put(readText(properties, 'Bucket'), properties.PolicyDocument);
    },
    onDelete(_id, properties) {
      put(readText(properties, 'Bucket'), undefined);
    },
  });
}

function readEncryption({ BucketEncryption: encryption }: JsonObject): 'AES256' | 'aws:kms' {
  const rules = isObject(encryption) ? encryption.ServerSideEncryptionConfiguration : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[0] : undefined;
  const byDefault = isObject(rule) ? rule.ServerSideEncryptionByDefault : undefined;
  return isObject(byDefault) && String(byDefault.SSEAlgorithm).startsWith('aws:kms') ? 'aws:kms' : 'AES256';
}
