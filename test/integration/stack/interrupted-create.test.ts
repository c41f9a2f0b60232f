import { BUCKET, recording, until, withFunction } from './test-environment';

const RESOURCES = { Bucket: BUCKET, Recording: recording() };
const OUTPUTS = { Arn: { Value: { Ref: 'Recording' } } };

test.concurrent(
  'kill -9 in the middle of the wait: the redelivered event resumes with what the first delivery made',
  async () => {
    await withFunction({ ivs: { timeToActiveMs: Infinity } }, async ({ aws, deploy, held, settled }) => {
      const deployed = deploy('video', RESOURCES, OUTPUTS);
      await until(() => aws.ivs.calls.list('GetRecordingConfiguration').length > 0);
      const [invocation] = aws.lambda.invocations;
      if (invocation === undefined) throw new Error('The function was not invoked.');
      expect(await aws.lambda.kill(invocation)).toBe(true);
      aws.ivs.account.settings.timeToActiveMs = 0;

      const { status, outputs } = await deployed;
      await settled();
      expect(status).toBe('CREATE_COMPLETE');
      expect(invocation.attempts.map(({ outcome }) => outcome)).toEqual(['crashed', 'succeeded']);
      expect(held()).toMatchObject([{ arn: outputs.Arn, state: 'ACTIVE' }]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
    });
  },
);

test.concurrent(
  'kill -9 between the Create and its response: the redelivered event finds what was created',
  async () => {
    await withFunction({}, async ({ aws, deploy, held, settled }) => {
      aws.ivs.faults.add({ operation: 'GetRecordingConfiguration', kind: 'hang' });
      const deployed = deploy('video', RESOURCES, OUTPUTS);
      await until(() => held().length > 0);
      const [invocation] = aws.lambda.invocations;
      if (invocation === undefined) throw new Error('The function was not invoked.');
      await aws.lambda.kill(invocation);
      aws.ivs.faults.clear();

      const { status, outputs } = await deployed;
      await settled();
      expect(status).toBe('CREATE_COMPLETE');
      expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
    });
  },
);

test.concurrent.each(['drop-after-commit', 'internal-error-after-commit', 'truncate', 'empty-body'] as const)(
  'a response to Create that is lost (%s) leads to the configuration that was created, not to another',
  async (kind) => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind });
      const { status, outputs } = await deploy('video', RESOURCES, OUTPUTS);
      expect(status).toBe('CREATE_COMPLETE');
      expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
    });
  },
);

test.concurrent(
  'a Create that the connection lost before it took effect is repeated once',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'drop-before-commit' });
      const { status, outputs } = await deploy('video', RESOURCES, OUTPUTS);
      expect(status).toBe('CREATE_COMPLETE');
      expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(2);
    });
    // For 30 s it may still be carried out.
  },
  90_000,
);
