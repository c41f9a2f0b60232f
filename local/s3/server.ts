import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';
import { actOut, createFaultQueue } from '../cloudformation/faults';
import type { FaultQueue } from '../cloudformation/faults';
import { startLoopbackServer } from '../cloudformation/loopback-server';
import { readAccessKeyId } from '../cloudformation/signature';
import type { Authorize } from '../cloudformation/signature';
import type { Bucket, Buckets } from './buckets';

export interface S3ServerOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly port?: number;
  readonly authorize?: Authorize;
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
  readonly faults: FaultQueue;
  readonly calls: readonly S3Call[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly body?: string;
  readonly region?: string;
  readonly isAlias?: boolean;
}

type BucketAction = 'HeadBucket' | 'GetBucketLocation' | 'GetBucketEncryption';

const PERMISSIONS: Readonly<Record<BucketAction, string>> = {
  HeadBucket: 's3:ListBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
};

/** S3 as far as one asks it about buckets: path style, on the real wire. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { accountId, region, clock, buckets, authorize = () => undefined } = options;
  const faults = createFaultQueue();
  const calls: S3Call[] = [];
  const server = await startLoopbackServer(serve, options.port);
  return { endpoint: server.endpoint, buckets, faults, calls, close: () => server.close() };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', server.endpoint);
    const name = decodeURIComponent(url.pathname.split('/')[1] ?? '');
    const action = readAction(request.method, url);
    const accessKeyId = readAccessKeyId(request);
    const finish = (answer: Answer): void => {
      calls.push({
        action: action ?? `${request.method ?? ''} ${url.pathname}`,
        bucket: name,
        accessKeyId,
        status: answer.status,
      });
      send(response, request.method === 'HEAD', answer);
    };
    const next = await actOut(faults.take(action ?? ''), { request, response, clock }, (status, isThrottle) => {
      finish({ status: isThrottle ? 503 : status, code: isThrottle ? 'SlowDown' : 'InternalError' });
    });
    if (next !== 'proceed') return;
    if (action === undefined) {
      finish({ status: 501, code: 'NotImplemented' });
      return;
    }
    const bucket = buckets.get(name);
    const context = { 'aws:ResourceAccount': bucket?.accountId ?? accountId };
    const denial = authorize({ action: PERMISSIONS[action], resource: `arn:aws:s3:::${name}`, accessKeyId, context });
    const owner = request.headers['x-amz-expected-bucket-owner'];
    finish(
      denial === undefined
        ? answerCall(action, bucket, owner)
        : { status: 403, code: 'AccessDenied', ...readHeaders(bucket) },
    );
  }

  function answerCall(action: BucketAction, bucket: Bucket | undefined, owner: unknown): Answer {
    if (bucket === undefined) return { status: 404, code: 'NoSuchBucket' };
    const place = readHeaders(bucket);
    if (bucket.region !== region && action !== 'GetBucketLocation') {
      return { status: 301, code: 'PermanentRedirect', ...place };
    }
    const isClosed = bucket.accountId !== accountId && bucket.isShared !== true;
    if (isClosed || (owner !== undefined && owner !== bucket.accountId))
      return { status: 403, code: 'AccessDenied', ...place };
    switch (action) {
      case 'HeadBucket':
        return { status: 200, ...place };
      case 'GetBucketLocation':
        return { status: 200, body: describeLocation(bucket.region), ...place };
      case 'GetBucketEncryption':
        return { status: 200, body: describeEncryption(bucket.encryption), ...place };
    }
  }
}

/** S3 shows these of a bucket whatever the caller's permissions on it are. */
function readHeaders(bucket: Bucket | undefined): Pick<Answer, 'region' | 'isAlias'> {
  return bucket === undefined ? {} : { region: bucket.region, isAlias: bucket.isAccessPointAlias === true };
}

function readAction(method: string | undefined, url: URL): BucketAction | undefined {
  const isBucket = url.pathname.split('/').filter(Boolean).length === 1;
  if (!isBucket) return undefined;
  if (method === 'HEAD') return 'HeadBucket';
  if (method !== 'GET') return undefined;
  if (url.searchParams.has('location')) return 'GetBucketLocation';
  return url.searchParams.has('encryption') ? 'GetBucketEncryption' : undefined;
}

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The oldest Region goes without a name. */
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

/** An answer to HEAD has no body, so an error there is its status and nothing else. */
function send(response: ServerResponse, isHead: boolean, { status, code, body, ...headers }: Answer): void {
  const error = code === undefined ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  const text = body ?? error;
  response.writeHead(status, {
    'content-type': 'application/xml',
    'x-amz-request-id': 'EMBEDDED',
    ...(headers.region === undefined ? {} : { 'x-amz-bucket-region': headers.region }),
    ...(headers.isAlias === undefined ? {} : { 'x-amz-access-point-alias': String(headers.isAlias) }),
  });
  response.end(isHead || text === undefined ? undefined : `<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}
