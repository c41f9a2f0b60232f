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

/** Two deliveries that both created wait 45 s before they settle; nobody wants to wait that long for a test. */
const SHORTER_SLEEP: TestEnvironmentOptions = {
  variables: { NODE_OPTIONS: `--import=${pathToFileURL(join(__dirname, 'shorter-sleep.mjs')).href}` },
};

/** Hands the stack's Create event over a second time, as Lambda may without any failure. */
async function deliverAgain({ aws, functionArn }: TestEnvironment): Promise<Invocation> {
  await until(() => aws.cloudFormation.sentEvents.length > 0);
  const [event] = aws.cloudFormation.sentEvents;
  return aws.lambda.invokeAsync(functionArn, event);
}

/** The physical id of each answer that was put, whether or not it still counted. */
const answeredIds = ({ aws }: TestEnvironment): readonly string[] =>
  aws.cloudFormation.responses.records.map(
    ({ body }) => (JSON.parse(body) as { readonly PhysicalResourceId: string }).PhysicalResourceId,
  );

async function expectOneResult(
  world: TestEnvironment,
  { outputs }: { outputs: Readonly<Record<string, string>> },
): Promise<void> {
  await world.settled();
  expect(world.aws.lambda.invocations.map(({ redeliveries }) => redeliveries)).toEqual([0, 0]);
  expect(answeredIds(world)).toEqual([outputs.Arn, outputs.Arn]);
  expect(world.held()).toMatchObject([{ arn: outputs.Arn, state: 'ACTIVE' }]);
}

test.concurrent('the second of two deliveries finds what the first created, while both run', async () => {
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
  'a delivery whose Create takes effect after the response of the other one deletes its own configuration',
  async () => {
    const holds = createPausableClock();
    const [first, second] = [holds.add(), holds.add()];
    await withFunction({ clock: holds.clock }, async (world) => {
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

test.concurrent('two deliveries that both created agree on one configuration and delete the other', async () => {
  const holds = createPausableClock();
  const both = holds.add();
  await withFunction({ ...SHORTER_SLEEP, clock: holds.clock }, async (world) => {
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
