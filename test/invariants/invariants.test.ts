import fc from 'fast-check';
import { runSchedule } from './run-schedule';
import { schedules, type Schedule } from './schedule';

/** A schedule whose run broke a law, with what happened. */
async function expectNoViolations(schedule: Schedule): Promise<void> {
  const { violations, trace } = await runSchedule(schedule);
  if (violations.length > 0) throw new Error(`${violations.join('\n')}\n\n${trace.join('\n')}`);
}

test('whatever happens, a finished stack has exactly the configurations that it says it has', async () => {
  await fc.assert(fc.asyncProperty(schedules, expectNoViolations), { numRuns: 400 });
}, 120_000);
