import type { AwsCallErrorKind } from '../../../lambda/aws/aws-call-error';
import { NOTHING_DONE, persist } from '../../../lambda/recording-configuration/request-context';
import { DeadlineError, startDeadline } from '../../../lambda/util/deadline';
import { Bench, refusalOf, refused, type Happening } from './test-context';

/** Persists with a call that meets these refusals first. */
function setUp(...happenings: readonly Happening[]) {
  const bench = new Bench();
  bench.onNext('list', ...happenings);
  const list = (signal: AbortSignal): Promise<unknown> => bench.operation.configurations.list(undefined, signal);
  return { bench, list };
}

const times = (count: number, happening: Happening): readonly Happening[] =>
  Array.from({ length: count }, () => happening);

test.each<AwsCallErrorKind>(['throttled', 'no-endpoint', 'unavailable'])(
  'a call that is %s is made again, further and further apart',
  async (kind) => {
    const { bench, list } = setUp(...times(6, refused(kind)));
    expect(await persist(bench.operation, bench.operation.work, list)).toMatchObject({ configurations: [] });
    expect(bench.timesOf('list')).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 11_750]);
  },
);

test('a throttled call tells that the quota is short; no other refusal does', async () => {
  const unavailable = setUp(refused('unavailable'));
  await persist(unavailable.bench.operation, unavailable.bench.operation.work, unavailable.list);
  expect(unavailable.bench.operation.quota.isShort).toBe(false);
  const throttled = setUp(refused('throttled'));
  await persist(throttled.bench.operation, throttled.bench.operation.work, throttled.list);
  expect(throttled.bench.operation.quota.isShort).toBe(true);
});

test.each<AwsCallErrorKind>(['invalid', 'quota-exceeded', 'pending-verification', 'not-found', 'conflict'])(
  'a call that is refused as %s is not made again',
  async (kind) => {
    const { bench, list } = setUp(refused(kind));
    expect(await refusalOf(persist(bench.operation, bench.operation.work, list))).toMatchObject({ kind });
    expect(bench.timesOf('list')).toEqual([0]);
  },
);

test('a host name that is not known is not waited out in a Region that has no IVS', async () => {
  const { bench, list } = setUp(refused('no-endpoint'));
  const operation = { ...bench.operation, region: 'eu-north-1' };
  expect(await refusalOf(persist(operation, operation.work, list))).toMatchObject({ kind: 'no-endpoint' });
  expect(bench.timesOf('list')).toEqual([0]);
  const throttled = setUp(refused('throttled'));
  const other = { ...throttled.bench.operation, region: 'eu-north-1' };
  expect(await persist(other, other.work, throttled.list)).toMatchObject({ configurations: [] });
});

test('of what may pass, throttling and unknown host names have done nothing', () => {
  expect(NOTHING_DONE).toEqual(['throttled', 'no-endpoint']);
});

test('what is no refusal is not waited out', async () => {
  const { bench, list } = setUp(() => {
    throw new TypeError('x');
  });
  expect(await refusalOf(persist(bench.operation, bench.operation.work, list))).toBeInstanceOf(TypeError);
});

test('the caller says what is waited out beside denials', async () => {
  const { bench, list } = setUp(refused('throttled'), refused('access-denied'), refused('unavailable'));
  const error = await refusalOf(persist(bench.operation, bench.operation.work, list, ['throttled']));
  expect(error).toMatchObject({ kind: 'unavailable' });
  expect(bench.timesOf('list')).toEqual([0, 250, 750]);
});

test('a denial is waited out for the first 180 s of the operation', async () => {
  const early = setUp(refused('access-denied'));
  await early.bench.pass(179_999);
  expect(await persist(early.bench.operation, early.bench.operation.work, early.list)).toMatchObject({
    configurations: [],
  });

  const late = setUp(refused('access-denied'));
  await late.bench.pass(180_000);
  const error = await refusalOf(persist(late.bench.operation, late.bench.operation.work, late.list));
  expect(error).toMatchObject({ kind: 'access-denied' });
});

test.each([
  'with an explicit deny in a service control policy',
  'because no permissions boundary allows the ivs:Action action',
  'because no service control policy allows the ivs:Action action',
])('a denial %s is not waited out', async (reason) => {
  const { bench, list } = setUp(refused('access-denied', `not authorized to perform: ivs:Action ${reason}`));
  expect(await refusalOf(persist(bench.operation, bench.operation.work, list))).toMatchObject({
    kind: 'access-denied',
  });
  expect(bench.timesOf('list')).toEqual([0]);
});

test('where the next try would come too late, the last refusal is the answer', async () => {
  const { bench, list } = setUp(...times(3, refused('throttled', 'slow down')));
  const deadline = startDeadline(bench.clock, 750);
  const error = await refusalOf(persist(bench.operation, deadline, list));
  expect(error).toMatchObject({ kind: 'throttled', message: 'slow down' });
  expect(bench.timesOf('list')).toEqual([0, 250]);
});

test('a call that the deadline ends is answered with the refusal before it, if there was one', async () => {
  for (const before of [[refused('unavailable')], []]) {
    const { bench, list } = setUp(...before);
    const deadline = startDeadline(bench.clock, 1_000);
    const hang = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    let isFirst = before.length > 0;
    const error = await refusalOf(
      persist(bench.operation, deadline, (signal) => {
        const call = isFirst ? list : hang;
        isFirst = false;
        return call(signal);
      }),
    );
    if (before.length > 0) expect(error).toMatchObject({ kind: 'unavailable' });
    else expect(error).toEqual(new DeadlineError(1_000));
  }
});

test('before the deadline the last error counts, whatever was refused before it', async () => {
  const { bench, list } = setUp(refused('throttled'), refused('invalid'));
  expect(await refusalOf(persist(bench.operation, bench.operation.work, list))).toMatchObject({ kind: 'invalid' });
});
