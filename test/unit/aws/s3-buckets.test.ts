import * as sdk from '@aws-sdk/client-s3';
import type { BucketStatus } from '../../../lambda/aws/buckets';
import { createS3Buckets } from '../../../lambda/aws/s3-buckets';

const patient = new AbortController().signal;

type Command = 'HeadBucketCommand' | 'GetBucketEncryptionCommand';

/** Inspects a bucket with a client that returns these responses, one for each command; an error is thrown. */
async function inspect(head: unknown, encryption: unknown = {}, headOfAnyOwner: unknown = head) {
  const sent: unknown[] = [];
  let isDestroyed = false;
  const client = {
    send: (
      { constructor: { name }, input }: { constructor: { name: Command }; input: { ExpectedBucketOwner?: string } },
      options?: { abortSignal?: AbortSignal },
    ) => {
      sent.push([name, input, options?.abortSignal instanceof AbortSignal]);
      const ofHead = input.ExpectedBucketOwner === undefined ? headOfAnyOwner : head;
      const response = name === 'HeadBucketCommand' ? ofHead : encryption;
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
    destroy: () => {
      isDestroyed = true;
    },
  };
  const load = (): Promise<{ sdk: typeof sdk; client: sdk.S3Client }> =>
    Promise.resolve({ sdk, client: client as unknown as sdk.S3Client });
  const found = await createS3Buckets('us-east-1', load)
    .inspect('archive', '123456789012', patient)
    .then(
      (finding): unknown => finding,
      (error: unknown) => error,
    );
  return { found, sent, isDestroyed };
}

const OWNED = { Bucket: 'archive', ExpectedBucketOwner: '123456789012' };
const HEAD = ['HeadBucketCommand', OWNED, true];
const HEAD_OF_ANY_OWNER = ['HeadBucketCommand', { Bucket: 'archive' }, true];
const ENCRYPTION = ['GetBucketEncryptionCommand', OWNED, true];

const errorResponse = (status: number, headers?: Readonly<Record<string, string>>): Error =>
  Object.assign(new Error('said S3'), {
    name: 'X',
    $metadata: { httpStatusCode: status },
    $response: { statusCode: status, headers },
  });

test.each<[head: unknown, finding: BucketStatus, sent: readonly unknown[]]>([
  [{}, { kind: 'found', isEncryptionKnown: true }, [HEAD, ENCRYPTION]],
  [{ BucketRegion: 'us-east-1' }, { kind: 'found', isEncryptionKnown: true }, [HEAD, ENCRYPTION]],
  [{ BucketRegion: 'eu-west-1' }, { kind: 'wrong-region', region: 'eu-west-1' }, [HEAD]],
  [errorResponse(301, { 'x-amz-bucket-region': 'eu-west-1' }), { kind: 'wrong-region', region: 'eu-west-1' }, [HEAD]],
  [errorResponse(400, { 'x-amz-bucket-region': 'eu-west-1' }), { kind: 'wrong-region', region: 'eu-west-1' }, [HEAD]],
  [{ AccessPointAlias: false }, { kind: 'found', isEncryptionKnown: true }, [HEAD, ENCRYPTION]],
  [{ AccessPointAlias: true, BucketRegion: 'eu-west-1' }, { kind: 'access-point-alias' }, [HEAD]],
  [errorResponse(403, { 'x-amz-bucket-region': 'eu-west-1' }), { kind: 'wrong-region', region: 'eu-west-1' }, [HEAD]],
  [errorResponse(403, { 'x-amz-bucket-region': 'us-east-1' }), { kind: 'access-denied' }, [HEAD, HEAD_OF_ANY_OWNER]],
  [errorResponse(403), { kind: 'access-denied' }, [HEAD, HEAD_OF_ANY_OWNER]],
  [errorResponse(404), { kind: 'missing' }, [HEAD]],
])('%p is %j', async (response, finding, commands) => {
  const { found, sent, isDestroyed } = await inspect(response);
  expect(found).toEqual(finding);
  expect(sent).toEqual(commands);
  expect(isDestroyed).toBe(true);
});

test.each<[head: unknown, finding: BucketStatus]>([
  [{}, { kind: 'wrong-account' }],
  [errorResponse(404), { kind: 'access-denied' }],
])('a bucket that denies the expected owner, and returns %p without one, is %j', async (head, finding) => {
  const { found, sent } = await inspect(errorResponse(403), {}, head);
  expect(found).toEqual(finding);
  expect(sent).toEqual([HEAD, HEAD_OF_ANY_OWNER]);
});

const encryptedWith = (...algorithms: readonly (string | undefined)[]): unknown => ({
  ServerSideEncryptionConfiguration: {
    Rules: algorithms.map((SSEAlgorithm) =>
      SSEAlgorithm === undefined ? {} : { ApplyServerSideEncryptionByDefault: { SSEAlgorithm } },
    ),
  },
});

test.each<[encryption: unknown, finding: BucketStatus]>([
  [{ ServerSideEncryptionConfiguration: {} }, { kind: 'found', isEncryptionKnown: true }],
  [encryptedWith('AES256'), { kind: 'found', isEncryptionKnown: true }],
  [encryptedWith('AES256:not:aws:kms'), { kind: 'found', isEncryptionKnown: true }],
  [encryptedWith(undefined, 'aws:kms'), { kind: 'encrypted-with-kms', algorithm: 'aws:kms' }],
  [encryptedWith('aws:kms:dsse'), { kind: 'encrypted-with-kms', algorithm: 'aws:kms:dsse' }],
  [errorResponse(404), { kind: 'found', isEncryptionKnown: true }],
  [errorResponse(403), { kind: 'found', isEncryptionKnown: false }],
])('with an encryption that is %p, it is %j', async (encryption, finding) => {
  expect((await inspect({}, encryption)).found).toEqual(finding);
});

test('an encryption call without a response has no result', async () => {
  const { found, isDestroyed } = await inspect({}, errorResponse(500));
  expect(found).toMatchObject({ kind: 'ServiceUnavailable', action: 's3:GetEncryptionConfiguration' });
  expect(isDestroyed).toBe(true);
});

test.each([
  ['a server error', errorResponse(500, { 'x-amz-bucket-region': 'eu-west-1' })],
  ['a redirect without headers', errorResponse(301)],
  ['a redirect without a Region', errorResponse(301, {})],
  ['a connection that broke', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
])('%s is ServiceUnavailable', async (_title, error) => {
  const { found, isDestroyed } = await inspect(error);
  expect(found).toMatchObject({ name: 'AwsCallError', kind: 'ServiceUnavailable', action: 's3:ListBucket' });
  expect(isDestroyed).toBe(true);
});

test('an aborted inspection rejects with the reason', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('no module'));
  await expect(createS3Buckets('us-east-1', load).inspect('archive', '1', patient)).rejects.toThrow('no module');
  const client = { destroy: () => undefined } as unknown as sdk.S3Client;
  const over = AbortSignal.abort(new RangeError('over'));
  const buckets = createS3Buckets('us-east-1', () => Promise.resolve({ sdk, client }));
  await expect(buckets.inspect('archive', '1', over)).rejects.toThrow(RangeError);
});
