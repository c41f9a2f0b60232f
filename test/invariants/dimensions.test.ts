import fc from 'fast-check';
import { anySchedules, DIMENSIONS, schedulesWith } from './dimensions';
import { runSchedule } from './run-schedule';
import type { Schedule } from './schedule';

async function expectNoViolations(schedule: Schedule): Promise<void> {
  const { violations, trace } = await runSchedule(schedule);
  if (violations.length > 0) throw new Error(`${violations.join('\n')}\n\n${trace.join('\n')}`);
}

/** A schedule takes about 6 ms. `npm run test:soak` runs many more, with a new seed each time. */
const RUNS = 200;
const SEED = 1;

test.each(DIMENSIONS)(
  'with %s, a finished stack has exactly the configurations that it lists',
  async (dimension) => {
    await fc.assert(fc.asyncProperty(schedulesWith([dimension]), expectNoViolations), {
      numRuns: RUNS,
      seed: SEED,
    });
  },
  600_000,
);

test('with several dimensions, a finished stack has exactly the configurations that it lists', async () => {
  await fc.assert(fc.asyncProperty(anySchedules, expectNoViolations), { numRuns: 4 * RUNS, seed: SEED });
}, 600_000);
