import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import type { BucketFinding } from '../../../lambda/aws/buckets';
import { InvalidPropertiesError } from '../../../lambda/recording/declaration';
import { explainCreateFailed, explainFailure } from '../../../lambda/recording/diagnosis';
import { RecordingError } from '../../../lambda/recording/recording-error';
import { InUseError } from '../../../lambda/recording/removal';
import { DeadlineError } from '../../../lambda/time/deadline';
import { Bench, refused } from './bench';

const ARN = 'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC';
const CREATE = 'ivs:CreateRecordingConfiguration';
const explain = (error: unknown, kind: 'Create' | 'Update' | 'Delete' = 'Create', arn?: string): string =>
  explainFailure(error, { region: 'eu-west-1', kind, arn });

test('what is explained already is told as it is', () => {
  expect(explain(new RecordingError('One.'))).toBe('One.');
  expect(explain(new InvalidPropertiesError('Two.'))).toBe('Two.');
  expect(new RecordingError('One.').name).toBe('RecordingError');
});

test('what nobody foresaw is not explained', () => {
  const defect = new TypeError('x is not a function');
  expect(() => explain(defect)).toThrow(defect);
});

test('a configuration in use', () => {
  expect(explain(new InUseError(ARN, undefined))).toBe(
    `${ARN} is used by at least one channel, and IVS deletes no configuration in use. Expected no channel to refer to ` +
      'it. Point the channels elsewhere or switch their recording off (aws ivs list-channels ' +
      `--filter-by-recording-configuration-arn ${ARN} names them; aws ivs update-channel --arn <channel> ` +
      '--recording-configuration-arn ""), then try again.',
  );
});

test.each<['Create' | 'Update' | 'Delete', string | undefined, string]>([
  [
    'Create',
    undefined,
    'The recording configuration was not created after 60 s. Expected it to be ACTIVE by then; IVS takes at most ' +
      'about 20 s as a rule. Raise Timeouts.Create (at most 840 seconds), or try again; if it stays so, look at the ' +
      'health of Amazon IVS in this Region.',
  ],
  [
    'Update',
    ARN,
    `${ARN} was still CREATING after 60 s. Expected it to be ACTIVE by then; IVS takes at most ` +
      'about 20 s as a rule. Raise Timeouts.Create (at most 840 seconds), or try again; if it stays so, look at the ' +
      'health of Amazon IVS in this Region.',
  ],
  [
    'Delete',
    ARN,
    `${ARN} was still there 60 s after the deletion began. Expected it to be gone by then. Raise Timeouts.Delete ` +
      '(at most 840 seconds), or try again.',
  ],
  [
    'Delete',
    undefined,
    'The recording configuration was still there 60 s after the deletion began. Expected it to be gone by then. ' +
      'Raise Timeouts.Delete (at most 840 seconds), or try again.',
  ],
])('a %s of %s that ran out of time', (kind, arn, text) => {
  expect(explain(new DeadlineError(60_000), kind, arn)).toBe(text);
});

const SAID = `${CREATE} was refused in eu-west-1: "said so"`;

test.each<[AwsCallErrorKind, string]>([
  [
    'invalid',
    `${SAID}. Expected input that IVS accepts. Outside us-east-1 this is also what IVS answers for a bucket of ` +
      'another Region: use a bucket in eu-west-1, owned by this account, and check the property that IVS names.',
  ],
  [
    'quota-exceeded',
    `${SAID}. Expected room for one more recording configuration in this account and Region. Delete some that no ` +
      'channel uses, or ask for more in Service Quotas (Amazon Interactive Video Service).',
  ],
  [
    'pending-verification',
    `${SAID}. Expected an account that AWS has verified for IVS. Contact AWS Support to have it verified, then try ` +
      'again.',
  ],
  [
    'access-denied',
    `${SAID}. Expected the function's role to allow ${CREATE}. Deploy the provider anew, or allow the action; a ` +
      'permissions boundary or a service control policy may also deny it.',
  ],
  ['not-found', `${SAID}. Expected it to exist. It was deleted by somebody else meanwhile; try again.`],
  ['conflict', `${SAID}. Expected nothing else to work on the same resource. Try again when that is done.`],
  [
    'throttled',
    `${SAID}. The calls of this account were throttled until the time for the operation was used up; expected to ` +
      'get through under the quota of 3 calls a second. Deploy fewer configurations at once, or raise Timeouts.',
  ],
  [
    'unavailable',
    `${CREATE} got no usable answer in eu-west-1: said so. Expected AWS to answer. Try again; if the ` +
      'function runs in a VPC, see that it has a route to the service.',
  ],
])('a call refused as %s', (kind, text) => {
  expect(explain(new AwsCallError(kind, CREATE, 'said so'))).toBe(text);
});

test.each(['the service-linked role', 'a Service Linked Role', 'AWSServiceRoleForIVSRecordToS3', 'iam:PutRolePolicy'])(
  'a denial for want of %s',
  (what) => {
    const message = `User is not authorized: ${what}`;
    expect(explain(new AwsCallError('access-denied', CREATE, message))).toBe(
      `${CREATE} was refused in eu-west-1: "${message}". IVS needs its service-linked role ` +
        "AWSServiceRoleForIVSRecordToS3. Expected the function's role to allow iam:CreateServiceLinkedRole, " +
        'iam:AttachRolePolicy and iam:PutRolePolicy on it. Allow them, or create the role once by hand ' +
        '(aws iam create-service-linked-role --aws-service-name ivs.amazonaws.com).',
    );
  },
);

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
    'The bucket archive belongs to another account than 123456789012, or the function may not look at it ' +
      '(s3:ListBucket). Expected a bucket of this account. Check its name and its policy.',
  ],
  [
    { kind: 'found', region: 'us-east-1' },
    'The bucket archive exists, in us-east-1 and in this account, as it should. Check that its policy does not deny ' +
      'the service-linked role AWSServiceRoleForIVSRecordToS3, then try again.',
  ],
])('a creation that failed, with a bucket that is %j', async (bucket, text) => {
  const bench = new Bench();
  bench.bucket = bucket;
  expect(await explainCreateFailed(bench.operation, 'archive')).toBe(FAILED + text);
});

const NOT_SEEN =
  'Expected the bucket archive to exist, in us-east-1 and in this account; the function could not look. ' +
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
