import { KNOWN_DEFECTS } from './known-defects';
import { runSchedule } from './run-schedule';

/** How long each call takes depends on the seed; a defect shows only where calls meet at the right moment. */
const SEEDS = 15;

test.each(KNOWN_DEFECTS)('it holds no longer that $title', async ({ schedule }) => {
  for (let seed = schedule.seed; seed < schedule.seed + SEEDS; seed += 1) {
    const { broken, journal } = await runSchedule({ ...schedule, seed });
    if (broken.length > 0) throw new Error(`${broken.join('\n')}\n\nseed ${seed}\n${journal.join('\n')}`);
  }
});
