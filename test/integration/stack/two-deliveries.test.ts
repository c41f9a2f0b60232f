import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation } from '../../../tools/emulator/lambda/invocation';
import { createPausableClock } from './pausable-clock';
import {
  BUCKET,
  recording,
  until,
  withFunction,
  type TestEnvironment,
  type TestEnvironmentOptions,
} from './test-environment';

const RESOURCES = { Bucket: BUCKET, Recording: recording() };
const OUTPUTS = { Arn: { Value: { Ref: 'Recording' } } };

/** Shortens the grace period of 45 s after which two deliveries resolve their duplicates. */
const SHORTER_SLEEP: TestEnvironmentOptions = {
  variables: { NODE_OPTIONS: `--import=${pathToFileURL(join(__dirname, 'shorter-sleep.mjs')).href}` },
};

/** Delivers the stack's Create event a second time, as Lambda may do without any failure. */
async function deliverAgain({ aws, functionArn }: TestEnvironment): Promise<Invocation> {
  await until(() => aws.cloudFormation.sentEvents.length > 0);
  const [event] = aws.cloudFormation.sentEvents;
  return aws.lambda.invokeAsync(functionArn, event);
}

/** The physical id of each response, including responses that CloudFormation ignored. */
const responseIds = ({ aws }: TestEnvironment): readonly string[] =>
  aws.cloudFormation.responses.records.map(
    ({ body }) => (JSON.parse(body) as { readonly PhysicalResourceId: string }).PhysicalResourceId,
  );

async function expectOneResult(
  world: TestEnvironment,
  { outputs }: { outputs: Readonly<Record<string, string>> },
): Promise<void> {
  await world.settled();
  expect(world.aws.lambda.invocations.map(({ redeliveries }) => redeliveries)).toEqual([0, 0]);
  expect(responseIds(world)).toEqual([outputs.Arn, outputs.Arn]);
  expect(world.held()).toMatchObject([{ arn: outputs.Arn, state: 'ACTIVE' }]);
}

test.concurrent('the second of two concurrent deliveries finds the configuration of the first', async () => {
  await withFunction({ ivs: { timeToActiveMs: Infinity } }, async (world) => {
    const { aws, deploy, held } = world;
    const deployed = deploy('video', RESOURCES, OUTPUTS);
    await until(() => held().length > 0);
    const second = await deliverAgain(world);
    await until(() => aws.lambda.logs.some(({ text }) => text.includes(second.awsRequestId) && text.includes('Found')));
    aws.ivs.account.settings.timeToActiveMs = 0;

    const result = await deployed;
    expect(result.status).toBe('CREATE_COMPLETE');
    await expectOneResult(world, result);
    expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
  });
});

test.concurrent(
  'a delivery whose Create takes effect after the response of the other delivery deletes its duplicate',
  async () => {
    const pausableClock = createPausableClock();
    const [first, second] = [pausableClock.add(), pausableClock.add()];
    await withFunction({ clock: pausableClock.clock }, async (world) => {
      const { aws, deploy, held, settled } = world;
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'delay', ms: first.ms });
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'delay', ms: second.ms, after: 1 });
      const deployed = deploy('video', RESOURCES, OUTPUTS);
      await deliverAgain(world);
      await until(() => aws.ivs.calls.list('CreateRecordingConfiguration').length === 2);

      first.release();
      const { status, outputs } = await deployed;
      expect(status).toBe('CREATE_COMPLETE');
      second.release();
      await until(() => held().length === 2);
      await settled();
      expect(held()).toMatchObject([{ arn: outputs.Arn, state: 'ACTIVE' }]);
      expect(aws.cloudFormation.responses.records.map(({ verdict }) => verdict)).toEqual(['accepted', 'duplicate']);
    });
  },
);

test.concurrent('two deliveries that both create a configuration keep the same one and delete the other', async () => {
  const pausableClock = createPausableClock();
  const both = pausableClock.add();
  await withFunction({ ...SHORTER_SLEEP, clock: pausableClock.clock }, async (world) => {
    const { aws, deploy, held } = world;
    aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'delay', ms: both.ms, times: 2 });
    const deployed = deploy('video', RESOURCES, OUTPUTS);
    await deliverAgain(world);
    await until(() => aws.ivs.calls.list('CreateRecordingConfiguration').length === 2);
    both.release();
    await until(() => held().length === 2);

    const result = await deployed;
    expect(result.status).toBe('CREATE_COMPLETE');
    await expectOneResult(world, result);
  });
});
