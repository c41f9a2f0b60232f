import {
  listChannelsUsing,
  LiveChannelsError,
  moveChannelsOrNone,
  moveIdleChannels,
  assertNoLiveChannels,
} from '../../../lambda/recording-configuration/channels';
import { TestContext, withLostResponse, errorOf, failWith, type CallOverride } from './test-context';

/** Two configurations, and channels that use the first. */
function setUp(count: number) {
  const env = new TestContext('Update', { timeToActiveMs: 0 });
  const from = env.addConfiguration().arn;
  const to = env.addConfiguration().arn;
  const channels = Array.from({ length: count }, (_, index) => {
    const input = { name: `stage-${index}`, recordingConfigurationArn: from };
    return env.account.createChannel(input).channel.arn;
  });
  const channelsInUse = (arn: string): readonly string[] =>
    env.account
      .channels()
      .filter(({ recordingConfigurationArn }) => recordingConfigurationArn === arn)
      .map((channel) => channel.arn);
  const move = async (target: string | undefined = to): Promise<void> => {
    const { context } = env;
    await moveChannelsOrNone(context, await listChannelsUsing(context, from, context.deadline), from, target);
  };
  /** Someone outside the stack changes the configuration of a channel. */
  const setConfiguration = (index: number, recordingConfigurationArn: string): void => {
    env.account.updateChannel({ arn: channels[index] ?? '', recordingConfigurationArn });
  };
  const moveMost = async (): Promise<readonly string[]> => {
    const live = await moveIdleChannels(env.context, from, to, env.context.deadline);
    return live.map(({ arn }) => arn);
  };
  return { env, from, to, channels, channelsInUse, move, moveMost, setConfiguration };
}

const passes: CallOverride = (proceed) => proceed();

test('the channels of a configuration are listed page by page, at a limited rate', async () => {
  const { env, from, channels } = setUp(5);
  env.pageSize = 2;
  const channelsInUse = await listChannelsUsing(env.context, from, env.context.deadline);
  expect(channelsInUse.map(({ arn }) => arn)).toEqual(channels);
  expect(channelsInUse[0]).toEqual({ arn: channels[0], name: 'stage-0' });
  expect(env.timesOf('listUsing')).toEqual([0, 200, 400]);
});

test('only a throttled page is listed again', async () => {
  const { env, from } = setUp(5);
  env.pageSize = 2;
  env.onNext('listUsing', (proceed) => proceed(), failWith('Throttling'));
  expect(await listChannelsUsing(env.context, from, env.context.deadline)).toHaveLength(5);
  expect(env.timesOf('listUsing')).toHaveLength(4);
});

test('live channels are rejected, and the error names all of them', async () => {
  const { env, from, channels } = setUp(4);
  env.live.add(channels[1] ?? '').add(channels[3] ?? '');
  const error = await errorOf(assertNoLiveChannels(env.context, from));
  expect(error).toBeInstanceOf(LiveChannelsError);
  expect(error).toMatchObject({
    name: 'LiveChannelsError',
    message: `2 of the channels that use ${from} are live.`,
    arn: from,
    live: [{ arn: channels[1] }, { arn: channels[3] }],
    others: 2,
  });
  expect(env.timesOf('isLive')).toEqual([0, 200, 400, 600]);
  expect(env.timesOf('setRecording')).toEqual([]);
});

test('the check returns the channels if none is live', async () => {
  const { env, from } = setUp(2);
  expect(await assertNoLiveChannels(env.context, from)).toHaveLength(2);
});

test('all channels are moved, at a limited rate', async () => {
  const { env, from, to, channels, channelsInUse, move } = setUp(3);
  await move();
  expect(channelsInUse(to)).toEqual(channels);
  expect(env.timesOf('setRecording')).toEqual([200, 400, 600]);
  expect(env.logs).toEqual([{ message: 'Moved channels', details: { from, to, channels } }]);
});

test('all channels are detached', async () => {
  const { env, from, channels, channelsInUse, move } = setUp(2);
  await moveChannelsOrNone(
    env.context,
    await listChannelsUsing(env.context, from, env.context.deadline),
    from,
    undefined,
  );
  expect(channelsInUse('')).toEqual(channels);
  expect(env.logs).toMatchObject([{ details: { to: 'none' } }]);
  env.logs.length = 0;
  await move();
  expect(env.logs).toEqual([]);
});

test('a channel that goes live during the move reverts the move', async () => {
  const { env, from, channels, channelsInUse, move } = setUp(4);
  env.onNext(
    'setRecording',
    (proceed) => proceed(),
    (proceed) => proceed(),
    failWith('ResourceConflict'),
  );
  expect(await errorOf(move())).toMatchObject({ name: 'LiveChannelsError', live: [{ arn: channels[2] }], others: 3 });
  expect(channelsInUse(from)).toEqual(channels);
});

test('a channel that is deleted during the move counts as moved', async () => {
  const { env, from, channels, channelsInUse, move } = setUp(2);
  env.onNext('setRecording', () => {
    env.account.deleteChannel({ arn: channels[0] ?? '' });
    return failWith('NotFound')(() => undefined);
  });
  await move();
  expect(channelsInUse(from)).toEqual([]);
  expect(env.logs).toMatchObject([{ message: 'Moved channels', details: { channels: [channels[1]] } }]);
});

test('a move to a configuration that is deleted meanwhile fails and is undone', async () => {
  const { env, from, channels, channelsInUse, move } = setUp(3);
  env.onNext('setRecording', (proceed) => proceed(), failWith('NotFound'));
  expect(await errorOf(move())).toMatchObject({ kind: 'NotFound' });
  expect(channelsInUse(from)).toEqual(channels);
});

test('channels keep their configuration if the one to move them back to is deleted', async () => {
  const { env, from, to, channels, channelsInUse } = setUp(2);
  env.onNext('setRecording', failWith('NotFound'));
  expect(await moveIdleChannels(env.context, from, to, env.context.deadline)).toEqual([]);
  expect(channelsInUse(from)).toEqual(channels);
  expect(env.logs).toMatchObject([
    { message: 'Channels not moved; the other configuration no longer exists', details: { from, to } },
  ]);
});

test.each([
  ['a refusal', failWith('InvalidRequest', 'no'), { kind: 'InvalidRequest' }],
  [
    'a defect',
    () => {
      throw new TypeError('x');
    },
    { name: 'TypeError' },
  ],
])('%s during the move reverts the move', async (_title, override, error) => {
  const { env, from, channels, channelsInUse, move } = setUp(3);
  env.onNext('setRecording', (proceed) => proceed(), override);
  expect(await errorOf(move())).toMatchObject(error);
  expect(channelsInUse(from)).toEqual(channels);
});

test('a detachment that fails part-way is reverted', async () => {
  const { env, from, channels, channelsInUse } = setUp(3);
  env.onNext('setRecording', (proceed) => proceed(), failWith('ResourceConflict'));
  const all = await listChannelsUsing(env.context, from, env.context.deadline);
  await errorOf(moveChannelsOrNone(env.context, all, from, undefined));
  expect(channelsInUse(from)).toEqual(channels);
});

test.each(['replaced', 'detached'])(
  'a channel that was %s, and then changed by others, is not moved back',
  async (how) => {
    const { env, from, to, channels, channelsInUse, move, setConfiguration } = setUp(3);
    const elsewhere = env.addConfiguration().arn;
    env.onNext('setRecording', passes, (proceed) => {
      setConfiguration(0, elsewhere);
      return failWith('ResourceConflict')(proceed);
    });
    const all = await listChannelsUsing(env.context, from, env.context.deadline);
    await errorOf(how === 'replaced' ? move() : moveChannelsOrNone(env.context, all, from, undefined));
    expect(channelsInUse(elsewhere)).toEqual([channels[0]]);
    expect(channelsInUse(to)).toEqual([]);
    expect(channelsInUse(from)).toEqual(channels.slice(1));
    expect(env.logs).toMatchObject([
      { message: 'Move of channels undone' },
      {
        message: 'Channel changed meanwhile; not moved',
        details: { channel: channels[0], uses: elsewhere },
      },
    ]);
  },
);

test.each(['another configuration', 'none'])(
  'a channel that others set to %s during the move is not changed',
  async (which) => {
    const { env, from, to, channels, channelsInUse, move, setConfiguration } = setUp(3);
    const elsewhere = which === 'none' ? '' : env.addConfiguration().arn;
    env.onNext('setRecording', (proceed) => {
      setConfiguration(1, elsewhere);
      return proceed();
    });
    await move();
    expect(channelsInUse(to)).toEqual([channels[0], channels[2]]);
    expect(channelsInUse(elsewhere)).toEqual([channels[1]]);
    expect(channelsInUse(from)).toEqual([]);
    expect(env.logs.at(-1)).toMatchObject({
      message: 'Moved channels',
      details: { channels: [channels[0], channels[2]] },
    });
  },
);

test('a channel that others set to the target during the move is not moved back', async () => {
  const { env, from, to, channels, channelsInUse, move, setConfiguration } = setUp(3);
  env.onNext(
    'setRecording',
    (proceed) => {
      setConfiguration(1, to);
      return proceed();
    },
    failWith('InvalidRequest'),
  );
  await errorOf(move());
  expect(channelsInUse(to)).toEqual([channels[1]]);
  expect(channelsInUse(from)).toEqual([channels[0], channels[2]]);
});

test('a channel that is deleted during the move is not changed', async () => {
  const { env, channels, channelsInUse, to, move } = setUp(2);
  env.onNext('setRecording', (proceed) => {
    env.account.deleteChannel({ arn: channels[1] ?? '' });
    return proceed();
  });
  await move();
  expect(channelsInUse(to)).toEqual([channels[0]]);
  expect(env.timesOf('setRecording')).toHaveLength(1);
});

test('a channel that others change during the move does not count as movable', async () => {
  const { env, move, setConfiguration } = setUp(4);
  env.onNext(
    'setRecording',
    (proceed) => {
      setConfiguration(1, '');
      return proceed();
    },
    failWith('ResourceConflict'),
  );
  expect(await errorOf(move())).toMatchObject({ name: 'LiveChannelsError', others: 2 });
});

test('a channel that others change during a move of idle channels is neither moved nor live', async () => {
  const { env, to, channels, channelsInUse, moveMost, setConfiguration } = setUp(2);
  env.onNext('setRecording', (proceed) => {
    setConfiguration(1, '');
    return proceed();
  });
  expect(await moveMost()).toEqual([]);
  expect(channelsInUse(to)).toEqual([channels[0]]);
  expect(channelsInUse('')).toEqual([channels[1]]);
});

test.each(['Throttling', 'ServiceUnavailable'] as const)(
  'a channel that others change between two attempts is not changed (%s)',
  async (kind) => {
    const { env, to, channels, channelsInUse, move, setConfiguration } = setUp(2);
    const elsewhere = env.addConfiguration().arn;
    env.onNext('setRecording', (proceed) => {
      setConfiguration(0, elsewhere);
      return failWith(kind)(proceed);
    });
    await move();
    expect(channelsInUse(elsewhere)).toEqual([channels[0]]);
    expect(channelsInUse(to)).toEqual([channels[1]]);
    expect(env.logs.at(-1)).toMatchObject({ message: 'Moved channels', details: { channels: [channels[1]] } });
  },
);

test('a channel that others detach after a throttled change is not moved back', async () => {
  const { env, from, channels, channelsInUse, setConfiguration } = setUp(2);
  env.onNext('setRecording', passes, failWith('Throttling'), (proceed) => {
    // The change was rejected too, so it had no effect.
    setConfiguration(1, '');
    return failWith('InvalidRequest')(proceed);
  });
  const all = await listChannelsUsing(env.context, from, env.context.deadline);
  await errorOf(moveChannelsOrNone(env.context, all, from, undefined));
  expect(channelsInUse(from)).toEqual([channels[0]]);
  expect(channelsInUse('')).toEqual([channels[1]]);
});

test('a change with a lost response is not repeated, and counts as done', async () => {
  const { env, to, channels, channelsInUse, move } = setUp(2);
  env.onNext('setRecording', withLostResponse);
  await move();
  expect(channelsInUse(to)).toEqual(channels);
  expect(env.timesOf('setRecording')).toHaveLength(2);
  expect(env.logs.at(-1)).toMatchObject({ message: 'Moved channels', details: { channels } });
});

test('a change with a lost response is reverted after an error', async () => {
  const { env, from, channels, channelsInUse, move } = setUp(2);
  let commit: () => unknown = () => undefined;
  env.onNext(
    'setRecording',
    // It takes effect later.
    (proceed) => {
      commit = proceed;
      return failWith('ServiceUnavailable')(proceed);
    },
    (proceed) => {
      commit();
      return failWith('InvalidRequest')(proceed);
    },
  );
  await errorOf(move());
  expect(channelsInUse(from)).toEqual(channels);
});

test('the rate limit includes the time of the check', async () => {
  const { env, move } = setUp(4);
  const slowly: CallOverride = async (proceed) => {
    await env.pass(150);
    return proceed();
  };
  const verySlowly: CallOverride = async (proceed) => {
    await env.pass(900);
    return proceed();
  };
  env.onNext('getChannel', slowly, verySlowly, slowly);
  await move();
  expect(env.timesOf('getChannel')).toEqual([200, 400, 1300, 1500]);
  expect(env.timesOf('setRecording')).toEqual([350, 1300, 1450, 1500]);
});

test('channels that used the target before the move are not moved back', async () => {
  const { env, from, to, channels, channelsInUse, move } = setUp(2);
  const { arn: other } = env.account.createChannel({ recordingConfigurationArn: to }).channel;
  env.onNext('setRecording', (proceed) => proceed(), failWith('ResourceConflict'));
  await errorOf(move());
  expect(channelsInUse(from)).toEqual(channels);
  expect(channelsInUse(to)).toEqual([other]);
});

test('channels that cannot be moved back are logged, and the first error is thrown', async () => {
  const { env, from, to, channels, move } = setUp(4);
  env.onNext(
    'setRecording',
    (proceed) => proceed(),
    (proceed) => proceed(),
    (proceed) => proceed(),
    failWith('InvalidRequest', 'no'),
    (proceed) => proceed(),
    // It went live and stays, and the next one is moved back.
    failWith('ResourceConflict'),
    failWith('InvalidRequest', 'nor this'),
  );
  expect(await errorOf(move())).toMatchObject({ message: 'no' });
  expect(env.logs).toEqual([
    { message: 'Move of channels undone', details: { from, to, error: 'no' } },
    {
      message: 'Channels not moved back',
      details: { from: to, to: from, channels: [channels[1], channels[2]], error: 'nor this' },
    },
  ]);
});

test('a channel that goes live before it is moved back is logged', async () => {
  const { env, from, to, channels, channelsInUse, move } = setUp(3);
  env.onNext(
    'setRecording',
    (proceed) => proceed(),
    (proceed) => proceed(),
    failWith('ResourceConflict'),
    failWith('ResourceConflict'),
  );
  expect(await errorOf(move())).toMatchObject({ name: 'LiveChannelsError' });
  expect(channelsInUse(to)).toEqual([channels[0]]);
  expect(env.logs.at(-1)).toEqual({
    message: 'Channels not moved back',
    details: { from: to, to: from, channels: [channels[0]], error: 'live' },
  });
});

test('moveIdleChannels moves the idle channels and returns the live ones', async () => {
  const { env, from, to, channels, channelsInUse } = setUp(4);
  env.live.add(channels[1] ?? '');
  env.onNext('setRecording', (proceed) => proceed(), failWith('ResourceConflict'));
  const live = await moveIdleChannels(env.context, from, to, env.context.deadline);
  expect(live.map(({ arn }) => arn)).toEqual([channels[1], channels[2]]);
  expect(channelsInUse(to)).toEqual([channels[0], channels[3]]);
  expect(env.timesOf('setRecording')).toHaveLength(3);
  expect(env.logs).toMatchObject([{ message: 'Moved channels', details: { channels: [channels[0], channels[3]] } }]);
});

test('moveIdleChannels ends with the first error', async () => {
  const { env, from, to } = setUp(2);
  env.onNext('setRecording', failWith('InvalidRequest'));
  expect(await errorOf(moveIdleChannels(env.context, from, to, env.context.deadline))).toMatchObject({
    kind: 'InvalidRequest',
  });
});
