import {
  createOnInUseHandler,
  moveChannels,
  shouldMoveChannels,
  assertChannelsMovable,
} from '../../../lambda/recording-configuration/on-in-use';
import type { ExpectedState } from '../../../lambda/recording-configuration/superseded';
import type { StackResourceStatus } from '../../../lambda/recording-configuration/stack-resource';
import { withBucket } from '../../support/properties';
import { TestContext, DESIRED_STATE, createDesiredState, errorOf, failWith, resourceError } from './test-context';

const RELEASE = createDesiredState({ OnInUse: 'RELEASE' });

test('RELEASE in either declaration moves channels', () => {
  expect(shouldMoveChannels(RELEASE, DESIRED_STATE)).toBe(true);
  expect(shouldMoveChannels(DESIRED_STATE, RELEASE)).toBe(true);
  expect(shouldMoveChannels(RELEASE, undefined)).toBe(true);
  expect(shouldMoveChannels(DESIRED_STATE, DESIRED_STATE)).toBe(false);
  expect(shouldMoveChannels(DESIRED_STATE, undefined)).toBe(false);
});

/** An update from one configuration to another, with two channels on the old one. */
function setUp({ stackStatus = 'UPDATE_IN_PROGRESS', workMs = 600_000 } = {}) {
  const env = new TestContext('Update', { timeToActiveMs: 0, workMs });
  const from = env.addConfiguration().arn;
  const to = env.addConfiguration().arn;
  if (stackStatus !== env.stackStatus) env.stackStatus = stackStatus;
  env.recordStart(from, withBucket({ OnInUse: 'RELEASE' }));
  const [one = '', two = ''] = [1, 2].map(() => {
    return env.account.createChannel({ recordingConfigurationArn: from }).channel.arn;
  });
  const channels = (): readonly string[] =>
    env.account.channels().map(({ recordingConfigurationArn }) => recordingConfigurationArn);
  const expected: ExpectedState = { desired: RELEASE, physicalId: from, isForwardUpdate: true };
  const run = (): Promise<unknown> => moveChannels(env.context, expected, from, { arn: to, isOwn: true });
  return { env, from, to, one, two, channels, run, expected };
}

test('a replacement moves the channels', async () => {
  const { to, channels, run } = setUp();
  await run();
  expect(channels()).toEqual([to, to]);
});

test('a replacement without channels does not query CloudFormation', async () => {
  const { env, from, to, expected } = setUp();
  await moveChannels(env.context, expected, to, { arn: from, isOwn: true });
  expect(env.calls.map(({ site }) => site)).toEqual(['listUsing']);
});

test('a superseded request moves nothing', async () => {
  const { env, from, channels, run } = setUp();
  env.resource = { status: 'UPDATE_COMPLETE', physicalId: from };
  await run();
  expect(channels()).toEqual([from, from]);
  expect(env.timesOf('setRecording')).toEqual([]);
});

test('a request that is canceled during the move moves the channels back', async () => {
  const { env, from, channels, run, one } = setUp();
  env.onNext(
    'setRecording',
    (proceed) => proceed(),
    (proceed) => {
      env.resource = { status: 'UPDATE_FAILED', physicalId: from };
      return proceed();
    },
  );
  expect(await errorOf(run())).toMatchObject(resourceError('RequestSuperseded', { kind: 'Update' }));
  expect(channels()).toEqual([from, from]);
  expect(one).not.toBe('');
});

test('the channels stay if another delivery’s response made the replacement current', async () => {
  const { env, to, channels, run } = setUp();
  env.onNext(
    'setRecording',
    (proceed) => proceed(),
    (proceed) => {
      env.resource = { status: 'UPDATE_COMPLETE', physicalId: to };
      return proceed();
    },
  );
  await run();
  expect(channels()).toEqual([to, to]);
});

test('a live channel prevents every move', async () => {
  const { env, from, channels, run } = setUp();
  env.onNext('setRecording', (proceed) => proceed(), failWith('ResourceConflict'));
  expect(await errorOf(run())).toMatchObject({ name: 'LiveChannelsError', arn: from });
  expect(channels()).toEqual([from, from]);
});

test('a rollback skips and logs a live channel', async () => {
  const { env, from, to, one, channels, run } = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  env.live.add(one);
  await run();
  expect(channels()).toEqual([from, to]);
  expect(env.logs).toContainEqual({
    message: 'Live channels keep the configuration that is rolled back',
    details: { arn: from, channels: [{ arn: one, name: '' }] },
  });
});

test('a rollback without live channels logs none', async () => {
  const { env, to, channels, run } = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  await run();
  expect(channels()).toEqual([to, to]);
  expect(env.logs.map(({ message }) => message)).toEqual(['Moved channels']);
});

const moveTimeout = (arn: string): object =>
  resourceError('ChannelMoveTimeout', {
    arn,
    seconds: 0.3,
    advice: 'Increase Timeouts.Create (at most 840 seconds)',
  });

test('a move that takes too long is reverted, and the error names the timeout', async () => {
  const { env, from, channels, run } = setUp({ workMs: 300 });
  const error = await errorOf(run());
  expect(error).toMatchObject(moveTimeout(from));
  expect((error as Error).cause).toMatchObject({ name: 'DeadlineError' });
  expect(channels()).toEqual([from, from]);
  expect(env.timesOf('setRecording')).toHaveLength(2);
});

test('a rollback that takes too long keeps the channels that it moved', async () => {
  const { from, to, channels, run } = setUp({ workMs: 300, stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  expect(await errorOf(run())).toMatchObject(moveTimeout(from));
  expect(channels()).toEqual([to, from]);
});

test('the error of a channel check that takes too long names the timeout', async () => {
  const { env, from } = setUp({ workMs: 300 });
  expect(await errorOf(assertChannelsMovable(env.context, from))).toMatchObject(moveTimeout(from));
});

test('a live channel fails a replacement before a create, but not a rollback', async () => {
  const forward = setUp();
  forward.env.live.add(forward.two);
  expect(await errorOf(assertChannelsMovable(forward.env.context, forward.from))).toMatchObject({
    name: 'LiveChannelsError',
    live: [{ arn: forward.two }],
    others: 1,
  });
  const back = setUp({ stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' });
  back.env.live.add(back.two);
  await assertChannelsMovable(back.env.context, back.from);
  expect(back.env.timesOf('listUsing')).toEqual([]);
});

describe('a deletion', () => {
  const release = async (
    world: ReturnType<typeof setUp>,
    stackResource: StackResourceStatus,
    desired = RELEASE,
  ): Promise<(() => Promise<void>) | undefined> => {
    const chosen = createOnInUseHandler(world.env.context, desired, stackResource, world.from);
    if (chosen === undefined) throw new Error('there is no release');
    return chosen(world.from);
  };
  const was = (status: string, physicalId = ''): StackResourceStatus => ({ status, physicalId });

  test('fails if the stack status is unknown', async () => {
    const world = setUp();
    expect(await errorOf(release(world, 'unknown'))).toMatchObject(
      resourceError('ReplacementUnknown', { arn: world.from }),
    );
    expect(world.channels()).toEqual([world.from, world.from]);
  });

  test('under FAIL, or with invalid properties, detaches nothing', () => {
    const { env } = setUp();
    expect(createOnInUseHandler(env.context, DESIRED_STATE, was('DELETE_IN_PROGRESS'), 'id')).toBeUndefined();
    expect(createOnInUseHandler(env.context, undefined, was('DELETE_IN_PROGRESS'), 'id')).toBeUndefined();
  });

  test('moves the channels to the replacement', async () => {
    const world = setUp();
    await release(world, was('UPDATE_COMPLETE', world.to));
    expect(world.channels()).toEqual([world.to, world.to]);
  });

  describe('in a cleanup whose record shows the deletion', () => {
    /** An update has replaced the configuration. */
    function setUpCleanup({ isShown = true } = {}) {
      const world = setUp();
      const { env, from, to } = world;
      env.recordEvent('UPDATE_COMPLETE', to);
      env.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      if (isShown) env.recordEvent('DELETE_IN_PROGRESS', from);
      return world;
    }

    test('moves the channels to the replacement', async () => {
      const world = setUpCleanup();
      await release(world, was('DELETE_IN_PROGRESS', world.from));
      expect(world.channels()).toEqual([world.to, world.to]);
    });

    test('uses the events if the record is stale and shows the replaced configuration', async () => {
      const world = setUpCleanup();
      await release(world, was('UPDATE_IN_PROGRESS', world.from));
      expect(world.channels()).toEqual([world.to, world.to]);
    });

    test.each([true, false])('fails if CloudFormation does not show the replacement (denied: %p)', async (isDenied) => {
      const world = setUpCleanup({ isShown: isDenied });
      if (isDenied) world.env.onNext('listEvents', failWith('AccessDenied'));
      expect(await errorOf(release(world, was('DELETE_IN_PROGRESS', world.from)))).toMatchObject(
        resourceError('ReplacementUnknown', { arn: world.from }),
      );
      expect(world.channels()).toEqual([world.from, world.from]);
      expect(world.env.timesOf('listEvents')).toHaveLength(isDenied ? 1 : 5);
    });
  });

  /** CloudFormation shows the deletion of the stack and of the configuration. */
  const deleteStack = ({ env, from }: ReturnType<typeof setUp>): void => {
    env.stackStatus = 'DELETE_IN_PROGRESS';
    env.recordEvent('DELETE_IN_PROGRESS', from);
  };

  test('that moves channels to a replacement returns no function to revert it', async () => {
    const world = setUp();
    expect(await release(world, was('UPDATE_COMPLETE', world.to))).toBeUndefined();
  });

  test('of the resource returns a function that reverts the detachment', async () => {
    const world = setUp();
    deleteStack(world);
    const undo = await release(world, was('DELETE_IN_PROGRESS', world.from));
    expect(world.channels()).toEqual(['', '']);
    await undo?.();
    expect(world.channels()).toEqual([world.from, world.from]);
  });

  test('names the live channels that it cannot move', async () => {
    const world = setUp();
    world.env.live.add(world.one);
    expect(await errorOf(release(world, was('UPDATE_COMPLETE', world.to)))).toMatchObject({
      name: 'LiveChannelsError',
      arn: world.from,
      live: [{ arn: world.one }],
      others: 0,
    });
    expect(world.channels()).toEqual([world.from, world.to]);
  });

  test.each<[string, (arns: { from: string; to: string }) => StackResourceStatus]>([
    ['CloudFormation has no such resource', () => 'absent'],
    ['the resource is deleted with this id', ({ from }) => was('DELETE_IN_PROGRESS', from)],
    ['the resource is deleted with another id', ({ to }) => was('DELETE_IN_PROGRESS', to)],
    ['the resource still has this configuration', ({ from }) => was('UPDATE_COMPLETE', from)],
    ['the resource has no configuration', () => was('CREATE_FAILED', 'video-Recording-1ABC')],
    ['the resource has no physical id', () => was('CREATE_FAILED')],
  ])('detaches the channels if %s', async (_title, stackResource) => {
    const world = setUp();
    const shown = stackResource(world);
    if (typeof shown === 'object' && shown.status.startsWith('DELETE_')) deleteStack(world);
    await release(world, shown);
    expect(world.channels()).toEqual(['', '']);
  });

  test('detaches no channel if one is live', async () => {
    const world = setUp();
    world.env.live.add(world.two);
    expect(await errorOf(release(world, 'absent'))).toMatchObject({ name: 'LiveChannelsError', others: 1 });
    expect(world.channels()).toEqual([world.from, world.from]);
  });
});
