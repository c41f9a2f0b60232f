import type { BucketFinding } from '../../../lambda/aws/buckets';
import {
  describeCreateFailed,
  explainCreateFailed,
  findBucketProblem,
  findCreateFailedCause,
} from '../../../lambda/recording-configuration/bucket-check';
import { Bench, refused } from './test-context';

const FAILED =
  'IVS could not create the recording configuration (state CREATE_FAILED, for which it gives no reason); it was ' +
  'deleted again. ';

test.each<[BucketFinding, string]>([
  [{ kind: 'missing' }, 'The bucket archive does not exist. Expected it to exist before. Create it, or name another.'],
  [
    { kind: 'elsewhere', region: 'eu-west-1' },
    'The bucket archive is in eu-west-1. Expected a bucket in us-east-1, the Region of the recording configuration. ' +
      'Name one that is there.',
  ],
  [
    { kind: 'denied' },
    'The bucket archive belongs to another account than 123456789012, or the function may not check it ' +
      '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.',
  ],
  [
    { kind: 'access-point-alias' },
    'archive is the alias of an access point. Expected the name of a bucket: IVS accepts an alias, and then records ' +
      'nothing. Use the name of the bucket.',
  ],
  [
    { kind: 'foreign' },
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
  const bench = new Bench();
  bench.bucket = bucket;
  expect(await explainCreateFailed(bench.operation, 'archive')).toBe(FAILED + text);
  const isExplained = bucket.kind !== 'found';
  expect(await findCreateFailedCause(bench.operation, 'archive')).toBe(isExplained ? text : undefined);
});

test('creations that failed one after another are counted', () => {
  const { operation } = new Bench();
  expect(describeCreateFailed(operation, 'archive', 'The cause.', 2)).toBe(
    'IVS could not create the recording configuration (state CREATE_FAILED 2 times, for which it gives no reason); it was ' +
      'deleted again 2 times. The cause.',
  );
  expect(describeCreateFailed(operation, 'archive', undefined, 2)).toMatch(
    /again 2 times\. The bucket archive exists, in us-/,
  );
});

const NOT_SEEN =
  'Expected the bucket archive to exist, in us-east-1 and in this account; the function could not check it. ' +
  'Check that, then try again.';

test('a creation that failed, with a bucket that cannot be looked at', async () => {
  const bench = new Bench();
  bench.onNext('findBucket', refused('unavailable'));
  expect(await explainCreateFailed(bench.operation, 'archive')).toBe(FAILED + NOT_SEEN);
});

test('a look at the bucket is of the stack’s account, and takes ten seconds at most', async () => {
  const bench = new Bench();
  const asked: unknown[] = [];
  const text = await explainCreateFailed(
    {
      ...bench.operation,
      buckets: {
        find: (bucketName, accountId, signal) => {
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
  expect(bench.clock.now() - bench.operation.startedAt).toBe(10_000);
});

test('a look that is over is not ended any more', async () => {
  const bench = new Bench();
  const signals: AbortSignal[] = [];
  const find = (_name: string, _account: string, signal: AbortSignal): Promise<BucketFinding> => {
    signals.push(signal);
    return Promise.resolve({ kind: 'missing' });
  };
  await explainCreateFailed({ ...bench.operation, buckets: { find } }, 'archive');
  await bench.pass(20_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test.each<[BucketFinding, problem: RegExp | undefined, isLogged: boolean]>([
  [{ kind: 'found', isEncryptionKnown: true }, undefined, false],
  [{ kind: 'found', isEncryptionKnown: false }, undefined, true],
  [{ kind: 'denied' }, undefined, true],
  [{ kind: 'access-point-alias' }, /^archive is the alias of an access point\. Expected/, false],
  [{ kind: 'foreign' }, /^The bucket archive belongs to another account than 123456789012\. Expected/, false],
  [{ kind: 'elsewhere', region: 'eu-west-1' }, /^The bucket archive is in eu-west-1\. Expected/, false],
  [{ kind: 'encrypted-with-kms', algorithm: 'aws:kms:dsse' }, /^The bucket archive encrypts with aws:kms:dsse/, false],
])('before a creation a bucket that is %j is %s', async (finding, problem, isLogged) => {
  const bench = new Bench();
  bench.bucket = finding;
  const found = await findBucketProblem(bench.operation, 'archive');
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
  expect(bench.timesOf('findBucket')).toEqual([0]);
  const warning = {
    message: "The bucket could not be checked whole: permissions are missing, or it is not this account's",
    details: {
      bucketName: 'archive',
      expected: ['s3:GetBucketLocation', 's3:ListBucket', 's3:GetEncryptionConfiguration'],
    },
  };
  expect(bench.logs).toEqual(isLogged ? [warning] : []);
});

test('a bucket is missing once it was looked for three times', async () => {
  const bench = new Bench();
  bench.bucket = { kind: 'missing' };
  expect(await findBucketProblem(bench.operation, 'archive')).toMatch(/^The bucket archive does not exist/);
  expect(bench.timesOf('findBucket')).toEqual([0, 2_000, 4_000]);
});

test('a bucket that appears in time is not missing', async () => {
  const bench = new Bench();
  bench.onNext('findBucket', () => ({ kind: 'missing' }));
  expect(await findBucketProblem(bench.operation, 'archive')).toBeUndefined();
});

test('a look that gets no answer does not stand in the way of a creation', async () => {
  const bench = new Bench();
  bench.onNext('findBucket', refused('unavailable'));
  expect(await findBucketProblem(bench.operation, 'archive')).toBeUndefined();
  expect(bench.timesOf('findBucket')).toEqual([0]);
  expect(bench.logs).toEqual([
    { message: 'The bucket could not be looked at', details: { refusal: 'said the service' } },
  ]);
});
