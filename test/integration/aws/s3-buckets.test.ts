import type { BucketStatus, Buckets } from '../../../lambda/aws/buckets';
import { loadS3Client } from '../../../lambda/aws/clients';
import { createS3Buckets } from '../../../lambda/aws/s3-buckets';
import { systemClock } from '../../../tools/emulator/clock';
import { startLoopbackServer } from '../../../tools/emulator/cloudformation/loopback-server';
import { startS3Server, type S3Server } from '../../../tools/emulator/s3/server';
import { closeAfterEach, closeLater, patient, errorOf } from './ports';

closeAfterEach();

const ACCOUNT = '123456789012';

interface S3 {
  readonly server: S3Server;
  readonly buckets: Buckets;
}

function createBuckets(endpoint: string): Buckets {
  process.env.AWS_ENDPOINT_URL_S3 = endpoint;
  return createS3Buckets('us-east-1', loadS3Client);
}

async function startS3(denial?: string, denied?: string): Promise<S3> {
  const place = { accountId: ACCOUNT, region: 'us-east-1' };
  const authorize = ({ action }: { readonly action: string }): string | undefined =>
    denied === undefined || denied === action ? denial : undefined;
  const server = await startS3Server({ ...place, clock: systemClock, buckets: new Map(), authorize });
  closeLater(() => server.close());
  const encryption = 'AES256';
  server.buckets.set('mine', { ...place, encryption });
  server.buckets.set('far', { ...place, region: 'eu-west-1', encryption });
  server.buckets.set('not-owned', { ...place, accountId: '999999999999', encryption });
  server.buckets.set('shared', { ...place, accountId: '999999999999', encryption, isShared: true });
  server.buckets.set('alias', { ...place, encryption, isAccessPointAlias: true });
  server.buckets.set('kms', { ...place, encryption: 'aws:kms' });
  server.buckets.set('dsse', { ...place, encryption: 'aws:kms:dsse' });
  return { server, buckets: createBuckets(server.endpoint) };
}

const HEAD = 'HeadBucket';
const ENCRYPTION = 'GetBucketEncryption';

test.each<[string, BucketStatus, calls: readonly string[]]>([
  ['mine', { kind: 'found', isEncryptionKnown: true }, [HEAD, ENCRYPTION]],
  ['far', { kind: 'wrong-region', region: 'eu-west-1' }, [HEAD]],
  ['not-owned', { kind: 'access-denied' }, [HEAD, HEAD]],
  ['shared', { kind: 'wrong-account' }, [HEAD, HEAD]],
  ['alias', { kind: 'access-point-alias' }, [HEAD]],
  ['kms', { kind: 'encrypted-with-kms', algorithm: 'aws:kms' }, [HEAD, ENCRYPTION]],
  ['dsse', { kind: 'encrypted-with-kms', algorithm: 'aws:kms:dsse' }, [HEAD, ENCRYPTION]],
  ['none', { kind: 'missing' }, [HEAD]],
])('the bucket %s has the status %j after the calls %j', async (name, finding, actions) => {
  const { server, buckets } = await startS3();
  expect(await buckets.inspect(name, ACCOUNT, patient())).toEqual(finding);
  expect(server.calls).toMatchObject(actions.map((action) => ({ action, bucket: name })));
});

test('a bucket whose encryption the function cannot read is found without its encryption', async () => {
  const { buckets } = await startS3('not authorized', 's3:GetEncryptionConfiguration');
  expect(await buckets.inspect('kms', ACCOUNT, patient())).toEqual({ kind: 'found', isEncryptionKnown: false });
});

test('a bucket outside the expected account has the status wrong-account', async () => {
  const { buckets } = await startS3();
  expect(await buckets.inspect('mine', '999999999999', patient())).toEqual({ kind: 'wrong-account' });
});

test('a bucket that the function cannot inspect has the status access-denied', async () => {
  const { buckets } = await startS3('not authorized');
  expect(await buckets.inspect('mine', ACCOUNT, patient())).toEqual({ kind: 'access-denied' });
});

test('a bucket in another Region is recognized without permission to inspect it', async () => {
  const { server, buckets } = await startS3('not authorized');
  expect(await buckets.inspect('far', ACCOUNT, patient())).toEqual({ kind: 'wrong-region', region: 'eu-west-1' });
  expect(server.calls).toMatchObject([{ action: HEAD, status: 403 }]);
});

test.each([
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'throttle' },
  { kind: 'drop' },
] as const)('an invalid response (%j) is an error without a retry', async (fault) => {
  const { server, buckets } = await startS3();
  server.faults.inject({ fault });
  const { kind, action } = await errorOf(buckets.inspect('mine', ACCOUNT, patient()));
  expect(['ServiceUnavailable', 'Throttling']).toContain(kind);
  expect(action).toBe('s3:ListBucket');
  expect(server.calls.length).toBeLessThanOrEqual(1);
});

test('a bucket can be inspected again', async () => {
  const { buckets } = await startS3();
  await buckets.inspect('none', ACCOUNT, patient());
  expect(await buckets.inspect('mine', ACCOUNT, patient())).toEqual({ kind: 'found', isEncryptionKnown: true });
});

test('an aborted signal ends a hanging inspection, which rejects with its reason', async () => {
  const { server, buckets } = await startS3();
  server.faults.inject({ fault: { kind: 'hang' } });
  const controller = new AbortController();
  const reason = new Error('the time is up');
  const inspection = buckets.inspect('mine', ACCOUNT, controller.signal);
  setTimeout(() => {
    controller.abort(reason);
  }, 100);
  await expect(inspection).rejects.toBe(reason);
});

test.each<[number, string | undefined, BucketStatus]>([
  [200, undefined, { kind: 'found', isEncryptionKnown: true }],
  [200, 'eu-west-1', { kind: 'wrong-region', region: 'eu-west-1' }],
  [301, 'eu-west-1', { kind: 'wrong-region', region: 'eu-west-1' }],
  [403, 'eu-west-1', { kind: 'wrong-region', region: 'eu-west-1' }],
  [400, 'eu-west-1', { kind: 'wrong-region', region: 'eu-west-1' }],
])('a response %i with the Region %s results in %j', async (status, region, finding) => {
  const server = await startLoopbackServer((_request, response) => {
    response.writeHead(status, region === undefined ? {} : { 'x-amz-bucket-region': region });
    response.end();
  });
  closeLater(() => server.close());
  expect(await createBuckets(server.endpoint).inspect('any', ACCOUNT, patient())).toEqual(finding);
});
