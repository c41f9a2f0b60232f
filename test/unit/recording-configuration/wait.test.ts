import {
  find,
  isDone,
  nextLookMs,
  waitUntilCreated,
  waitUntilGone,
} from '../../../lambda/recording-configuration/wait';
import { DeadlineError } from '../../../lambda/util/deadline';
import { Bench, refusalOf, type Happening } from './test-context';

const missing: Happening = () => undefined;

test.each([
  [0, 240],
  [1_700, 240],
  [2_000, 280],
  [2_500, 340],
  [6_800, 340],
  [10_000, 500],
  [100_000, 5_000],
  [500_000, 5_000],
])('after %d ms of waiting the next look comes %d ms later, or up to a fifth more', (waited, delay) => {
  const quota = { isShort: false };
  expect(nextLookMs({ quota, random: () => 0 }, waited)).toBeCloseTo(delay);
  expect(nextLookMs({ quota, random: () => 0.5 }, waited)).toBeCloseTo(delay * 1.1);
  expect(nextLookMs({ quota, random: () => 1 }, waited)).toBeCloseTo(delay * 1.2);
});

test.each([
  [0, 2_000],
  [40_000, 2_000],
  [60_000, 3_000],
  [500_000, 5_000],
])('in a crowd it comes, after %d ms of waiting, %d ms later, or up to twice that', (waited, delay) => {
  const quota = { isShort: true };
  expect(nextLookMs({ quota, random: () => 0 }, waited)).toBeCloseTo(delay);
  expect(nextLookMs({ quota, random: () => 1 }, waited)).toBeCloseTo(delay * 2);
});

describe('waiting until a configuration is created', () => {
  test('ends with the first look that does not find it CREATING', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 2_000 });
    const { arn } = bench.place();
    expect(await waitUntilCreated(bench.operation, arn, true)).toMatchObject({ arn, state: 'ACTIVE' });
    expect(bench.timesOf('get')).toEqual([0, 264, 528, 792, 1_056, 1_320, 1_584, 1_848, 2_133]);
  });

  test('looks less often once a call was throttled, and not at once', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 4_000 });
    bench.operation.quota.isShort = true;
    await waitUntilCreated(bench.operation, bench.place().arn, true);
    expect(bench.timesOf('get')).toEqual([3_000, 6_000]);
  });

  test('ends with a creation that failed', async () => {
    const bench = new Bench();
    bench.account.creationFailures.add();
    expect(await waitUntilCreated(bench.operation, bench.place().arn, true)).toMatchObject({ state: 'CREATE_FAILED' });
  });

  test('waits out a state that IVS has introduced since', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    const { arn } = bench.place();
    bench.onNext('get', (carryOut) => ({ ...(carryOut() as object), state: 'UNKNOWN' }));
    expect(await waitUntilCreated(bench.operation, arn, true)).toMatchObject({ state: 'ACTIVE' });
    expect(bench.timesOf('get')).toEqual([0, 264]);
  });

  test('finds one gone that was there before', async () => {
    const bench = new Bench();
    const { arn } = bench.place();
    bench.account.deleteRecordingConfiguration({ arn });
    expect(await waitUntilCreated(bench.operation, arn, false)).toBeUndefined();
    expect(bench.timesOf('get')).toEqual([0, 0, 2_500, 5_000]);
  });

  test('goes on where one that was there before is shown again', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    const { arn } = bench.place();
    bench.onNext('get', missing, missing, missing);
    expect(await waitUntilCreated(bench.operation, arn, false)).toMatchObject({ state: 'ACTIVE' });
    expect(bench.timesOf('get')).toEqual([0, 0, 2_500, 5_000, 5_264]);
  });

  test.each([
    [10_000, [0, 10_550, 10_550, 13_050, 15_550]],
    [10_001, [0, 10_001, 12_501, 15_001]],
  ])('gives a new one ten seconds to become known; after %d ms it looks as for any other', async (ms, looks) => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    const { arn } = bench.place();
    bench.account.deleteRecordingConfiguration({ arn });
    bench.onNext('get', () => bench.pass(ms).then(() => undefined));
    expect(await waitUntilCreated(bench.operation, arn, true)).toBeUndefined();
    expect(bench.timesOf('get')).toEqual(looks);
  });

  test('takes a new one that becomes known late', async () => {
    const bench = new Bench('Create', { timeToActiveMs: 0 });
    const { arn } = bench.place();
    bench.onNext('get', () => bench.pass(10_001).then(() => undefined), missing, missing);
    expect(await waitUntilCreated(bench.operation, arn, true)).toMatchObject({ state: 'ACTIVE' });
  });

  test('finds a new one gone once it was known', async () => {
    const bench = new Bench('Create', { timeToActiveMs: Infinity });
    const { arn } = bench.place();
    bench.onNext('get', (carryOut) => {
      const found = carryOut();
      bench.account.deleteRecordingConfiguration({ arn });
      return found;
    });
    expect(await waitUntilCreated(bench.operation, arn, true)).toBeUndefined();
    expect(bench.timesOf('get')).toEqual([0, 264, 264, 2_764, 5_264]);
  });

  test('ends with the time that the template allows', async () => {
    const bench = new Bench('Create', { timeToActiveMs: Infinity, workMs: 60_000 });
    const { arn } = bench.place();
    expect(await refusalOf(waitUntilCreated(bench.operation, arn, true))).toEqual(new DeadlineError(60_000));
  });
});

test.each([
  ['ACTIVE', true],
  ['CREATE_FAILED', true],
  ['CREATING', false],
  ['UNKNOWN', false],
] as const)('a creation that is %s has come to an end: %p', (state, isIt) => {
  expect(isDone({ arn: 'arn', state, tags: {} })).toBe(isIt);
});

describe('finding a configuration', () => {
  test('takes one look where it is there, and three before it counts as gone', async () => {
    const bench = new Bench('Delete');
    const { arn } = bench.place();
    expect(await find(bench.operation, arn, bench.operation.work)).toMatchObject({ arn });
    expect(bench.timesOf('get')).toEqual([0]);
    bench.onNext('get', missing, missing);
    expect(await find(bench.operation, arn, bench.operation.work)).toMatchObject({ arn });
    expect(bench.timesOf('get')).toEqual([0, 0, 2_500, 5_000]);
    bench.onNext('get', missing, missing, missing);
    expect(await find(bench.operation, arn, bench.operation.work)).toBeUndefined();
    expect(bench.timesOf('get')).toHaveLength(7);
  });

  test('looks no second time where the time is short', async () => {
    const bench = new Bench('Delete', { workMs: 4_999 });
    expect(await find(bench.operation, 'gone', bench.operation.work)).toBeUndefined();
    expect(bench.timesOf('get')).toEqual([0]);
  });
});

test('waiting until a configuration is gone ends with the first look that does not find it', async () => {
  const bench = new Bench('Delete');
  const found = bench.place();
  const there = (): unknown => found;
  bench.account.deleteRecordingConfiguration({ arn: found.arn });
  bench.onNext('get', there, () => bench.pass(10_000).then(there));
  await waitUntilGone(bench.operation, found.arn, bench.operation.work);
  expect(bench.timesOf('get')).toEqual([0, 264, 264 + 10_000 + 565]);
});

test('waiting until a configuration is gone ends with the deadline that it is given', async () => {
  const bench = new Bench('Delete');
  const { arn } = bench.place();
  expect(await refusalOf(waitUntilGone(bench.operation, arn, bench.operation.whole))).toEqual(
    new DeadlineError(880_000),
  );
});
