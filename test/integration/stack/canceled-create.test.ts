import { createFailingResource, FAILS_ON_DEMAND } from './failing-resource';
import { createPausableClock } from './pausable-clock';
import { ARCHIVE, recording, until, withFunction, type TestEnvironment } from './test-environment';

// The bucket is outside the stack: if it were rolled back too, the creation would fail for this reason.
const RESOURCES = { Recording: recording({}, ARCHIVE), Other: FAILS_ON_DEMAND };

/** Expects one Create, then one Delete with an id that CloudFormation generated, and no configuration. */
async function expectNothingLeft({ aws, held, settled }: TestEnvironment): Promise<void> {
  await settled();
  const events = aws.cloudFormation.sentEvents;
  expect(events.map(({ RequestType }) => RequestType)).toEqual(['Create', 'Delete']);
  expect(events[1]?.PhysicalResourceId).toMatch(/^video-Recording-[A-Z0-9]{12}$/);
  expect(aws.cloudFormation.describe('video')?.status).toBe('ROLLBACK_COMPLETE');
  expect(held()).toEqual([]);
}

test.concurrent('a creation that is canceled while it waits for ACTIVE leaves no configuration', async () => {
  const other = createFailingResource();
  await withFunction({ handlers: other.providers, ivs: { timeToActiveMs: Infinity } }, async (world) => {
    const { aws, deploy } = world;
    const deployed = deploy('video', RESOURCES);
    await until(() => aws.ivs.calls.list('GetRecordingConfiguration').length > 0);
    other.fail();
    expect((await deployed).status).toBe('ROLLBACK_COMPLETE');
    await expectNothingLeft(world);
  });
});

// After the response to the Delete, the stack may delete the function and its role. A later Create may be an orphan.
test.concurrent('a canceled creation whose configuration is deleted creates no second one', async () => {
  const other = createFailingResource();
  await withFunction({ handlers: other.providers, ivs: { timeToActiveMs: Infinity } }, async (world) => {
    const { aws, deploy } = world;
    const deployed = deploy('video', RESOURCES);
    await until(() => aws.ivs.calls.list('GetRecordingConfiguration').length > 0);
    other.fail();
    await deployed;
    await expectNothingLeft(world);
    expect(aws.ivs.calls.list('CreateRecordingConfiguration')).toHaveLength(1);
  });
});

test.concurrent.each(['ListRecordingConfigurations', 'CreateRecordingConfiguration'] as const)(
  'a creation that is canceled and deleted before its %s reaches IVS leaves no configuration',
  async (operation) => {
    const other = createFailingResource();
    const pausableClock = createPausableClock();
    const pause = pausableClock.add();
    await withFunction({ handlers: other.providers, clock: pausableClock.clock }, async (world) => {
      const { aws, deploy } = world;
      aws.ivs.faults.add({ operation, kind: 'delay', ms: pause.ms });
      const deployed = deploy('video', RESOURCES);
      await until(() => aws.ivs.calls.list(operation).length > 0);
      other.fail();
      // The whole rollback finishes before the call reaches IVS.
      expect((await deployed).status).toBe('ROLLBACK_COMPLETE');
      pause.release();
      await expectNothingLeft(world);
    });
  },
);

test.concurrent(
  'a creation that is canceled while its Create call is in progress leaves no configuration',
  async () => {
    const other = createFailingResource();
    const pausableClock = createPausableClock();
    const [creating, deleting] = [pausableClock.add(), pausableClock.add()];
    await withFunction({ handlers: other.providers, clock: pausableClock.clock }, async (world) => {
      const { aws, deploy, held } = world;
      aws.ivs.faults.add({ operation: 'CreateRecordingConfiguration', kind: 'delay', ms: creating.ms });
      const deployed = deploy('video', RESOURCES);
      await until(() => aws.ivs.calls.list('CreateRecordingConfiguration').length > 0);
      // The List of the Delete is delayed until the Create has taken effect.
      aws.ivs.faults.add({ operation: 'ListRecordingConfigurations', kind: 'delay', ms: deleting.ms });
      other.fail();
      await until(() => aws.ivs.calls.list('ListRecordingConfigurations').length === 2);
      creating.release();
      await until(() => held().length === 1 || aws.ivs.calls.list('DeleteRecordingConfiguration').length > 0);
      deleting.release();
      expect((await deployed).status).toBe('ROLLBACK_COMPLETE');
      await expectNothingLeft(world);
    });
  },
);

test.concurrent('an update that is canceled while its replacement is CREATING rolls back to the original', async () => {
  const other = createFailingResource();
  await withFunction({ handlers: other.providers }, async ({ aws, deploy, held, settled }) => {
    const outputs = { Arn: { Value: { Ref: 'Recording' } } };
    const before = await deploy('video', { Recording: recording({ Name: 'original' }, ARCHIVE) }, outputs);
    aws.ivs.account.settings.timeToActiveMs = Infinity;
    const updated = deploy('video', { ...RESOURCES, Recording: recording({ Name: 'replacement' }, ARCHIVE) });
    await until(() => held().length === 2);
    aws.ivs.account.settings.timeToActiveMs = 2_000;
    other.fail();
    expect((await updated).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await settled();
    expect(held()).toMatchObject([{ arn: before.outputs.Arn, name: 'original', state: 'ACTIVE' }]);
    const recorded = aws.cloudFormation.describe('video')?.resources.get('Recording');
    expect(recorded?.physicalId).toBe(before.outputs.Arn);
  });
});
