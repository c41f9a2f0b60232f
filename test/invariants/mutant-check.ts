import fc from 'fast-check';
import { exploreInterleavings, sampleInterleavings } from './interleavings';
import { KNOWN_DEFECTS } from './known-defects';
import { SCENARIOS } from './scenarios';
import { runSchedule } from './run-schedule';
import { NEVER_MS, BASE_SCHEDULE, schedules, type Schedule } from './schedule';

const lostResponse = { site: 'respond', kind: 'lost before', afterCalls: 0 } as const;
/** Late enough that everything else has finished. */
const LATE_MS = 60_000;

/** Situations that are rare in random schedules. */
const RARE_SCHEDULES: readonly Schedule[] = [
  { ...BASE_SCHEDULE, steps: [{ kind: 'deploy', template: 'a1' }], faults: [lostResponse, lostResponse, lostResponse] },
  { ...BASE_SCHEDULE, steps: [{ kind: 'deploy', template: 'a1' }], timeToActiveMs: NEVER_MS },
  {
    ...BASE_SCHEDULE,
    channels: 1,
    settingsWithoutRelease: 'a',
    steps: [
      { kind: 'deploy', template: 'a1' },
      { kind: 'deploy', template: 'b1' },
    ],
  },
  {
    ...BASE_SCHEDULE,
    channels: 1,
    settingsWithoutRelease: 'b',
    steps: [
      { kind: 'deploy', template: 'a1' },
      { kind: 'deploy', template: 'b1', otherFailsAfterMs: LATE_MS },
    ],
  },
  {
    ...BASE_SCHEDULE,
    hasAdoptable: true,
    steps: [
      { kind: 'deploy', template: 'a1', otherFailsAfterMs: LATE_MS },
      { kind: 'deploy', template: 'a2' },
      { kind: 'delete' },
    ],
  },
];

/** The seed sets the duration of each call. Some defects depend on it. */
const SEEDS = 15;

const DEFECT_SCHEDULES = KNOWN_DEFECTS.map(({ schedule }) => schedule);

/**
 * Searches for a violation with all schedules and scenarios, from the fastest to the slowest.
 *
 * @param runs - the number of random schedules
 * @param scenarioTitle - the scenario to sample before all others
 * @returns the first violation; undefined if there is none
 */
export async function findViolation(runs: number, scenarioTitle?: string): Promise<string | undefined> {
  for (const schedule of [...RARE_SCHEDULES, ...DEFECT_SCHEDULES]) {
    for (let seed = schedule.seed; seed < schedule.seed + SEEDS; seed += 1) {
      const { violations } = await runSchedule({ ...schedule, seed });
      if (violations.length > 0) return violations[0];
    }
  }
  const arnOrder = 'descending';
  for (const scenario of SCENARIOS.filter(({ title }) => title === scenarioTitle)) {
    const { counterexample } = await sampleInterleavings(scenario, { arnOrder, runs: runs * 4, seed: 1 });
    if (counterexample !== undefined) return counterexample.split('\n')[0];
  }
  for (const scenario of SCENARIOS.filter(({ size }) => size === undefined || size === 'large')) {
    const { counterexample } = await exploreInterleavings(scenario, { hasCrash: false, arnOrder, isReduced: true });
    if (counterexample !== undefined) return counterexample.split('\n')[0];
  }
  let found: string | undefined;
  const invariant = fc.asyncProperty(schedules, async (schedule) => {
    const { violations } = await runSchedule(schedule);
    found = violations[0];
    return violations.length === 0;
  });
  await fc.check(invariant, { numRuns: runs, seed: 1, endOnFailure: true });
  return found;
}
