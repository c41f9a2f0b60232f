import { renderXml } from '../cloudformation/xml';
import type { Bucket } from './buckets';

/** The objects of all buckets, by `<bucket>/<key>`. */
export type Objects = Map<string, Buffer>;

/** Returns `<bucket>/<key>` of the URL of an object, with the bucket in its path or in its host. */
export function readObjectPath(url: string): string {
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const [, bucket] = /^(.+)\.s3[.-].*amazonaws\.com/.exec(hostname) ?? [];
  return bucket === undefined ? path : `${bucket}/${path}`;
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** ListObjectsV2, on one page. */
export function describeObjects(objects: Objects, bucketName: string, prefix: string): string {
  const start = `${bucketName}/`;
  const keys = [...objects.keys()]
    .filter((path) => path.startsWith(start + prefix))
    .map((path) => path.slice(start.length));
  const items = keys
    .sort()
    .map(
      (key) => `<Contents>${renderXml({ Key: key, Size: String(objects.get(start + key)?.length ?? 0) })}</Contents>`,
    );
  return `<ListBucketResult ${NAMESPACE}>${renderXml({ Name: bucketName, Prefix: prefix, KeyCount: String(keys.length), MaxKeys: '1000', IsTruncated: 'false' })}${items.join('')}</ListBucketResult>`;
}

/** ListBuckets, on one page. */
export function describeBuckets(buckets: ReadonlyMap<string, Bucket>, accountId: string, prefix: string): string {
  const own = [...buckets].filter(([name, bucket]) => bucket.accountId === accountId && name.startsWith(prefix));
  const items = own.map(([name, { region }]) => `<Bucket>${renderXml({ Name: name, BucketRegion: region })}</Bucket>`);
  return `<ListAllMyBucketsResult ${NAMESPACE}><Buckets>${items.join('')}</Buckets></ListAllMyBucketsResult>`;
}

/** Reads the tags of a PutBucketTagging request. */
export function readTagSet(xml: string): Record<string, string> {
  const tags = xml.matchAll(/<Tag><Key>([^<]*)<\/Key><Value>([^<]*)<\/Value><\/Tag>/g);
  return Object.fromEntries([...tags].map(([, key = '', value = '']) => [key, value]));
}

/** Reads the Region of a CreateBucket request. Default: us-east-1. */
export function readLocationConstraint(xml: string): string {
  return /<LocationConstraint>([^<]+)<\/LocationConstraint>/.exec(xml)?.[1] ?? 'us-east-1';
}
