import {
  findUsers,
  LiveChannelsError,
  moveAll,
  moveMovable,
  refuseLive,
} from '../../../lambda/recording-configuration/channels';
import { Bench, lost, refusalOf, refused, type Happening } from './test-context';

/** Two configurations, and channels that use the first. */
function setUp(count: number) {
  const bench = new Bench('Update', { timeToActiveMs: 0 });
  const from = bench.place().arn;
  const to = bench.place().arn;
  const channels = Array.from({ length: count }, (_, index) => {
    const input = { name: `stage-${index}`, recordingConfigurationArn: from };
    return bench.account.createChannel(input).channel.arn;
  });
  const users = (arn: string): readonly string[] =>
    bench.account
      .channels()
      .filter(({ recordingConfigurationArn }) => recordingConfigurationArn === arn)
      .map((channel) => channel.arn);
  const move = async (target: string | undefined = to): Promise<void> => {
    const { operation } = bench;
    await moveAll(operation, await findUsers(operation, from, operation.work), from, target);
  };
  /** A person lets a channel use another configuration. */
  const point = (index: number, recordingConfigurationArn: string): void => {
    bench.account.updateChannel({ arn: channels[index] ?? '', recordingConfigurationArn });
  };
  const moveMost = async (): Promise<readonly string[]> => {
    const live = await moveMovable(bench.operation, from, to, bench.operation.work);
    return live.map(({ arn }) => arn);
  };
  return { bench, from, to, channels, users, move, moveMost, point };
}

const passes: Happening = (carryOut) => carryOut();

test('the users of a configuration are found page by page, at a pace', async () => {
  const { bench, from, channels } = setUp(5);
  bench.pageSize = 2;
  const users = await findUsers(bench.operation, from, bench.operation.work);
  expect(users.map(({ arn }) => arn)).toEqual(channels);
  expect(users[0]).toEqual({ arn: channels[0], name: 'stage-0' });
  expect(bench.timesOf('listUsing')).toEqual([0, 200, 400]);
});

test('a page that is throttled is asked for again, and only that', async () => {
  const { bench, from } = setUp(5);
  bench.pageSize = 2;
  bench.onNext('listUsing', (carryOut) => carryOut(), refused('throttled'));
  expect(await findUsers(bench.operation, from, bench.operation.work)).toHaveLength(5);
  expect(bench.timesOf('listUsing')).toHaveLength(4);
});

test('live channels are refused, all of them by name', async () => {
  const { bench, from, channels } = setUp(4);
  bench.live.add(channels[1] ?? '').add(channels[3] ?? '');
  const error = await refusalOf(refuseLive(bench.operation, from));
  expect(error).toBeInstanceOf(LiveChannelsError);
  expect(error).toMatchObject({
    name: 'LiveChannelsError',
    message: `2 of the channels that use ${from} are live.`,
    arn: from,
    live: [{ arn: channels[1] }, { arn: channels[3] }],
    others: 2,
  });
  expect(bench.timesOf('isLive')).toEqual([0, 200, 400, 600]);
  expect(bench.timesOf('setRecording')).toEqual([]);
});

test('where none is live, the users are given', async () => {
  const { bench, from } = setUp(2);
  expect(await refuseLive(bench.operation, from)).toHaveLength(2);
});

test('all are moved, at a pace', async () => {
  const { bench, from, to, channels, users, move } = setUp(3);
  await move();
  expect(users(to)).toEqual(channels);
  expect(bench.timesOf('setRecording')).toEqual([200, 400, 600]);
  expect(bench.logs).toEqual([{ message: 'Moved channels', details: { from, to, channels } }]);
});

test('all are detached', async () => {
  const { bench, from, channels, users, move } = setUp(2);
  await moveAll(bench.operation, await findUsers(bench.operation, from, bench.operation.work), from, undefined);
  expect(users('')).toEqual(channels);
  expect(bench.logs).toMatchObject([{ details: { to: 'none' } }]);
  bench.logs.length = 0;
  await move();
  expect(bench.logs).toEqual([]);
});

test('one that goes live meanwhile lets none be moved', async () => {
  const { bench, from, channels, users, move } = setUp(4);
  bench.onNext(
    'setRecording',
    (carryOut) => carryOut(),
    (carryOut) => carryOut(),
    refused('conflict'),
  );
  expect(await refusalOf(move())).toMatchObject({ name: 'LiveChannelsError', live: [{ arn: channels[2] }], others: 3 });
  expect(users(from)).toEqual(channels);
});

test.each([
  ['a refusal', refused('invalid', 'no'), { kind: 'invalid' }],
  [
    'a defect',
    () => {
      throw new TypeError('x');
    },
    { name: 'TypeError' },
  ],
])('%s half way lets none be moved', async (_title, happening, error) => {
  const { bench, from, channels, users, move } = setUp(3);
  bench.onNext('setRecording', (carryOut) => carryOut(), happening);
  expect(await refusalOf(move())).toMatchObject(error);
  expect(users(from)).toEqual(channels);
});

test('a detachment that fails half way is undone', async () => {
  const { bench, from, channels, users } = setUp(3);
  bench.onNext('setRecording', (carryOut) => carryOut(), refused('conflict'));
  const all = await findUsers(bench.operation, from, bench.operation.work);
  await refusalOf(moveAll(bench.operation, all, from, undefined));
  expect(users(from)).toEqual(channels);
});

test.each(['replaced', 'detached'])('what was %s, and then pointed elsewhere, is not moved back', async (how) => {
  const { bench, from, to, channels, users, move, point } = setUp(3);
  const elsewhere = bench.place().arn;
  bench.onNext('setRecording', passes, (carryOut) => {
    point(0, elsewhere);
    return refused('conflict')(carryOut);
  });
  const all = await findUsers(bench.operation, from, bench.operation.work);
  await refusalOf(how === 'replaced' ? move() : moveAll(bench.operation, all, from, undefined));
  expect(users(elsewhere)).toEqual([channels[0]]);
  expect(users(to)).toEqual([]);
  expect(users(from)).toEqual(channels.slice(1));
  expect(bench.logs).toMatchObject([
    { message: 'The move of channels is undone' },
    {
      message: 'The channel was changed meanwhile and is left alone',
      details: { channel: channels[0], uses: elsewhere },
    },
  ]);
});

test.each(['another configuration', 'none'])(
  'a channel that is pointed to %s before its turn is left alone',
  async (which) => {
    const { bench, from, to, channels, users, move, point } = setUp(3);
    const elsewhere = which === 'none' ? '' : bench.place().arn;
    bench.onNext('setRecording', (carryOut) => {
      point(1, elsewhere);
      return carryOut();
    });
    await move();
    expect(users(to)).toEqual([channels[0], channels[2]]);
    expect(users(elsewhere)).toEqual([channels[1]]);
    expect(users(from)).toEqual([]);
    expect(bench.logs.at(-1)).toMatchObject({
      message: 'Moved channels',
      details: { channels: [channels[0], channels[2]] },
    });
  },
);

test('a channel that is pointed to the target before its turn is not moved back', async () => {
  const { bench, from, to, channels, users, move, point } = setUp(3);
  bench.onNext(
    'setRecording',
    (carryOut) => {
      point(1, to);
      return carryOut();
    },
    refused('invalid'),
  );
  await refusalOf(move());
  expect(users(to)).toEqual([channels[1]]);
  expect(users(from)).toEqual([channels[0], channels[2]]);
});

test('a channel that is gone before its turn is left alone', async () => {
  const { bench, channels, users, to, move } = setUp(2);
  bench.onNext('setRecording', (carryOut) => {
    bench.account.deleteChannel({ arn: channels[1] ?? '' });
    return carryOut();
  });
  await move();
  expect(users(to)).toEqual([channels[0]]);
  expect(bench.timesOf('setRecording')).toHaveLength(1);
});

test('a channel that was pointed elsewhere does not count as one that could be moved', async () => {
  const { bench, move, point } = setUp(4);
  bench.onNext(
    'setRecording',
    (carryOut) => {
      point(1, '');
      return carryOut();
    },
    refused('conflict'),
  );
  expect(await refusalOf(move())).toMatchObject({ name: 'LiveChannelsError', others: 2 });
});

test('what is pointed elsewhere before its turn is neither moved nor live where what can be moved is moved', async () => {
  const { bench, to, channels, users, moveMost, point } = setUp(2);
  bench.onNext('setRecording', (carryOut) => {
    point(1, '');
    return carryOut();
  });
  expect(await moveMost()).toEqual([]);
  expect(users(to)).toEqual([channels[0]]);
  expect(users('')).toEqual([channels[1]]);
});

test.each(['throttled', 'unavailable'] as const)(
  'a channel that is pointed elsewhere between two attempts is left alone (%s)',
  async (kind) => {
    const { bench, to, channels, users, move, point } = setUp(2);
    const elsewhere = bench.place().arn;
    bench.onNext('setRecording', (carryOut) => {
      point(0, elsewhere);
      return refused(kind)(carryOut);
    });
    await move();
    expect(users(elsewhere)).toEqual([channels[0]]);
    expect(users(to)).toEqual([channels[1]]);
    expect(bench.logs.at(-1)).toMatchObject({ message: 'Moved channels', details: { channels: [channels[1]] } });
  },
);

test('a channel whose change was throttled, and which a person switched off, is not moved back', async () => {
  const { bench, from, channels, users, point } = setUp(2);
  bench.onNext('setRecording', passes, refused('throttled'), (carryOut) => {
    // The change was refused as well: nothing was done.
    point(1, '');
    return refused('invalid')(carryOut);
  });
  const all = await findUsers(bench.operation, from, bench.operation.work);
  await refusalOf(moveAll(bench.operation, all, from, undefined));
  expect(users(from)).toEqual([channels[0]]);
  expect(users('')).toEqual([channels[1]]);
});

test('a change whose response is lost is not made again, and counts', async () => {
  const { bench, to, channels, users, move } = setUp(2);
  bench.onNext('setRecording', lost);
  await move();
  expect(users(to)).toEqual(channels);
  expect(bench.timesOf('setRecording')).toHaveLength(2);
  expect(bench.logs.at(-1)).toMatchObject({ message: 'Moved channels', details: { channels } });
});

test('a change whose response is lost still counts after a refusal', async () => {
  const { bench, from, channels, users, move } = setUp(2);
  let commit: () => unknown = () => undefined;
  bench.onNext(
    'setRecording',
    // It is carried out later.
    (carryOut) => {
      commit = carryOut;
      return refused('unavailable')(carryOut);
    },
    (carryOut) => {
      commit();
      return refused('invalid')(carryOut);
    },
  );
  await refusalOf(move());
  expect(users(from)).toEqual(channels);
});

test('the time of a check counts toward the pace', async () => {
  const { bench, move } = setUp(4);
  const slowly: Happening = async (carryOut) => {
    await bench.pass(150);
    return carryOut();
  };
  const verySlowly: Happening = async (carryOut) => {
    await bench.pass(900);
    return carryOut();
  };
  bench.onNext('getChannel', slowly, verySlowly, slowly);
  await move();
  expect(bench.timesOf('getChannel')).toEqual([200, 400, 1300, 1500]);
  expect(bench.timesOf('setRecording')).toEqual([350, 1300, 1450, 1500]);
});

test('channels of others that use the target are not moved back with the rest', async () => {
  const { bench, from, to, channels, users, move } = setUp(2);
  const { arn: other } = bench.account.createChannel({ recordingConfigurationArn: to }).channel;
  bench.onNext('setRecording', (carryOut) => carryOut(), refused('conflict'));
  await refusalOf(move());
  expect(users(from)).toEqual(channels);
  expect(users(to)).toEqual([other]);
});

test('what cannot be moved back is logged, and the first error is what counts', async () => {
  const { bench, from, to, channels, move } = setUp(4);
  bench.onNext(
    'setRecording',
    (carryOut) => carryOut(),
    (carryOut) => carryOut(),
    (carryOut) => carryOut(),
    refused('invalid', 'no'),
    (carryOut) => carryOut(),
    // It went live: it stays, and the next one is moved back all the same.
    refused('conflict'),
    refused('invalid', 'nor this'),
  );
  expect(await refusalOf(move())).toMatchObject({ message: 'no' });
  expect(bench.logs).toEqual([
    { message: 'The move of channels is undone', details: { from, to, refusal: 'no' } },
    {
      message: 'Channels could not be moved back',
      details: { from: to, to: from, channels: [channels[1], channels[2]], refusal: 'nor this' },
    },
  ]);
});

test('what goes live before it is moved back is logged', async () => {
  const { bench, from, to, channels, users, move } = setUp(3);
  bench.onNext(
    'setRecording',
    (carryOut) => carryOut(),
    (carryOut) => carryOut(),
    refused('conflict'),
    refused('conflict'),
  );
  expect(await refusalOf(move())).toMatchObject({ name: 'LiveChannelsError' });
  expect(users(to)).toEqual([channels[0]]);
  expect(bench.logs.at(-1)).toEqual({
    message: 'Channels could not be moved back',
    details: { from: to, to: from, channels: [channels[0]], refusal: 'live' },
  });
});

test('what can be moved is moved, and the live ones are named', async () => {
  const { bench, from, to, channels, users } = setUp(4);
  bench.live.add(channels[1] ?? '');
  bench.onNext('setRecording', (carryOut) => carryOut(), refused('conflict'));
  const live = await moveMovable(bench.operation, from, to, bench.operation.work);
  expect(live.map(({ arn }) => arn)).toEqual([channels[1], channels[2]]);
  expect(users(to)).toEqual([channels[0], channels[3]]);
  expect(bench.timesOf('setRecording')).toHaveLength(3);
  expect(bench.logs).toMatchObject([{ message: 'Moved channels', details: { channels: [channels[0], channels[3]] } }]);
});

test('a refusal ends the move of what can be moved', async () => {
  const { bench, from, to } = setUp(2);
  bench.onNext('setRecording', refused('invalid'));
  expect(await refusalOf(moveMovable(bench.operation, from, to, bench.operation.work))).toMatchObject({
    kind: 'invalid',
  });
});
