import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { applyFault, createFaultQueue } from '../cloudformation/faults';
import type { FaultQueue } from '../cloudformation/faults';
import { startLoopbackServer } from '../cloudformation/loopback-server';
import { readAccessKeyId } from '../cloudformation/signature';
import type { Authorize } from '../cloudformation/signature';
import { renderXml } from '../cloudformation/xml';
import { isObject } from '../cloudformation/values';
import { isAllowedByBucketPolicy } from './bucket-policy';
import type { Bucket, Buckets } from './buckets';
import { describeBuckets, describeObjects, readLocationConstraint, readTagSet } from './objects';
import type { Objects } from './objects';

export interface S3ServerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly port?: number;
  readonly authorize?: Authorize;
  /** Finds the role of an access key. Default: none, so bucket policies allow nothing. */
  readonly findPrincipal?: (accessKeyId: string) => string | undefined;
}

export interface S3Call {
  readonly action: string;
  readonly bucket: string;
  readonly accessKeyId: string | undefined;
  readonly status: number;
}

export interface S3Server {
  readonly endpoint: string;
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly faults: FaultQueue;
  readonly calls: readonly S3Call[];
  close(): Promise<void>;
}

interface S3Response {
  readonly status: number;
  readonly code?: string;
  /** The text of an error. Default: the code. */
  readonly message?: string;
  readonly body?: string;
  /** The body, if it is JSON. */
  readonly json?: string;
  readonly etag?: string;
  readonly region?: string;
  readonly isAlias?: boolean;
}

type BucketAction =
  | 'HeadBucket'
  | 'GetBucketLocation'
  | 'GetBucketEncryption'
  | 'GetBucketTagging'
  | 'GetBucketPolicy'
  | 'PutBucketPolicy'
  | 'ListObjectVersions'
  | 'ListBuckets'
  | 'CreateBucket'
  | 'DeleteBucket'
  | 'PutBucketTagging'
  | 'ListObjectsV2'
  | 'GetObject'
  | 'PutObject'
  | 'DeleteObject';

const PERMISSIONS: Readonly<Record<BucketAction, string>> = {
  HeadBucket: 's3:ListBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketTagging: 's3:GetBucketTagging',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  ListObjectVersions: 's3:ListBucketVersions',
  ListBuckets: 's3:ListAllMyBuckets',
  CreateBucket: 's3:CreateBucket',
  DeleteBucket: 's3:DeleteBucket',
  PutBucketTagging: 's3:PutBucketTagging',
  ListObjectsV2: 's3:ListBucket',
  GetObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
};

/** Starts an S3 server with path-style requests for buckets and small objects. Lists have one page, and no versions. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { accountId, region, clock, buckets, authorize = () => undefined, findPrincipal = () => undefined } = options;
  const faults = createFaultQueue();
  const calls: S3Call[] = [];
  const objects: Objects = new Map();
  const server = await startLoopbackServer(serve, options.port);
  return { endpoint: server.endpoint, buckets, objects, faults, calls, close: () => server.close() };

  async function serve(request: IncomingMessage, response: ServerResponse, payload: Buffer): Promise<void> {
    const url = new URL(request.url ?? '/', server.endpoint);
    const [name = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const action = readAction(request.method, url);
    const accessKeyId = readAccessKeyId(request);
    const finish = (result: S3Response): void => {
      calls.push({
        action: action ?? `${request.method ?? ''} ${url.pathname}`,
        bucket: name,
        accessKeyId,
        status: result.status,
      });
      send(response, request.method === 'HEAD', result);
    };
    const next = await applyFault(faults.take(action ?? ''), { request, response, clock }, (status, isThrottle) => {
      finish({ status: isThrottle ? 503 : status, code: isThrottle ? 'SlowDown' : 'InternalError' });
    });
    if (next !== 'proceed') return;
    if (action === undefined) {
      finish({ status: 501, code: 'NotImplemented' });
      return;
    }
    const bucket = buckets.get(name);
    const context = { 'aws:ResourceAccount': bucket?.accountId ?? accountId };
    const resource = action === 'ListBuckets' ? '*' : `arn:aws:s3:::${key === '' ? name : `${name}/${key}`}`;
    const access = { action: PERMISSIONS[action], resource, context };
    const roleArn = accessKeyId === undefined ? undefined : findPrincipal(accessKeyId);
    const isGranted = roleArn !== undefined && isAllowedByBucketPolicy(bucket?.policy, roleArn, access);
    const denial = isGranted ? undefined : authorize({ ...access, accessKeyId });
    const owner = request.headers['x-amz-expected-bucket-owner'];
    finish(
      denial === undefined
        ? handleCall(action, {
            name,
            key,
            owner,
            payload,
            prefix: url.searchParams.get('prefix') ?? '',
            ifMatch: request.headers['if-match'],
            ifNoneMatch: request.headers['if-none-match'],
            mayList: () =>
              authorize({ ...access, action: 's3:ListBucket', resource: `arn:aws:s3:::${name}`, accessKeyId }) ===
              undefined,
          })
        : { status: 403, code: 'AccessDenied', message: denial, ...readHeaders(bucket) },
    );
  }

  function handleCall(action: BucketAction, request: S3Request): S3Response {
    const { name, key, owner, payload, prefix } = request;
    if (action === 'ListBuckets') return { status: 200, body: describeBuckets(buckets, accountId, prefix) };
    const bucket = buckets.get(name);
    if (action === 'CreateBucket') {
      if (bucket !== undefined) return { status: 409, code: 'BucketAlreadyExists' };
      buckets.set(name, { region: readLocationConstraint(payload.toString('utf8')), accountId, encryption: 'AES256' });
      return { status: 200 };
    }
    if (bucket === undefined) return { status: 404, code: 'NoSuchBucket' };
    const headers = readHeaders(bucket);
    if (bucket.region !== region && !ANY_REGION.includes(action)) {
      return { status: 301, code: 'PermanentRedirect', ...headers };
    }
    const isDenied = bucket.accountId !== accountId && bucket.isShared !== true;
    if (isDenied || (owner !== undefined && owner !== bucket.accountId))
      return { status: 403, code: 'AccessDenied', ...headers };
    switch (action) {
      case 'HeadBucket':
        return { status: 200, ...headers };
      case 'GetBucketLocation':
        return { status: 200, body: describeLocation(bucket.region), ...headers };
      case 'GetBucketEncryption':
        return { status: 200, body: describeEncryption(bucket.encryption), ...headers };
      case 'GetBucketTagging':
        return bucket.tags === undefined
          ? { status: 404, code: 'NoSuchTagSet', ...headers }
          : { status: 200, body: describeTags(bucket.tags), ...headers };
      case 'GetBucketPolicy':
        return bucket.policy === undefined
          ? { status: 404, code: 'NoSuchBucketPolicy', ...headers }
          : { status: 200, json: JSON.stringify(bucket.policy), ...headers };
      case 'PutBucketPolicy': {
        const policy = readJson(payload);
        if (policy === undefined) return { status: 400, code: 'MalformedPolicy', ...headers };
        buckets.set(name, { ...bucket, policy });
        return { status: 204, ...headers };
      }
      case 'ListObjectVersions':
        return { status: 200, body: describeVersions(name), ...headers };
      case 'PutBucketTagging':
        buckets.set(name, { ...bucket, tags: readTagSet(payload.toString('utf8')) });
        return { status: 204, ...headers };
      case 'DeleteBucket':
        if ([...objects.keys()].some((path) => path.startsWith(`${name}/`)))
          return { status: 409, code: 'BucketNotEmpty' };
        buckets.delete(name);
        return { status: 204 };
      case 'ListObjectsV2':
        return { status: 200, body: describeObjects(objects, name, prefix), ...headers };
      case 'GetObject': {
        const object = objects.get(`${name}/${key}`);
        if (object !== undefined) return { status: 200, json: object.toString('utf8'), etag: getEtag(object) };
        return request.mayList() ? { status: 404, code: 'NoSuchKey' } : { status: 403, code: 'AccessDenied' };
      }
      case 'PutObject': {
        const { ifMatch, ifNoneMatch } = request;
        const current = objects.get(`${name}/${key}`);
        if (ifMatch !== undefined && current === undefined) return { status: 404, code: 'NoSuchKey' };
        const isChanged = ifMatch !== undefined && current !== undefined && getEtag(current) !== ifMatch;
        if (isChanged || (ifNoneMatch === '*' && current !== undefined))
          return { status: 412, code: 'PreconditionFailed' };
        objects.set(`${name}/${key}`, payload);
        return { status: 200, etag: getEtag(payload), ...headers };
      }
      case 'DeleteObject':
        objects.delete(`${name}/${key}`);
        return { status: 204, ...headers };
    }
  }
}

interface S3Request {
  readonly name: string;
  readonly key: string;
  /** The header x-amz-expected-bucket-owner. */
  readonly owner: unknown;
  readonly payload: Buffer;
  readonly prefix: string;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** Whether the caller may list the bucket: S3 shows only then that an object is missing. */
  readonly mayList: () => boolean;
}

function getEtag(object: Buffer): string {
  return `"${createHash('md5').update(object).digest('hex')}"`;
}

/** A client of the emulator has one endpoint, so these calls reach the buckets of all Regions. */
const ANY_REGION: readonly BucketAction[] = [
  'GetBucketLocation',
  'GetBucketTagging',
  'PutBucketTagging',
  'DeleteBucket',
  'ListObjectsV2',
];

/** S3 sends these headers regardless of the caller's permissions. */
function readHeaders(bucket: Bucket | undefined): Pick<S3Response, 'region' | 'isAlias'> {
  return bucket === undefined ? {} : { region: bucket.region, isAlias: bucket.isAccessPointAlias === true };
}

const OBJECT_ACTIONS: Readonly<Record<string, BucketAction>> = {
  GET: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

function readAction(method: string | undefined, url: URL): BucketAction | undefined {
  const { length } = url.pathname.split('/').filter(Boolean);
  if (length === 0) return method === 'GET' ? 'ListBuckets' : undefined;
  if (length > 1) return OBJECT_ACTIONS[method ?? ''];
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'DELETE') return 'DeleteBucket';
  if (method === 'PUT') {
    if (url.searchParams.has('policy')) return 'PutBucketPolicy';
    return url.searchParams.has('tagging') ? 'PutBucketTagging' : 'CreateBucket';
  }
  if (method !== 'GET') return undefined;
  if (url.searchParams.has('list-type')) return 'ListObjectsV2';
  if (url.searchParams.has('location')) return 'GetBucketLocation';
  if (url.searchParams.has('encryption')) return 'GetBucketEncryption';
  if (url.searchParams.has('tagging')) return 'GetBucketTagging';
  if (url.searchParams.has('policy')) return 'GetBucketPolicy';
  return url.searchParams.has('versions') ? 'ListObjectVersions' : undefined;
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The location constraint of us-east-1 is empty. */
function describeLocation(region: string): string {
  return region === 'us-east-1'
    ? `<LocationConstraint ${NAMESPACE}/>`
    : `<LocationConstraint ${NAMESPACE}>${region}</LocationConstraint>`;
}

function describeEncryption(algorithm: string): string {
  return (
    `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault>` +
    `<SSEAlgorithm>${algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault>` +
    `<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`
  );
}

function describeTags(tags: Readonly<Record<string, string>>): string {
  const set = Object.entries(tags).map(([key, value]) => `<Tag>${renderXml({ Key: key, Value: value })}</Tag>`);
  return `<Tagging ${NAMESPACE}><TagSet>${set.join('')}</TagSet></Tagging>`;
}

function describeVersions(name: string): string {
  return (
    `<ListVersionsResult ${NAMESPACE}><Name>${name}</Name><MaxKeys>1000</MaxKeys>` +
    '<IsTruncated>false</IsTruncated></ListVersionsResult>'
  );
}

function readJson(payload: Buffer): unknown {
  try {
    const document: unknown = JSON.parse(payload.toString('utf8'));
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** A response to HEAD has no body, so its error is only a status. */
function send(
  response: ServerResponse,
  isHead: boolean,
  { status, code, message = code, body, json, etag, ...headers }: S3Response,
): void {
  const error = code === undefined ? undefined : `<Error>${renderXml({ Code: code, Message: message })}</Error>`;
  const text = body ?? error;
  response.writeHead(status, {
    'content-type': json === undefined ? 'application/xml' : 'application/json',
    'x-amz-request-id': 'EMULATOR',
    ...(etag === undefined ? {} : { etag }),
    ...(headers.region === undefined ? {} : { 'x-amz-bucket-region': headers.region }),
    ...(headers.isAlias === undefined ? {} : { 'x-amz-access-point-alias': String(headers.isAlias) }),
  });
  if (json !== undefined) response.end(json);
  else response.end(isHead || text === undefined ? undefined : `<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}
