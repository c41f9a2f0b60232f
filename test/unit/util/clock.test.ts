import { systemClock } from '../../../lambda/util/clock';
import { startDeadline } from '../../../lambda/util/deadline';

const HOUR_MS = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

/** Sets the wall time, as time synchronization may do while an event is handled. */
function stepWallTime(byMs: number): void {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + byMs);
}

test.each([HOUR_MS, -HOUR_MS])('a wall clock step of %d ms does not change a measured duration', (byMs) => {
  const startedAt = systemClock.now();
  stepWallTime(byMs);
  const tookMs = systemClock.now() - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(0);
  expect(tookMs).toBeLessThan(HOUR_MS / 2);
});

test.each([HOUR_MS, -HOUR_MS])('a wall clock step of %d ms does not change a deadline', (byMs) => {
  const deadline = startDeadline(systemClock, 60_000);
  stepWallTime(byMs);
  expect(deadline.remainingMs()).toBeGreaterThan(30_000);
  expect(deadline.remainingMs()).toBeLessThanOrEqual(60_000);
  deadline.clear();
});

test('epochMs returns the time of the machine', () => {
  stepWallTime(HOUR_MS);
  expect(Math.abs(systemClock.epochMs() - Date.now())).toBeLessThan(1_000);
});
