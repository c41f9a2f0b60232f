import fc from 'fast-check';
import { runSchedule } from './run-schedule';
import { schedules, type Schedule } from './schedule';

async function expectNoViolations(schedule: Schedule): Promise<void> {
  const { violations, trace } = await runSchedule(schedule);
  if (violations.length > 0) throw new Error(`${violations.join('\n')}\n\n${trace.join('\n')}`);
}

test('after any schedule, a finished stack has exactly the configurations that it lists', async () => {
  await fc.assert(fc.asyncProperty(schedules, expectNoViolations), { numRuns: 400 });
}, 120_000);
