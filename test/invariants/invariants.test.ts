import fc from 'fast-check';
import { runSchedule } from './run-schedule';
import { schedules, type Schedule } from './schedule';

/** A schedule whose run broke a law, with what happened. */
async function expectLawsToHold(schedule: Schedule): Promise<void> {
  const { broken, journal } = await runSchedule(schedule);
  if (broken.length > 0) throw new Error(`${broken.join('\n')}\n\n${journal.join('\n')}`);
}

test('whatever happens, a finished stack has exactly the configurations that it says it has', async () => {
  await fc.assert(fc.asyncProperty(schedules, expectLawsToHold), { numRuns: 400 });
}, 120_000);
