import type { Buckets } from '../../s3/buckets';
import type { ResourceProvider } from '../provider';
import { isObject } from '../values';
import type { JsonObject } from '../values';
import { fitName, keepOnPaper, readText } from './paper-resource';

export interface BucketOwner {
  readonly accountId: string;
  readonly region: string;
}

export function createBucketProvider(buckets: Buckets, { accountId, region }: BucketOwner): ResourceProvider {
  return keepOnPaper({
    attributeNames: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
    identify({ properties }, generatedId) {
      const name = readText(properties, 'BucketName') ?? fitName(generatedId, 63).toLowerCase();
      if (buckets.has(name)) throw new Error(`${name} already exists (Service: S3, Status Code: 409)`);
      return name;
    },
    replacedBy: ['BucketName'],
    describe: (name) => ({
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    }),
    onPut(name, properties) {
      buckets.set(name, { region, accountId, encryption: readEncryption(properties) });
    },
    onDelete(name) {
      buckets.delete(name);
    },
  });
}

function readEncryption({ BucketEncryption: encryption }: JsonObject): 'AES256' | 'aws:kms' {
  const rules = isObject(encryption) ? encryption.ServerSideEncryptionConfiguration : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[0] : undefined;
  const byDefault = isObject(rule) ? rule.ServerSideEncryptionByDefault : undefined;
  return isObject(byDefault) && String(byDefault.SSEAlgorithm).startsWith('aws:kms') ? 'aws:kms' : 'AES256';
}
