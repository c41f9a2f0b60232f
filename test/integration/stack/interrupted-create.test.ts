import { BUCKET, recording, until, withFunction } from './test-environment';

const RESOURCES = { Bucket: BUCKET, Recording: recording() };
const OUTPUTS = { Arn: { Value: { Ref: 'Recording' } } };

test.concurrent(
  'after kill -9 during the wait, the redelivered event resumes with the existing configuration',
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
  'after kill -9 between the Create and its response, the redelivered event finds the configuration',
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
  'a Create whose response is lost (%s) finds its configuration and creates no second one',
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
  'a Create whose connection breaks before it takes effect is retried once',
  async () => {
    await withFunction({}, async ({ aws, deploy, held }) => {
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'drop-before-commit' });
      const { status, outputs } = await deploy('video', RESOURCES, OUTPUTS);
      expect(status).toBe('CREATE_COMPLETE');
      expect(held().map(({ arn }) => arn)).toEqual([outputs.Arn]);
      expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(2);
    });
    // IVS may still execute it for up to 30 s.
  },
  90_000,
);
