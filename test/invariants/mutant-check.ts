import fc from 'fast-check';
import { exploreInterleavings, sampleInterleavings } from './interleavings';
import { KNOWN_DEFECTS } from './known-defects';
import { OVERLAPS } from './scenarios';
import { runSchedule } from './run-schedule';
import { NEVER_MS, QUIET, schedules, type Schedule } from './schedule';

const lostAnswer = { site: 'answer', kind: 'lost before', after: 0 } as const;
/** Late enough that everything else is done by then. */
const LATE_MS = 60_000;

/** Situations that chance seldom makes. */
const RARE: readonly Schedule[] = [
  { ...QUIET, steps: [{ kind: 'deploy', template: 'a1' }], faults: [lostAnswer, lostAnswer, lostAnswer] },
  { ...QUIET, steps: [{ kind: 'deploy', template: 'a1' }], timeToActiveMs: NEVER_MS },
  {
    ...QUIET,
    channels: 1,
    unreleased: 'a',
    steps: [
      { kind: 'deploy', template: 'a1' },
      { kind: 'deploy', template: 'b1' },
    ],
  },
  {
    ...QUIET,
    channels: 1,
    unreleased: 'b',
    steps: [
      { kind: 'deploy', template: 'a1' },
      { kind: 'deploy', template: 'b1', otherFailsAfterMs: LATE_MS },
    ],
  },
  {
    ...QUIET,
    adopts: true,
    steps: [
      { kind: 'deploy', template: 'a1', otherFailsAfterMs: LATE_MS },
      { kind: 'deploy', template: 'a2' },
      { kind: 'delete' },
    ],
  },
];

/** How long calls take depends on the seed, and so do some defects. */
const SEEDS = 15;

const FIXED = KNOWN_DEFECTS.map(({ schedule }) => schedule);

/**
 * Looks for a broken law with everything the bench has, from the quickest to the slowest.
 *
 * @param first - the title of the overlap to look at first, by a sample of its orders
 * @returns the law, in words; undefined if none was broken
 */
export async function findBrokenLaw(runs: number, first?: string): Promise<string | undefined> {
  for (const schedule of [...RARE, ...FIXED]) {
    for (let seed = schedule.seed; seed < schedule.seed + SEEDS; seed += 1) {
      const { broken } = await runSchedule({ ...schedule, seed });
      if (broken.length > 0) return broken[0];
    }
  }
  const arns = 'descending';
  for (const overlap of OVERLAPS.filter(({ title }) => title === first)) {
    const { broken } = await sampleInterleavings(overlap, { arns, runs: runs * 4, seed: 1 });
    if (broken !== undefined) return broken.split('\n')[0];
  }
  for (const overlap of OVERLAPS.filter(({ size }) => size === undefined || size === 'large')) {
    const { broken } = await exploreInterleavings(overlap, { crashes: false, arns, reduces: true });
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
