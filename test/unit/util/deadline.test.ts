import { DeadlineError, startDeadline } from '../../../lambda/util/deadline';
import { systemClock } from '../../../lambda/util/clock';
import { VirtualClock } from '../../support/virtual-clock';

const forever = new AbortController().signal;

test('a deadline aborts its signal at its end, and its error shows the duration', async () => {
  const clock = new VirtualClock();
  const deadline = startDeadline(clock, 5_000);
  await clock.sleep(4_999, forever);
  expect([deadline.signal.aborted, deadline.remainingMs()]).toEqual([false, 1]);
  await clock.sleep(2, forever);
  expect(deadline.signal.reason).toEqual(new DeadlineError(5_000));
  expect(deadline.remainingMs()).toBe(0);
});

test('a cleared deadline does not abort', async () => {
  const clock = new VirtualClock();
  const deadline = startDeadline(clock, 1_000);
  deadline.clear();
  await clock.sleep(2_000, forever);
  expect(deadline.signal.aborted).toBe(false);
});

test('a nested deadline ends with its parent, with the same reason', async () => {
  const clock = new VirtualClock();
  const outer = startDeadline(clock, 1_000);
  const inner = startDeadline(clock, 5_000, outer);
  expect(inner.remainingMs()).toBe(1_000);
  await clock.sleep(1_001, forever);
  expect(inner.signal.reason).toBe(outer.signal.reason);
  expect(outer.signal.reason).toEqual(new DeadlineError(1_000));
  expect(startDeadline(clock, 5_000, outer).signal.reason).toBe(outer.signal.reason);
});

test('a nested deadline that ends first does not end its parent', async () => {
  const clock = new VirtualClock();
  const outer = startDeadline(clock, 5_000);
  const inner = startDeadline(clock, 1_000, outer);
  await clock.sleep(1_001, forever);
  expect(inner.signal.reason).toEqual(new DeadlineError(1_000));
  expect(outer.signal.aborted).toBe(false);
});

test('a cleared nested deadline does not end with its parent', async () => {
  const clock = new VirtualClock();
  const outer = startDeadline(clock, 1_000);
  const inner = startDeadline(clock, 5_000, outer);
  inner.clear();
  await clock.sleep(1_001, forever);
  expect([outer.signal.aborted, inner.signal.aborted]).toEqual([true, false]);
});

test('a deadline in the past has no time left and ends immediately', async () => {
  const clock = new VirtualClock();
  const startedAt = clock.now();
  const deadline = startDeadline(clock, -5_000);
  expect(deadline.remainingMs()).toBe(0);
  await clock.sleep(0, forever);
  expect([deadline.signal.aborted, clock.now() - startedAt]).toEqual([true, 0]);
});

test('the error of a deadline shows its duration', () => {
  expect(new DeadlineError(1_500)).toMatchObject({
    name: 'DeadlineError',
    message: 'The 1.5 s given were used up.',
    allowedMs: 1_500,
  });
});

test('the error of a deadline has the setting that shortened it', async () => {
  const clock = new VirtualClock();
  const outer = startDeadline(clock, 5_000, undefined, 'ServiceTimeout');
  const inner = startDeadline(clock, 1_000, outer);
  await clock.sleep(5_000, forever);
  expect([outer.cappedBy, inner.cappedBy]).toEqual(['ServiceTimeout', undefined]);
  expect(outer.signal.reason).toMatchObject({ cappedBy: 'ServiceTimeout' });
  expect(inner.signal.reason).toMatchObject({ allowedMs: 1_000, cappedBy: undefined });
});

test('the duration in an error is in whole milliseconds even if the clock is finer', async () => {
  const clock = new VirtualClock();
  const deadline = startDeadline(clock, 999.6);
  await clock.sleep(1_000, forever);
  expect(deadline.signal.reason).toEqual(new DeadlineError(1_000));
});

test('the system clock sleeps, and rejects with the reason of an abort', async () => {
  await expect(systemClock.sleep(1, forever)).resolves.toBeUndefined();
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
});
