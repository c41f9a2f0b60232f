import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { LiveChannelsError } from '../../../lambda/recording-configuration/channels';
import { InvalidPropertiesError } from '../../../lambda/recording-configuration/desired-state';
import { formatError } from '../../../lambda/recording-configuration/error-messages';
import { ResourceError } from '../../../lambda/recording-configuration/resource-error';
import { InUseError } from '../../../lambda/recording-configuration/delete';
import { DeadlineError } from '../../../lambda/util/deadline';

const ARN = 'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC';
const CREATE = 'ivs:CreateRecordingConfiguration';
const explain = (error: unknown, kind: 'Create' | 'Update' | 'Delete' = 'Create', arn?: string): string =>
  formatError(error, { region: 'eu-west-1', kind, arn });

test('what is explained already is told as it is', () => {
  expect(explain(new ResourceError('One.'))).toBe('One.');
  expect(explain(new InvalidPropertiesError('Two.'))).toBe('Two.');
  expect(new ResourceError('One.').name).toBe('ResourceError');
});

test('what nobody foresaw is not explained', () => {
  const defect = new TypeError('x is not a function');
  expect(() => explain(defect)).toThrow(defect);
});

const channel = (id: string, name = ''): { arn: string; name: string } => ({
  arn: `arn:aws:ivs:eu-west-1:123456789012:channel/${id}`,
  name,
});
const channels = (count: number) => Array.from({ length: count }, (_, index) => channel(`c${index}`, 'x'.repeat(100)));

test.each([
  [[channel('a', 'stage'), channel('b')], '2 channels', `In use by ${channel('a').arn} (stage), ${channel('b').arn}.`],
  [[channel('a')], '1 channel', `In use by ${channel('a').arn}.`],
  [[], 'at least one channel', `The channels: aws ivs list-channels --filter-by-recording-configuration-arn ${ARN}.`],
  [
    undefined,
    'at least one channel',
    `The channels: aws ivs list-channels --filter-by-recording-configuration-arn ${ARN}.`,
  ],
])('a configuration in use by %j', (channels, count, names) => {
  expect(explain(new InUseError(ARN, channels, undefined))).toBe(
    `${ARN} is used by ${count}, and IVS deletes no configuration in use. Expected no channel to refer to it. Point the ` +
      'channels elsewhere or switch their recording off (aws ivs update-channel --arn <channel> ' +
      '--recording-configuration-arn ""), or declare OnInUse: RELEASE, which does that; then try again. ' +
      names,
  );
});

test('live channels', () => {
  expect(explain(new LiveChannelsError(ARN, [channel('a', 'stage')], 9))).toBe(
    `1 channel of those that use ${ARN} cannot be changed while live (9 more can). Expected none of them to be live. Wait ` +
      'for the streams to end, or end them (aws ivs stop-stream --channel-arn <channel>), then try again. Live: ' +
      `${channel('a').arn} (stage).`,
  );
});

test('live channels without others', () => {
  expect(explain(new LiveChannelsError(ARN, [channel('a')], 0))).toContain('cannot be changed while live. Expected');
});

test('as many channels are named as leave room for the rest of an answer', () => {
  const text = explain(new InUseError(ARN, channels(100), undefined));
  expect(text).toMatch(/ and 85 more\.$/);
  expect(text.match(/channel\/c/g)).toHaveLength(15);
  expect(Buffer.byteLength(text)).toBeLessThan(3_200);
});

test('a Region without IVS', () => {
  const error = new AwsCallError('EndpointNotFound', CREATE, 'getaddrinfo ENOTFOUND ivs.eu-west-9.amazonaws.com');
  expect(explain(error)).toMatch(
    /^ivs:CreateRecordingConfiguration found no host in eu-west-1: getaddrinfo ENOTFOUND .+ Expected a Region that has IVS \(us-east-1, .+, eu-west-1\), and a name service that works\. Deploy the stack in one of them, or try again\.$/,
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

test.each(['Create', 'Update', 'Delete'] as const)('a %s that ServiceTimeout ended', (kind) => {
  const text = explain(new DeadlineError(60_000, 'ServiceTimeout'), kind, ARN);
  expect(text).toContain('Raise ServiceTimeout, a part of which is kept for cleanup and the response, or try again');
  expect(text).not.toContain('Timeouts.');
});

const SAID = `${CREATE} was refused in eu-west-1: "said so"`;

test.each<[AwsCallErrorKind, string]>([
  ['InvalidRequest', `${SAID}. Expected input that IVS accepts. Fix the value that the message names, then try again.`],
  [
    'ServiceLimitExceeded',
    `${SAID}. Expected room for one more recording configuration in this account and Region. Delete some that no ` +
      'channel uses, or ask for more in Service Quotas (Amazon Interactive Video Service).',
  ],
  [
    'PendingVerification',
    `${SAID}. Expected an account that AWS has verified for IVS. Contact AWS Support to have it verified, then try ` +
      'again.',
  ],
  [
    'AccessDenied',
    `${SAID}. Expected the function's role to allow ${CREATE}, and for IVS's check of the bucket s3:GetBucketLocation, ` +
      's3:ListBucket and s3:GetEncryptionConfiguration on it. Redeploy the provider, or allow the action; a permissions ' +
      'boundary or a service control policy may also deny it.',
  ],
  ['NotFound', `${SAID}. Expected it to exist. It was deleted by someone else meanwhile; try again.`],
  ['ResourceConflict', `${SAID}. Expected nothing else to work on the same resource. Try again when that is done.`],
  [
    'Throttling',
    `${SAID}. The calls of this account were throttled until the time for the operation was used up; expected to ` +
      'get through under the quota of 3 calls a second. Deploy fewer configurations at once, or raise Timeouts.',
  ],
  [
    'ServiceUnavailable',
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
    expect(explain(new AwsCallError('AccessDenied', CREATE, message))).toBe(
      `${CREATE} was refused in eu-west-1: "${message}". IVS needs its service-linked role ` +
        "AWSServiceRoleForIVSRecordToS3. Expected the function's role to allow iam:CreateServiceLinkedRole, " +
        'iam:AttachRolePolicy and iam:PutRolePolicy on it. Allow them, or create the role once by hand ' +
        '(aws iam create-service-linked-role --aws-service-name ivs.amazonaws.com).',
    );
  },
);

test.each<[message: string, isAboutBucket: boolean, action?: string]>([
  ['destinationConfiguration.s3.bucketName: bucket archive is in eu-central-1, expected eu-west-1', true],
  ['The destination is in another Region', true],
  ['tags: "bucket" is not valid', false],
  ['The ARN has the partition aws-cn, expected aws in this region', false],
  ['name: "a b" is not valid', false],
  ['bucket', false, 'ivs:TagResource'],
])('an invalid value (%s) that is about the bucket: %s', (message, isAboutBucket, action = CREATE) => {
  const text = explain(new AwsCallError('InvalidRequest', action, message));
  expect(text).toContain(`"${message}". Expected input that IVS accepts. `);
  expect(text.includes('use a bucket in eu-west-1, owned by this account')).toBe(isAboutBucket);
});

const ON_BUCKET = 'not authorized to perform: s3:GetBucketLocation on resource: "arn:aws:s3:::archive"';
const ALLOW =
  "Expected the function's role to allow s3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration on the bucket";

test.each<[message: string, bucketName: string | undefined, expected: string]>([
  [ON_BUCKET, undefined, `${ALLOW} archive, which`],
  [ON_BUCKET, 'recordings', `${ALLOW} recordings, which`],
  ['Access to the bucket is denied', 'recordings', `${ALLOW} recordings, which`],
  ['Access to the bucket is denied', undefined, `${ALLOW}, which`],
])('a denial that speaks of S3 (%s) names the actions and the bucket %s', (message, bucketName, expected) => {
  const situation = { region: 'eu-west-1', kind: 'Create', arn: undefined, bucketName } as const;
  const text = formatError(new AwsCallError('AccessDenied', CREATE, message), situation);
  expect(text).toContain(`"${message}". IVS checks the bucket with the permissions of the function. ${expected}`);
  expect(text).toMatch(
    /Redeploy the provider, and let its BucketArns or grantBucketInspectionByArns\(\) include the bucket\.$/,
  );
});

test('a denial is of the action that its text names', () => {
  const message =
    'User: arn:aws:iam::123456789012:role/bucket-service-linked-role is not authorized to perform: ivs:TagResource on ' +
    'resource: y';
  expect(explain(new AwsCallError('AccessDenied', CREATE, message))).toContain(
    "Expected the function's role to allow ivs:TagResource. Redeploy",
  );
});

test.each([
  ['with an explicit deny in a service control policy', /A policy denies the call explicitly.+Remove the Deny/],
  ['because no permissions boundary allows the s3:ListBucket action', /permissions boundary.+Add the action to/],
  ['because no service control policy allows the iam:PutRolePolicy action', /of the organization.+Ask those who/],
  ['because no VPC endpoint policy allows the ivs:GetStream action', /VPC endpoint.+Add the action/],
])('a denial %s is explained as such', (reason, text) => {
  expect(explain(new AwsCallError('AccessDenied', CREATE, `User: x is not authorized ${reason}`))).toMatch(text);
});
