import { reasonOf, recording, withFunction } from './world';

const inBucket = (name: string): Record<string, unknown> => ({ Recording: recording({}, name) });

test('a quota that is used up: the stack’s event names it, and where to ask for more', async () => {
  await withFunction({ ivs: { recordingConfigurationQuota: 0 } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(
      /ivs:CreateRecordingConfiguration was refused in us-east-1: "0 recording configurations exist.+"\. Expected room.+Service Quotas/,
    );
    expect(held()).toEqual([]);
  });
});

test('an account that AWS has not verified: the stack’s event sends to AWS Support', async () => {
  await withFunction({ ivs: { pendingVerification: true } }, async ({ deploy, held }) => {
    const result = await deploy('video', inBucket('archive'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/pending verification.+Contact AWS Support/);
    expect(held()).toEqual([]);
  });
});

test.each([
  [
    'in another Region',
    'eu-west-1',
    '123456789012',
    /The bucket archive is in eu-west-1\. Expected a bucket in us-east-1.+Name one/,
  ],
  [
    'of another account',
    'us-east-1',
    '999999999999',
    /The bucket archive belongs to another account than 123456789012.+Check/,
  ],
  ['that does not exist', undefined, '', /The bucket archive does not exist\..+Create it, or name another\./],
])(
  'CREATE_FAILED for a bucket %s: the stack’s event says so, and IVS holds nothing',
  async (_what, region, accountId, reason) => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      if (region !== undefined) aws.s3.buckets.set('archive', { region, accountId, encryption: 'AES256' });
      const result = await deploy('video', inBucket('archive'));
      expect(result.status).toBe('ROLLBACK_COMPLETE');
      expect(reasonOf(result)).toMatch(/CREATE_FAILED.+deleted again/);
      expect(reasonOf(result)).toMatch(reason);
      expect(held()).toEqual([]);
      expect(aws.s3.calls).toMatchObject([{ action: 'HeadBucket', bucket: 'archive' }]);
    });
  },
);

test('properties that cannot be used: the stack’s event names all of them, and IVS is not called', async () => {
  await withFunction({}, async ({ aws, deploy }) => {
    const result = await deploy('video', { Recording: recording({ Name: 'no spaces' }, 'NOT-A-BUCKET') });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(reasonOf(result)).toMatch(/BucketName.+NOT-A-BUCKET/);
    expect(reasonOf(result)).toMatch(/Name.+no spaces/);
    expect(aws.ivs.calls.list()).toEqual([]);
  });
});
