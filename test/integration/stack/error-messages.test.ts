import type { Authorize } from '../../../tools/emulator/cloudformation/signature';
import type { Bucket } from '../../../tools/emulator/s3/buckets';
import { ARCHIVE, reasonOf, recording, withFunction } from './test-environment';

const inBucket = (name: string): Record<string, unknown> => ({ Recording: recording({}, name) });

test('a quota that is used up: the stack’s event names it, and where to ask for more', async () => {
  await withFunction({ ivs: { recordingConfigurationQuota: 0 } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(
      /ivs:CreateRecordingConfiguration was refused in us-east-1: "0 recording configurations exist.+"\. Expected room.+Service Quotas/,
    );
    expect(held()).toEqual([]);
  });
});

test('an account that AWS has not verified: the stack’s event sends to AWS Support', async () => {
  await withFunction({ ivs: { pendingVerification: true } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/pending verification.+Contact AWS Support/);
    expect(held()).toEqual([]);
  });
});

const HERE = { region: 'us-east-1', accountId: '123456789012', encryption: 'AES256' } as const;

test.each<[string, Bucket | undefined, RegExp]>([
  [
    'in another Region',
    { ...HERE, region: 'eu-west-1' },
    /^.*The bucket archive is in eu-west-1\. Expected a bucket in us-east-1.+Name one/,
  ],
  [
    'of another account',
    { ...HERE, accountId: '999999999999', isShared: true },
    /The bucket archive belongs to another account than 123456789012\. Expected.+Name one/,
  ],
  [
    'with SSE-KMS',
    { ...HERE, encryption: 'aws:kms' },
    /The bucket archive encrypts with aws:kms by default\. Expected SSE-S3 \(AES256\).+Change/,
  ],
  ['that does not exist', undefined, /The bucket archive does not exist\..+Create it, or name another\./],
])('a bucket %s: the stack’s event says so, and IVS is not asked to create', async (_what, bucket, reason) => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    if (bucket !== undefined) aws.s3.buckets.set('archive', bucket);
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(reason);
    expect(held()).toEqual([]);
    expect(aws.ivs.calls.list().map(({ operation }) => operation)).not.toContain('CreateRecordingConfiguration');
  });
});

test('the alias of an access point: the stack’s event says so, and IVS is not asked to create', async () => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    aws.s3.buckets.set('archive', { ...HERE, isAccessPointAlias: true });
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/archive is the alias of an access point\. Expected the name of a bucket/);
    expect(held()).toEqual([]);
    expect(aws.ivs.calls.list().map(({ operation }) => operation)).not.toContain('CreateRecordingConfiguration');
  });
});

test('a denial that no waiting ends is in the stack’s event at once', async () => {
  const reason = 'with an explicit deny in a service control policy';
  const authorize: Authorize = ({ action }) =>
    action === 'ivs:CreateRecordingConfiguration' ? `not authorized to perform: ${action} ${reason}` : undefined;
  await withFunction({ authorize }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(reasonOf(result)).toMatch(
      /explicit deny in a service control policy"\. A policy denies the call explicitly/,
    );
    expect(held()).toEqual([]);
  });
});

test('a bucket of another account that keeps it to itself: IVS fails, and the stack’s event says so', async () => {
  await withFunction({}, async ({ aws, deploy, held }) => {
    aws.s3.buckets.set('archive', { ...HERE, accountId: '999999999999' });
    const result = await deploy('video', { Recording: recording({ Timeouts: { Create: 3 } }, 'archive') });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/CREATE_FAILED.+deleted again/);
    expect(reasonOf(result)).toMatch(/The bucket archive belongs to another account than 123456789012, or.+Check/);
    expect(held()).toEqual([]);
  });
});

test('a missing permission to read the encryption costs a warning, not the deployment', async () => {
  const authorize: Authorize = ({ action }) =>
    action === 's3:GetEncryptionConfiguration' ? 'not authorized' : undefined;
  await withFunction({ authorize }, async ({ aws, deploy, held }) => {
    const result = await deploy('video', inBucket(ARCHIVE));
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(held()).toMatchObject([{ state: 'ACTIVE' }]);
    expect(aws.lambda.logs.map(({ text }) => text).join('')).toMatch(/The bucket could not be checked whole/);
  });
});

test('properties that cannot be used: the stack’s event names all of them, and IVS is not called', async () => {
  await withFunction({}, async ({ aws, deploy }) => {
    const result = await deploy('video', { Recording: recording({ Name: 'no spaces' }, 'NOT-A-BUCKET') });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/BucketName.+NOT-A-BUCKET/);
    expect(reasonOf(result)).toMatch(/Name.+no spaces/);
    expect(aws.ivs.calls.list()).toEqual([]);
  });
});
