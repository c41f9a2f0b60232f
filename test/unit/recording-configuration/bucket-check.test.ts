import type { BucketStatus } from '../../../lambda/aws/buckets';
import {
  formatCreateFailed,
  formatCreateFailedReason,
  findBucketProblem,
  findCreateFailedCause,
} from '../../../lambda/recording-configuration/bucket-check';
import { TestContext, refused } from './test-context';

const FAILED =
  'IVS could not create the recording configuration (state CREATE_FAILED, for which it gives no reason); it was ' +
  'deleted again. ';

test.each<[BucketStatus, string]>([
  [{ kind: 'missing' }, 'The bucket archive does not exist. Expected it to exist before. Create it, or name another.'],
  [
    { kind: 'wrong-region', region: 'eu-west-1' },
    'The bucket archive is in eu-west-1. Expected a bucket in us-east-1, the Region of the recording configuration. ' +
      'Name one that is there.',
  ],
  [
    { kind: 'access-denied' },
    'The bucket archive belongs to another account than 123456789012, or the function may not check it ' +
      '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.',
  ],
  [
    { kind: 'access-point-alias' },
    'archive is the alias of an access point. Expected the name of a bucket: IVS accepts an alias, and then records ' +
      'nothing. Use the name of the bucket.',
  ],
  [
    { kind: 'wrong-account' },
    'The bucket archive belongs to another account than 123456789012. Expected a bucket of the account of the recording ' +
      'configuration. Name one that it owns.',
  ],
  [
    { kind: 'encrypted-with-kms', algorithm: 'aws:kms' },
    'The bucket archive encrypts with aws:kms by default. Expected SSE-S3 (AES256): IVS cannot write with SSE-KMS, and ' +
      "streams would fail to record without an error of the configuration. Change the bucket's default encryption, or " +
      'name another bucket.',
  ],
  [
    { kind: 'found', isEncryptionKnown: true },
    'The bucket archive exists, in us-east-1 and in this account, as it should. Check that its policy does not deny ' +
      'the service-linked role AWSServiceRoleForIVSRecordToS3, then try again.',
  ],
])('a creation that failed, with a bucket that is %j', async (bucket, text) => {
  const env = new TestContext();
  env.bucket = bucket;
  expect(await formatCreateFailedReason(env.context, 'archive')).toBe(FAILED + text);
  const isExplained = bucket.kind !== 'found';
  expect(await findCreateFailedCause(env.context, 'archive')).toBe(isExplained ? text : undefined);
});

test('creations that failed one after another are counted', () => {
  const { context } = new TestContext();
  expect(formatCreateFailed(context, 'archive', 'The cause.', 2)).toBe(
    'IVS could not create the recording configuration (state CREATE_FAILED 2 times, for which it gives no reason); it was ' +
      'deleted again 2 times. The cause.',
  );
  expect(formatCreateFailed(context, 'archive', undefined, 2)).toMatch(
    /again 2 times\. The bucket archive exists, in us-/,
  );
});

const NOT_SEEN =
  'Expected the bucket archive to exist, in us-east-1 and in this account; the function could not check it. ' +
  'Check that, then try again.';

test('a creation that failed, with a bucket that cannot be looked at', async () => {
  const env = new TestContext();
  env.onNext('findBucket', refused('ServiceUnavailable'));
  expect(await formatCreateFailedReason(env.context, 'archive')).toBe(FAILED + NOT_SEEN);
});

test('a look at the bucket is of the stack’s account, and takes ten seconds at most', async () => {
  const env = new TestContext();
  const asked: unknown[] = [];
  const text = await formatCreateFailedReason(
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
    'archive',
  );
  expect(text).toBe(FAILED + NOT_SEEN);
  expect(asked).toEqual([['archive', '123456789012']]);
  expect(env.clock.now() - env.context.startedAt).toBe(10_000);
});

test('a look that is over is not ended any more', async () => {
  const env = new TestContext();
  const signals: AbortSignal[] = [];
  const find = (_name: string, _account: string, signal: AbortSignal): Promise<BucketStatus> => {
    signals.push(signal);
    return Promise.resolve({ kind: 'missing' });
  };
  await formatCreateFailedReason({ ...env.context, buckets: { inspect: find } }, 'archive');
  await env.pass(20_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test.each<[BucketStatus, problem: RegExp | undefined, isLogged: boolean]>([
  [{ kind: 'found', isEncryptionKnown: true }, undefined, false],
  [{ kind: 'found', isEncryptionKnown: false }, undefined, true],
  [{ kind: 'access-denied' }, undefined, true],
  [{ kind: 'access-point-alias' }, /^archive is the alias of an access point\. Expected/, false],
  [{ kind: 'wrong-account' }, /^The bucket archive belongs to another account than 123456789012\. Expected/, false],
  [{ kind: 'wrong-region', region: 'eu-west-1' }, /^The bucket archive is in eu-west-1\. Expected/, false],
  [{ kind: 'encrypted-with-kms', algorithm: 'aws:kms:dsse' }, /^The bucket archive encrypts with aws:kms:dsse/, false],
])('before a creation a bucket that is %j is %s', async (finding, problem, isLogged) => {
  const env = new TestContext();
  env.bucket = finding;
  const found = await findBucketProblem(env.context, 'archive');
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
  expect(env.timesOf('findBucket')).toEqual([0]);
  const warning = {
    message: "The bucket could not be checked whole: permissions are missing, or it is not this account's",
    details: {
      bucketName: 'archive',
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    },
  };
  expect(env.logs).toEqual(isLogged ? [warning] : []);
});

test('a bucket is missing once it was looked for three times', async () => {
  const env = new TestContext();
  env.bucket = { kind: 'missing' };
  expect(await findBucketProblem(env.context, 'archive')).toMatch(/^The bucket archive does not exist/);
  expect(env.timesOf('findBucket')).toEqual([0, 2_000, 4_000]);
});

test('a bucket that appears in time is not missing', async () => {
  const env = new TestContext();
  env.onNext('findBucket', () => ({ kind: 'missing' }));
  expect(await findBucketProblem(env.context, 'archive')).toBeUndefined();
});

test('a look that gets no answer does not stand in the way of a creation', async () => {
  const env = new TestContext();
  env.onNext('findBucket', refused('ServiceUnavailable'));
  expect(await findBucketProblem(env.context, 'archive')).toBeUndefined();
  expect(env.timesOf('findBucket')).toEqual([0]);
  expect(env.logs).toEqual([
    { message: 'The bucket could not be looked at', details: { refusal: 'said the service' } },
  ]);
});
