import { formatDetail, formatMessage, type MessageCode } from '../../../schema/messages';
import type { BucketStatus } from '../../../lambda/aws/buckets';
import {
  createFailedError,
  findBucketProblem,
  findCreateFailedCause,
} from '../../../lambda/recording-configuration/bucket-check';
import { ResourceError } from '../../../lambda/recording-configuration/errors';
import { TestContext, failWith, resourceError } from './test-context';

const bucket = 'archive';
const region = 'us-east-1';
const account = '123456789012';
const NOT_INSPECTED = resourceError('BucketNotInspected', { bucket, region });

test.each<[BucketStatus, object]>([
  [{ kind: 'missing' }, resourceError('BucketNotFound', { bucket })],
  [
    { kind: 'wrong-region', region: 'eu-west-1' },
    resourceError('BucketInWrongRegion', { bucket, actual: 'eu-west-1', region }),
  ],
  [{ kind: 'access-denied' }, resourceError('BucketAccessDenied', { bucket, account })],
  [{ kind: 'access-point-alias' }, resourceError('BucketIsAccessPointAlias', { bucket })],
  [{ kind: 'wrong-account' }, resourceError('BucketInWrongAccount', { bucket, account })],
  [
    { kind: 'encrypted-with-kms', algorithm: 'aws:kms' },
    resourceError('BucketEncryptionNotSupported', { bucket, algorithm: 'aws:kms' }),
  ],
])('the error of a failed create with a bucket that is %j', async (status, cause) => {
  const env = new TestContext();
  env.bucket = status;
  const found = await findCreateFailedCause(env.context, bucket);
  expect(found).toMatchObject(cause);
  const error = createFailedError(env.context, bucket, found);
  expect(error).toMatchObject(resourceError('CreateFailed', { attempts: '', cause: found?.detail ?? 'none' }));
  expect(error.cause).toBe(found);
});

test('the error of a failed create with a valid bucket', async () => {
  const env = new TestContext();
  expect(await findCreateFailedCause(env.context, bucket)).toBeUndefined();
  expect(createFailedError(env.context, bucket, undefined)).toMatchObject(
    resourceError('CreateFailed', { attempts: '', cause: formatDetail('BucketPolicySuspected', { bucket, region }) }),
  );
});

test('the error of repeated failed creates has their number', () => {
  const { context } = new TestContext();
  const missing = new ResourceError('BucketNotFound', { bucket });
  expect(createFailedError(context, bucket, missing, 2)).toMatchObject(
    resourceError('CreateFailed', { attempts: ' 2 times', cause: missing.detail }),
  );
  const cause = formatDetail('BucketPolicySuspected', { bucket, region });
  expect(createFailedError(context, bucket, undefined, 2)).toMatchObject(
    resourceError('CreateFailed', { attempts: ' 2 times', cause }),
  );
});

test('the error of a failed create with a bucket that cannot be inspected', async () => {
  const env = new TestContext();
  env.onNext('findBucket', failWith('ServiceUnavailable'));
  expect(await findCreateFailedCause(env.context, bucket)).toMatchObject(NOT_INSPECTED);
});

test('an inspection expects the account of the stack and takes at most ten seconds', async () => {
  const env = new TestContext();
  const asked: unknown[] = [];
  const cause = await findCreateFailedCause(
    {
      ...env.context,
      buckets: {
        inspect: (bucketName, accountId, signal) => {
          asked.push([bucketName, accountId]);
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
          });
        },
      },
    },
    bucket,
  );
  expect(cause).toMatchObject(NOT_INSPECTED);
  expect(asked).toEqual([['archive', '123456789012']]);
  expect(env.clock.now() - env.context.startedAt).toBe(10_000);
});

test('an inspection that has ended is not aborted', async () => {
  const env = new TestContext();
  const signals: AbortSignal[] = [];
  const inspect = (_name: string, _account: string, signal: AbortSignal): Promise<BucketStatus> => {
    signals.push(signal);
    return Promise.resolve({ kind: 'missing' });
  };
  await findCreateFailedCause({ ...env.context, buckets: { inspect } }, bucket);
  await env.pass(20_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test.each<[BucketStatus, code: MessageCode | undefined, message: string | undefined, isLogged: boolean]>([
  [{ kind: 'found', isEncryptionKnown: true }, undefined, undefined, false],
  [{ kind: 'found', isEncryptionKnown: false }, undefined, undefined, true],
  [{ kind: 'access-denied' }, undefined, undefined, true],
  [
    { kind: 'access-point-alias' },
    'BucketIsAccessPointAlias',
    formatMessage('BucketIsAccessPointAlias', { bucket }),
    false,
  ],
  [
    { kind: 'wrong-account' },
    'BucketInWrongAccount',
    formatMessage('BucketInWrongAccount', { bucket, account }),
    false,
  ],
  [
    { kind: 'wrong-region', region: 'eu-west-1' },
    'BucketInWrongRegion',
    formatMessage('BucketInWrongRegion', { bucket, actual: 'eu-west-1', region }),
    false,
  ],
  [
    { kind: 'encrypted-with-kms', algorithm: 'aws:kms:dsse' },
    'BucketEncryptionNotSupported',
    formatMessage('BucketEncryptionNotSupported', { bucket, algorithm: 'aws:kms:dsse' }),
    false,
  ],
])('before a create, a bucket that is %j has the problem %s', async (status, code, message, isLogged) => {
  const env = new TestContext();
  env.bucket = status;
  const found = await findBucketProblem(env.context, bucket);
  if (code === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject({ code, message });
  expect(env.timesOf('findBucket')).toEqual([0]);
  const warning = {
    message: 'Bucket not fully inspected',
    details: {
      bucketName: 'archive',
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    },
  };
  expect(env.logs).toEqual(isLogged ? [warning] : []);
});

test('a bucket is reported missing after three inspections', async () => {
  const env = new TestContext();
  env.bucket = { kind: 'missing' };
  expect(await findBucketProblem(env.context, bucket)).toMatchObject(resourceError('BucketNotFound', { bucket }));
  expect(env.timesOf('findBucket')).toEqual([0, 2_000, 4_000]);
});

test('a bucket that appears during the inspections is not reported missing', async () => {
  const env = new TestContext();
  env.onNext('findBucket', () => ({ kind: 'missing' }));
  expect(await findBucketProblem(env.context, bucket)).toBeUndefined();
});

test('an inspection without a response does not prevent a create', async () => {
  const env = new TestContext();
  env.onNext('findBucket', failWith('ServiceUnavailable'));
  expect(await findBucketProblem(env.context, bucket)).toBeUndefined();
  expect(env.timesOf('findBucket')).toEqual([0]);
  expect(env.logs).toEqual([
    { message: 'Bucket inspection failed; continuing without it', details: { error: 'said the service' } },
  ]);
});
