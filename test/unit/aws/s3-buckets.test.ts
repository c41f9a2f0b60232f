import * as sdk from '@aws-sdk/client-s3';
import type { BucketFinding } from '../../../lambda/aws/buckets';
import { createS3Buckets } from '../../../lambda/aws/s3-buckets';

const patient = new AbortController().signal;

/** Looks at a bucket with a client that gives this answer; an error is thrown. */
async function look(answer: unknown) {
  const sent: unknown[] = [];
  let isDestroyed = false;
  const client = {
    send: (command: { constructor: { name: string }; input: unknown }, options?: { abortSignal?: AbortSignal }) => {
      sent.push([command.constructor.name, command.input, options?.abortSignal instanceof AbortSignal]);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    destroy: () => {
      isDestroyed = true;
    },
  };
  const load = (): Promise<{ sdk: typeof sdk; client: sdk.S3Client }> =>
    Promise.resolve({ sdk, client: client as unknown as sdk.S3Client });
  const found = await createS3Buckets('us-east-1', load)
    .find('archive', '123456789012', patient)
    .then(
      (finding): unknown => finding,
      (error: unknown) => error,
    );
  return { found, sent, isDestroyed };
}

const refusal = (status: number, headers?: Readonly<Record<string, string>>): Error =>
  Object.assign(new Error('said S3'), {
    name: 'X',
    $metadata: { httpStatusCode: status },
    $response: { statusCode: status, headers },
  });

test.each<[answer: unknown, finding: BucketFinding]>([
  [{}, { kind: 'found', region: 'us-east-1' }],
  [{ BucketRegion: 'us-east-1' }, { kind: 'found', region: 'us-east-1' }],
  [{ BucketRegion: 'eu-west-1' }, { kind: 'elsewhere', region: 'eu-west-1' }],
  [refusal(301, { 'x-amz-bucket-region': 'eu-west-1' }), { kind: 'elsewhere', region: 'eu-west-1' }],
  [refusal(400, { 'x-amz-bucket-region': 'eu-west-1' }), { kind: 'elsewhere', region: 'eu-west-1' }],
  [refusal(403), { kind: 'denied' }],
  [refusal(404), { kind: 'missing' }],
])('%p is %j', async (answer, finding) => {
  const { found, sent, isDestroyed } = await look(answer);
  expect(found).toEqual(finding);
  expect(sent).toEqual([['HeadBucketCommand', { Bucket: 'archive', ExpectedBucketOwner: '123456789012' }, true]]);
  expect(isDestroyed).toBe(true);
});

test.each([
  ['a server error', refusal(500, { 'x-amz-bucket-region': 'eu-west-1' })],
  ['a redirect to nowhere', refusal(301)],
  ['a redirect without a Region', refusal(301, {})],
  ['a connection that broke', Object.assign(new Error('x'), { code: 'ECONNRESET' })],
])('%s explains nothing', async (_title, error) => {
  const { found, isDestroyed } = await look(error);
  expect(found).toMatchObject({ name: 'AwsCallError', kind: 'unavailable', action: 's3:ListBucket' });
  expect(isDestroyed).toBe(true);
});

test('a look that is ended rejects with the reason', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('no module'));
  await expect(createS3Buckets('us-east-1', load).find('archive', '1', patient)).rejects.toThrow('no module');
  const client = { destroy: () => undefined } as unknown as sdk.S3Client;
  const over = AbortSignal.abort(new RangeError('over'));
  const buckets = createS3Buckets('us-east-1', () => Promise.resolve({ sdk, client }));
  await expect(buckets.find('archive', '1', over)).rejects.toThrow(RangeError);
});
