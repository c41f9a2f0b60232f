import { formatDetail, formatMessage } from '../../../schema/messages';
import type { Authorize } from '../../../tools/emulator/cloudformation/signature';
import type { Bucket } from '../../../tools/emulator/s3/buckets';
import { awsFailure } from '../../support/message-values';
import { ARCHIVE, reasonOf, recording, withFunction } from './test-environment';

const inBucket = (name: string): Record<string, unknown> => ({ Recording: recording({}, name) });

test.concurrent('the stack event of an exceeded quota names the quota and where to request an increase', async () => {
  await withFunction({ ivs: { recordingConfigurationQuota: 0 } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    const message = '0 recording configurations exist in us-east-1, expected fewer than the quota of 0';
    expect(reasonOf(result)).toContain(
      formatMessage('ServiceLimitExceeded', { failure: awsFailure('ivs:CreateRecordingConfiguration', message) }),
    );
    expect(held()).toEqual([]);
  });
});

test.concurrent('the stack event of an unverified account refers to AWS Support', async () => {
  await withFunction({ ivs: { pendingVerification: true } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    const message = 'Account 123456789012 is pending verification, expected a verified account';
    expect(reasonOf(result)).toContain(
      formatMessage('PendingVerification', { failure: awsFailure('ivs:CreateRecordingConfiguration', message) }),
    );
    expect(held()).toEqual([]);
  });
});

const HERE = { region: 'us-east-1', accountId: '123456789012', encryption: 'AES256' } as const;

test.concurrent.each<[string, Bucket | undefined, reason: string]>([
  [
    'in another Region',
    { ...HERE, region: 'eu-west-1' },
    formatMessage('BucketInWrongRegion', { bucket: 'archive', actual: 'eu-west-1', region: 'us-east-1' }),
  ],
  [
    'in another account',
    { ...HERE, accountId: '999999999999', isShared: true },
    formatMessage('BucketInWrongAccount', { bucket: 'archive', account: '123456789012' }),
  ],
  [
    'with SSE-KMS',
    { ...HERE, encryption: 'aws:kms' },
    formatMessage('BucketEncryptionNotSupported', { bucket: 'archive', algorithm: 'aws:kms' }),
  ],
  ['that does not exist', undefined, formatMessage('BucketNotFound', { bucket: 'archive' })],
])('the stack event of a bucket %s names the problem, and Create is not called', async (_what, bucket, reason) => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    if (bucket !== undefined) aws.s3.buckets.set('archive', bucket);
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toContain(reason);
    expect(held()).toEqual([]);
    expect(aws.ivs.calls.list().map(({ operation }) => operation)).not.toContain('CreateRecordingConfiguration');
  });
});

test.concurrent('the stack event of an access point alias names the problem, and Create is not called', async () => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    aws.s3.buckets.set('archive', { ...HERE, isAccessPointAlias: true });
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toContain(formatMessage('BucketIsAccessPointAlias', { bucket: 'archive' }));
    expect(held()).toEqual([]);
    expect(aws.ivs.calls.list().map(({ operation }) => operation)).not.toContain('CreateRecordingConfiguration');
  });
});

test.concurrent('the stack event of a permanent denial names it at once', async () => {
  const reason = 'with an explicit deny in a service control policy';
  const authorize: Authorize = ({ action }) =>
    action === 'ivs:CreateRecordingConfiguration' ? `not authorized to perform: ${action} ${reason}` : undefined;
  await withFunction({ authorize }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    const action = 'ivs:CreateRecordingConfiguration';
    const failure = awsFailure(action, `not authorized to perform: ${action} ${reason}`);
    expect(reasonOf(result)).toContain(formatMessage('ExplicitDeny', { failure }));
    expect(held()).toEqual([]);
  });
});

test.concurrent(
  'the stack event of a bucket in another account without a bucket policy explains CREATE_FAILED',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      aws.s3.buckets.set('archive', { ...HERE, accountId: '999999999999' });
      const result = await deploy('video', { Recording: recording({ Timeouts: { Create: 4 } }, 'archive') });
      expect(result.status).toBe('ROLLBACK_COMPLETE');
      const cause = formatDetail('BucketAccessDenied', { bucket: 'archive', account: '123456789012' });
      expect(reasonOf(result)).toContain(formatMessage('CreateFailed', { attempts: '', cause }));
      expect(held()).toEqual([]);
    });
  },
);

test.concurrent('a missing permission to read the encryption causes a warning, not a failure', async () => {
  const authorize: Authorize = ({ action }) =>
    action === 's3:GetEncryptionConfiguration' ? 'not authorized' : undefined;
  await withFunction({ authorize }, async ({ aws, deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(held()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(aws.lambda.logs.map(({ text }) => text).join('')).toContain('Bucket not fully inspected');
  });
});

test.concurrent('the stack event of invalid properties names all of them, and IVS is not called', async () => {
  await withFunction({}, async ({ aws, deploy }) => {
    const result = await deploy('video', { Recording: recording({ Name: 'no spaces' }, 'NOT-A-BUCKET') });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toContain('InvalidProperties: 2 problems: ');
    expect(reasonOf(result)).toMatch(/BucketName.+NOT-A-BUCKET/);
    expect(reasonOf(result)).toMatch(/Name.+no spaces/);
    expect(aws.ivs.calls.list()).toEqual([]);
  });
});
