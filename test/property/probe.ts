import fc from 'fast-check';
import { exploreInterleavings } from './interleavings';
import { OVERLAPS } from './overlaps';
import { runSchedule } from './run-schedule';
import { NEVER_MS, schedules, type Schedule } from './schedule';

const base: Schedule = { seed: 0, timeToActiveMs: 500, failingCreations: 0, steps: [], faults: [], duplicates: [] };
const lostAnswer = { site: 'answer', kind: 'lost before', after: 0 } as const;

/** Situations that chance seldom makes. */
const RARE: readonly Schedule[] = [
  { ...base, steps: [{ kind: 'deploy', template: 'a1' }], faults: [lostAnswer, lostAnswer, lostAnswer] },
  { ...base, steps: [{ kind: 'deploy', template: 'a1' }], timeToActiveMs: NEVER_MS },
];

/**
 * Looks for a broken law with everything the bench has, from the quickest to the slowest.
 *
 * @returns the law, in words; undefined if none was broken
 */
export async function findBrokenLaw(runs: number): Promise<string | undefined> {
  for (const schedule of RARE) {
    const { broken } = await runSchedule(schedule);
    if (broken.length > 0) return broken[0];
  }
  for (const overlap of OVERLAPS.filter(({ isLarge }) => isLarge !== true)) {
    const { broken } = await exploreInterleavings(overlap, { crashes: false, arns: 'descending', reduces: true });
    if (broken !== undefined) return broken.split('\n')[0];
  }
  let found: string | undefined;
  const law = fc.asyncProperty(schedules, async (schedule) => {
    const { broken } = await runSchedule(schedule);
    found = broken[0];
    return broken.length === 0;
  });
  await fc.check(law, { numRuns: runs, seed: 1, endOnFailure: true });
  return found;
}
