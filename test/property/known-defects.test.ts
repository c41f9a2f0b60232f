import { KNOWN_DEFECTS } from './known-defects';
import { runSchedule } from './run-schedule';

test.each(KNOWN_DEFECTS)('it holds no longer that $title', async ({ schedule }) => {
  const { broken, journal } = await runSchedule(schedule);
  if (broken.length > 0) throw new Error(`${broken.join('\n')}\n\n${journal.join('\n')}`);
});
