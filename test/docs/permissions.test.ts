import { isAllowed } from '../../tools/emulator/iam/policy-evaluation';
import { mayBePropagation } from '../../lambda/recording-configuration/access-denied';
import { PERMISSION_PROPAGATION_MS } from '../../lambda/recording-configuration/retry';
import { StackedResource, startTestEnvironment, withBucket } from '../support/lifecycle-environment';
import { createProviderTemplate, listAllowedActions } from '../support/inline-provider-template';
import { readDocument, readSpans, readTable } from './markdown';

const PAGE = readDocument('docs/permissions.md');
const rows = [...PAGE.matchAll(/^### Without (s3:\w+)\n\n- Result: (.+)\n- Message[^`]*`([^`]+)`/gm)].map(
  ([, action = '', result = '', message = '']) => ({ action, result, message }),
);

test('the page lists every bucket action', () => {
  const allowed = listAllowedActions(createProviderTemplate()).filter((action) => action.startsWith('s3:'));
  expect(rows.map(({ action }) => action).sort()).toEqual([...allowed].sort());
});

test.each(rows)('without $action the result of a create is $result', async ({ action: missing, ...row }) => {
  const document = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const deny = { Statement: { Effect: 'Deny', Action: missing, Resource: '*' } };
  const world = await startTestEnvironment({
    server: {
      authorize: ({ action, resource }) =>
        isAllowed([document, deny], { action, resource })
          ? undefined
          : `User: x is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy ` +
            `allows the ${action} action`,
    },
    // test/integration/aws/s3-buckets.test.ts checks these results of S3.
    ...(missing === 's3:GetEncryptionConfiguration' && {
      bucket: { kind: 'found', isEncryptionKnown: false } as const,
    }),
    ...(missing === 's3:ListBucket' && { bucket: { kind: 'access-denied' } as const }),
  });
  try {
    const startedAt = world.clock.now();
    const response = await new StackedResource(world).create(withBucket());
    const status = response.Status === 'SUCCESS' ? 'CREATE_COMPLETE' : 'CREATE_FAILED';
    expect(row.result.startsWith(status)).toBe(true);
    const texts = response.Reason ?? world.logs.map(({ message }) => message).join();
    expect(row.message.length).toBeGreaterThan(20);
    expect(texts).toContain(row.message);
    const waitedSeconds = Math.round((world.clock.now() - startedAt) / 1000);
    if (status === 'CREATE_FAILED') expect(waitedSeconds).toBeGreaterThan(170);
    expect(world.account.recordingConfigurations()).toHaveLength(status === 'CREATE_COMPLETE' ? 1 : 0);
  } finally {
    await world.close();
  }
});

test('the function retries the denials that the table lists', () => {
  const texts = readTable(PAGE, ['Text', 'Cause', 'Retried']);
  expect(texts).toHaveLength(5);
  for (const [text = '', , retried = ''] of texts) {
    const message = (readSpans(text)[0] ?? 'no reason').replace('a(n) … policy', 'an identity-based policy');
    expect([message, mayBePropagation(message)]).toEqual([message, retried !== 'no']);
    if (retried !== 'no') expect(retried).toBe(`for ${PERMISSION_PROPAGATION_MS / 1000} s`);
  }
});
