import { KNOWN_DEFECTS } from './known-defects';
import { runSchedule } from './run-schedule';
import type { Schedule } from './schedule';

/** The seed sets the duration of each call. A defect needs a certain timing. */
const SEEDS = 15;

/** The first violation of any of the seeds, with its trace; undefined if there is none. */
async function findViolation(schedule: Schedule): Promise<string | undefined> {
  for (let seed = schedule.seed; seed < schedule.seed + SEEDS; seed += 1) {
    const { violations, trace } = await runSchedule({ ...schedule, seed });
    if (violations.length > 0) return `${violations.join('\n')}\n\nseed ${seed}\n${trace.join('\n')}`;
  }
  return undefined;
}

test.each(KNOWN_DEFECTS)('does not recur: $title', async ({ schedule }) => {
  expect(await findViolation(schedule)).toBeUndefined();
});
