import {
  chooseRelease,
  handOver,
  isReleasing,
  refuseHandOver,
} from '../../../lambda/recording-configuration/on-in-use';
import type { Occasion } from '../../../lambda/recording-configuration/superseded';
import type { Standing } from '../../../lambda/recording-configuration/stack-resource';
import { withBucket } from '../../support/properties';
import { Bench, DECLARATION, declare, refusalOf, refused } from './test-context';

const RELEASE = declare({ OnInUse: 'RELEASE' });

test('either declaration releases', () => {
  expect(isReleasing(RELEASE, DECLARATION)).toBe(true);
  expect(isReleasing(DECLARATION, RELEASE)).toBe(true);
  expect(isReleasing(RELEASE, undefined)).toBe(true);
  expect(isReleasing(DECLARATION, DECLARATION)).toBe(false);
  expect(isReleasing(DECLARATION, undefined)).toBe(false);
});

/** An update from one configuration to another, with two channels on the old one. */
function setUp({ stackStatus = 'UPDATE_IN_PROGRESS', workMs = 600_000 } = {}) {
  const bench = new Bench('Update', { timeToActiveMs: 0, workMs });
  const from = bench.place().arn;
  const to = bench.place().arn;
  if (stackStatus !== bench.stackStatus) bench.stackStatus = stackStatus;
  bench.begin(from, withBucket({ OnInUse: 'RELEASE' }));
  const [one = '', two = ''] = [1, 2].map(() => {
    return bench.account.createChannel({ recordingConfigurationArn: from }).channel.arn;
  });
  const users = (): readonly string[] =>
    bench.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  const occasion: Occasion = { declaration: RELEASE, physicalId: from, isForward: true };
  const run = (): Promise<unknown> => handOver(bench.operation, occasion, from, { arn: to, isOwn: true });
  return { bench, from, to, one, two, users, run, occasion };
}

test('a replacement hands the channels over', async () => {
  const { to, users, run } = setUp();
  await run();
  expect(users()).toEqual([to, to]);
});

test('without channels CloudFormation is not asked', async () => {
  const { bench, from, to, occasion } = setUp();
  await handOver(bench.operation, occasion, to, { arn: from, isOwn: true });
  expect(bench.calls.map(({ site }) => site)).toEqual(['listUsing']);
});

test('an event that is not waited for moves nothing', async () => {
  const { bench, from, users, run } = setUp();
  bench.resource = { status: 'UPDATE_COMPLETE', physicalId: from };
  await run();
  expect(users()).toEqual([from, from]);
  expect(bench.timesOf('setRecording')).toEqual([]);
});

test('an event that is cancelled while it moves moves back what it moved', async () => {
  const { bench, from, users, run, one } = setUp();
  bench.onNext(
    'setRecording',
    (carryOut) => carryOut(),
    (carryOut) => {
      bench.resource = { status: 'UPDATE_FAILED', physicalId: from };
      return carryOut();
    },
  );
  expect(await refusalOf(run())).toMatchObject({
    name: 'RecordingError',
    message: expect.stringMatching(/^CloudFormation cancelled or superseded this Update/) as unknown,
  });
  expect(users()).toEqual([from, from]);
  expect(one).not.toBe('');
});

test('what another delivery’s answer has made the resource’s own keeps the channels', async () => {
  const { bench, to, users, run } = setUp();
  bench.onNext(
    'setRecording',
    (carryOut) => carryOut(),
    (carryOut) => {
      bench.resource = { status: 'UPDATE_COMPLETE', physicalId: to };
      return carryOut();
    },
  );
  await run();
  expect(users()).toEqual([to, to]);
});

test('a live channel lets none be handed over', async () => {
  const { bench, from, users, run } = setUp();
  bench.onNext('setRecording', (carryOut) => carryOut(), refused('conflict'));
  expect(await refusalOf(run())).toMatchObject({ name: 'LiveChannelsError', arn: from });
  expect(users()).toEqual([from, from]);
});

test('on a rollback a live channel is left, and logged', async () => {
  const { bench, from, to, one, users, run } = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  bench.live.add(one);
  await run();
  expect(users()).toEqual([from, to]);
  expect(bench.logs).toContainEqual({
    message: 'Live channels stay with what is rolled back',
    details: { arn: from, channels: [{ arn: one, name: '' }] },
  });
});

test('on a rollback without live channels nothing is logged of them', async () => {
  const { bench, to, users, run } = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  await run();
  expect(users()).toEqual([to, to]);
  expect(bench.logs.map(({ message }) => message)).toEqual(['Moved channels']);
});

test('a hand-over that takes too long is undone, and the timeout named', async () => {
  const { bench, from, users, run } = setUp({ workMs: 300 });
  const error = await refusalOf(run());
  expect((error as Error).message).toBe(
    `It took more than 0.3 s to look at and move the channels that use ${from}. Expected that to take less: IVS ` +
      'allows 5 calls a second. Raise Timeouts.Create (at most 840 seconds), then try again.',
  );
  expect((error as Error).cause).toMatchObject({ name: 'DeadlineError' });
  expect(users()).toEqual([from, from]);
  expect(bench.timesOf('setRecording')).toHaveLength(2);
});

test('a way back that takes too long keeps what it brought back', async () => {
  const { from, to, users, run } = setUp({ workMs: 300, stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  expect(await refusalOf(run())).toMatchObject({
    message: expect.stringMatching(/^It took more than 0\.3 s to look at and move the channels/) as unknown,
  });
  expect(users()).toEqual([to, from]);
});

test('a look at the channels that takes too long names the timeout', async () => {
  const { bench, from } = setUp({ workMs: 300 });
  expect(await refusalOf(refuseHandOver(bench.operation, from))).toMatchObject({
    message: expect.stringMatching(/^It took more than 0\.3 s to look at .+ Raise Timeouts\.Create/) as unknown,
  });
});

test('a live channel refuses a replacement before anything is made, but not on a rollback', async () => {
  const forward = setUp();
  forward.bench.live.add(forward.two);
  expect(await refusalOf(refuseHandOver(forward.bench.operation, forward.from))).toMatchObject({
    name: 'LiveChannelsError',
    live: [{ arn: forward.two }],
    others: 1,
  });
  const back = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  back.bench.live.add(back.two);
  await refuseHandOver(back.bench.operation, back.from);
  expect(back.bench.timesOf('listUsing')).toEqual([]);
});

describe('a deletion', () => {
  const release = async (
    world: ReturnType<typeof setUp>,
    standing: Standing,
    declaration = RELEASE,
  ): Promise<(() => Promise<void>) | undefined> => {
    const chosen = chooseRelease(world.bench.operation, declaration, standing, world.from);
    if (chosen === undefined) throw new Error('there is no release');
    return chosen(world.from);
  };
  const was = (status: string, physicalId = ''): Standing => ({ status, physicalId });

  test('where CloudFormation cannot be asked is refused', async () => {
    const world = setUp();
    const error = await refusalOf(release(world, 'unknown'));
    expect((error as Error).message).toBe(
      `${world.from} is in use, and CloudFormation could not be asked whether there is a replacement to point its channels ` +
        "to. Expected the function's role to allow cloudformation:DescribeStackResource. Deploy the provider anew, or allow " +
        'the action, then try again.',
    );
    expect(world.users()).toEqual([world.from, world.from]);
  });

  test('under FAIL, and of unusable properties, releases nothing', () => {
    const { bench } = setUp();
    expect(chooseRelease(bench.operation, DECLARATION, was('DELETE_IN_PROGRESS'), 'id')).toBeUndefined();
    expect(chooseRelease(bench.operation, undefined, was('DELETE_IN_PROGRESS'), 'id')).toBeUndefined();
  });

  test('points the channels to what the resource has instead', async () => {
    const world = setUp();
    await release(world, was('UPDATE_COMPLETE', world.to));
    expect(world.users()).toEqual([world.to, world.to]);
  });

  describe('in a cleanup whose record shows the deletion', () => {
    /** An update has replaced the configuration. */
    function setUpCleanup({ isShown = true } = {}) {
      const world = setUp();
      const { bench, from, to } = world;
      bench.tell('UPDATE_COMPLETE', to);
      bench.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      if (isShown) bench.tell('DELETE_IN_PROGRESS', from);
      return world;
    }

    test('points the channels to what the resource has instead', async () => {
      const world = setUpCleanup();
      await release(world, was('DELETE_IN_PROGRESS', world.from));
      expect(world.users()).toEqual([world.to, world.to]);
    });

    test('goes by the events where the record is stale, and shows what was replaced', async () => {
      const world = setUpCleanup();
      await release(world, was('UPDATE_IN_PROGRESS', world.from));
      expect(world.users()).toEqual([world.to, world.to]);
    });

    test.each([true, false])(
      'is refused where CloudFormation does not show what that is (denied: %p)',
      async (isDenied) => {
        const world = setUpCleanup({ isShown: isDenied });
        if (isDenied) world.bench.onNext('listEvents', refused('access-denied'));
        expect(await refusalOf(release(world, was('DELETE_IN_PROGRESS', world.from)))).toMatchObject({
          message: expect.stringMatching(/could not be asked whether there is a replacement/) as unknown,
        });
        expect(world.users()).toEqual([world.from, world.from]);
        expect(world.bench.timesOf('listEvents')).toHaveLength(isDenied ? 1 : 5);
      },
    );
  });

  /** CloudFormation shows that the stack is deleted, and the configuration with it. */
  const deleteStack = ({ bench, from }: ReturnType<typeof setUp>): void => {
    bench.stackStatus = 'DELETE_IN_PROGRESS';
    bench.tell('DELETE_IN_PROGRESS', from);
  };

  test('that points channels to a replacement has nothing to undo', async () => {
    const world = setUp();
    expect(await release(world, was('UPDATE_COMPLETE', world.to))).toBeUndefined();
  });

  test('of the resource gives what undoes it', async () => {
    const world = setUp();
    deleteStack(world);
    const undo = await release(world, was('DELETE_IN_PROGRESS', world.from));
    expect(world.users()).toEqual(['', '']);
    await undo?.();
    expect(world.users()).toEqual([world.from, world.from]);
  });

  test('names the live ones that it could not point there', async () => {
    const world = setUp();
    world.bench.live.add(world.one);
    expect(await refusalOf(release(world, was('UPDATE_COMPLETE', world.to)))).toMatchObject({
      name: 'LiveChannelsError',
      arn: world.from,
      live: [{ arn: world.one }],
      others: 0,
    });
    expect(world.users()).toEqual([world.from, world.to]);
  });

  test.each<[string, (arns: { from: string; to: string }) => Standing]>([
    ['CloudFormation knows no such resource', () => 'absent'],
    ['the resource is deleted as this', ({ from }) => was('DELETE_IN_PROGRESS', from)],
    ['the resource is deleted as another', ({ to }) => was('DELETE_IN_PROGRESS', to)],
    ['the resource has this still', ({ from }) => was('UPDATE_COMPLETE', from)],
    ['the resource has no configuration', () => was('CREATE_FAILED', 'video-Recording-1ABC')],
    ['the resource has nothing yet', () => was('CREATE_FAILED')],
  ])('detaches the channels where %s', async (_title, standing) => {
    const world = setUp();
    const shown = standing(world);
    if (typeof shown === 'object' && shown.status.startsWith('DELETE_')) deleteStack(world);
    await release(world, shown);
    expect(world.users()).toEqual(['', '']);
  });

  test('detaches none where one is live', async () => {
    const world = setUp();
    world.bench.live.add(world.two);
    expect(await refusalOf(release(world, 'absent'))).toMatchObject({ name: 'LiveChannelsError', others: 1 });
    expect(world.users()).toEqual([world.from, world.from]);
  });
});
