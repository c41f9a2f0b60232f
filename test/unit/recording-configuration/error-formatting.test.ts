import { AwsCallError, type AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { formatMessage } from '../../../schema/messages';
import { IVS_REGIONS } from '../../../schema/regions';
import { LiveChannelsError } from '../../../lambda/recording-configuration/channels';
import { InvalidPropertiesError } from '../../../lambda/recording-configuration/desired-state';
import { formatError } from '../../../lambda/recording-configuration/error-formatting';
import { ResourceError } from '../../../lambda/recording-configuration/errors';
import { InUseError } from '../../../lambda/recording-configuration/delete-configuration';
import { DeadlineError } from '../../../lambda/util/deadline';

const ARN = 'arn:aws:ivs:eu-west-1:123456789012:recording-configuration/AbC';
const CREATE = 'ivs:CreateRecordingConfiguration';
const explain = (error: unknown, kind: 'Create' | 'Update' | 'Delete' = 'Create', arn?: string): string =>
  formatError(error, { region: 'eu-west-1', kind, arn });

test('a ResourceError keeps its message', () => {
  const missing = new ResourceError('BucketNotFound', { bucket: 'archive' });
  expect(explain(missing)).toBe(formatMessage('BucketNotFound', { bucket: 'archive' }));
  expect(missing).toMatchObject({ name: 'ResourceError', code: 'BucketNotFound' });
  expect(missing.message).toBe(`BucketNotFound: ${missing.detail}`);
  const invalid = new InvalidPropertiesError('TooManyTags', { count: 47, limit: 46 });
  expect(explain(invalid)).toBe(formatMessage('TooManyTags', { count: 47, limit: 46 }));
});

test('an unexpected error is thrown again', () => {
  const defect = new TypeError('x is not a function');
  expect(() => explain(defect)).toThrow(defect);
});

const channel = (id: string, name = ''): { arn: string; name: string } => ({
  arn: `arn:aws:ivs:eu-west-1:123456789012:channel/${id}`,
  name,
});
const channels = (count: number) => Array.from({ length: count }, (_, index) => channel(`c${index}`, 'x'.repeat(100)));
const LIST_CHANNELS = `List them with "aws ivs list-channels --filter-by-recording-configuration-arn ${ARN}".`;

test.each([
  [[channel('a', 'stage'), channel('b')], '2 channels', `In use by ${channel('a').arn} (stage), ${channel('b').arn}.`],
  [[channel('a')], '1 channel', `In use by ${channel('a').arn}.`],
  [[], 'at least one channel', LIST_CHANNELS],
  [undefined, 'at least one channel', LIST_CHANNELS],
])('the error of a configuration in use by %j', (channelsInUse, count, text) => {
  expect(explain(new InUseError(ARN, channelsInUse, undefined))).toBe(
    formatMessage('ConfigurationInUse', { arn: ARN, count, channels: text }),
  );
});

test.each([
  [9, ' (9 more can)'],
  [0, ''],
])('the error of a live channel and %d others', (count, others) => {
  expect(explain(new LiveChannelsError(ARN, [channel('a', 'stage')], count))).toBe(
    formatMessage('ChannelsLive', { arn: ARN, count: '1 channel', others, channels: `${channel('a').arn} (stage)` }),
  );
});

test('the message names as many channels as leave room for the rest of the response', () => {
  const text = explain(new InUseError(ARN, channels(100), undefined));
  const named = channels(15).map(({ arn, name }) => `${arn} (${name})`);
  expect(text).toContain(`In use by ${named.join(', ')} and 85 more.`);
  expect(text.match(/channel\/c/g)).toHaveLength(15);
  expect(Buffer.byteLength(text)).toBeLessThan(3_200);
});

test('the error in a Region without IVS lists the Regions', () => {
  const message = 'getaddrinfo ENOTFOUND ivs.eu-west-9.amazonaws.com';
  const text = explain(new AwsCallError('EndpointNotFound', CREATE, message));
  const regions = IVS_REGIONS.join(', ');
  expect(text).toBe(formatMessage('EndpointNotFound', { action: CREATE, region: 'eu-west-1', message, regions }));
  expect(regions).toContain('us-east-1, ');
});

const TIMEOUTS = 'at most 840 seconds';

test.each([
  ['Create', undefined, 'CreateTimeout', 'The recording configuration', `Increase Timeouts.Create (${TIMEOUTS})`],
  ['Update', ARN, 'CreateTimeout', ARN, `Increase Timeouts.Create (${TIMEOUTS})`],
  ['Delete', ARN, 'DeleteTimeout', ARN, `Increase Timeouts.Delete (${TIMEOUTS})`],
  ['Delete', undefined, 'DeleteTimeout', 'The recording configuration', `Increase Timeouts.Delete (${TIMEOUTS})`],
] as const)('the error of a %s of %s that timed out', (kind, arn, code, configuration, advice) => {
  expect(explain(new DeadlineError(60_000), kind, arn)).toBe(
    formatMessage(code, { configuration, seconds: 60, advice }),
  );
});

test.each([
  ['Create', 'CreateTimeout'],
  ['Update', 'CreateTimeout'],
  ['Delete', 'DeleteTimeout'],
] as const)('the error of a %s that ServiceTimeout ended', (kind, code) => {
  const text = explain(new DeadlineError(60_000, 'ServiceTimeout'), kind, ARN);
  const advice = 'Increase ServiceTimeout, part of which is reserved for cleanup and the response';
  expect(text).toBe(formatMessage(code, { configuration: ARN, seconds: 60, advice }));
  expect(text).not.toContain('Timeouts.');
});

const FAILURE = `${CREATE} failed in eu-west-1: "rejected".`;
const BUCKET_ACTIONS = 's3:GetBucketLocation, s3:ListBucket and s3:GetEncryptionConfiguration';

test.each<[AwsCallErrorKind, string]>([
  ['InvalidRequest', formatMessage('InvalidRequest', { failure: FAILURE })],
  ['ServiceLimitExceeded', formatMessage('ServiceLimitExceeded', { failure: FAILURE })],
  ['PendingVerification', formatMessage('PendingVerification', { failure: FAILURE })],
  [
    'AccessDenied',
    formatMessage('AccessDenied', {
      failure: FAILURE,
      actions: `${CREATE}, and for IVS's check of the bucket ${BUCKET_ACTIONS} on it`,
    }),
  ],
  ['NotFound', formatMessage('NotFound', { failure: FAILURE })],
  ['ResourceConflict', formatMessage('ResourceConflict', { failure: FAILURE })],
  ['Throttling', formatMessage('Throttling', { failure: FAILURE })],
  [
    'ServiceUnavailable',
    formatMessage('ServiceUnavailable', { action: CREATE, region: 'eu-west-1', message: 'rejected' }),
  ],
])('the error of a call that fails with %s', (kind, text) => {
  expect(explain(new AwsCallError(kind, CREATE, 'rejected'))).toBe(text);
});

const failureOf = (message: string, action = CREATE): string => `${action} failed in eu-west-1: "${message}".`;

test.each(['the service-linked role', 'a Service Linked Role', 'AWSServiceRoleForIVSRecordToS3', 'iam:PutRolePolicy'])(
  'the error of a denial that names %s',
  (name) => {
    const message = `User is not authorized: ${name}`;
    expect(explain(new AwsCallError('AccessDenied', CREATE, message))).toBe(
      formatMessage('ServiceLinkedRoleAccessDenied', { failure: failureOf(message) }),
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
])('an invalid value (%s) concerns the bucket: %s', (message, isAboutBucket, action = CREATE) => {
  const failure = failureOf(message, action);
  expect(explain(new AwsCallError('InvalidRequest', action, message))).toBe(
    isAboutBucket
      ? formatMessage('BucketRejected', { failure, region: 'eu-west-1' })
      : formatMessage('InvalidRequest', { failure }),
  );
});

const ON_BUCKET = 'not authorized to perform: s3:GetBucketLocation on resource: "arn:aws:s3:::archive"';

test.each<[message: string, bucketName: string | undefined, shown: string]>([
  [ON_BUCKET, undefined, 'bucket archive'],
  [ON_BUCKET, 'recordings', 'bucket recordings'],
  ['Access to the bucket is denied', 'recordings', 'bucket recordings'],
  ['Access to the bucket is denied', undefined, 'the bucket'],
])('a denial by S3 (%s), with the bucket %s', (message, bucketName, bucket) => {
  const context = { region: 'eu-west-1', kind: 'Create', arn: undefined, bucketName } as const;
  expect(formatError(new AwsCallError('AccessDenied', CREATE, message), context)).toBe(
    formatMessage('BucketInspectionAccessDenied', { failure: failureOf(message), actions: BUCKET_ACTIONS, bucket }),
  );
});

test('the error of a denial names the action that the denial names', () => {
  const message =
    'User: arn:aws:iam::123456789012:role/bucket-service-linked-role is not authorized to perform: ivs:TagResource on ' +
    'resource: y';
  expect(explain(new AwsCallError('AccessDenied', CREATE, message))).toBe(
    formatMessage('AccessDenied', { failure: failureOf(message), actions: 'ivs:TagResource' }),
  );
});

test.each([
  ['with an explicit deny in a service control policy', 'ExplicitDeny'],
  ['because no permissions boundary allows the s3:ListBucket action', 'PermissionsBoundaryDenied'],
  ['because no service control policy allows the iam:PutRolePolicy action', 'OrganizationPolicyDenied'],
  ['because no VPC endpoint policy allows the ivs:GetStream action', 'EndpointPolicyDenied'],
] as const)('a denial %s is %s', (reason, code) => {
  const message = `User: x is not authorized ${reason}`;
  expect(explain(new AwsCallError('AccessDenied', CREATE, message))).toBe(
    formatMessage(code, { failure: failureOf(message) }),
  );
});
