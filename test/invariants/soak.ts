import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { anySchedules, DIMENSIONS, schedulesWith, type Dimension } from './dimensions';
import { canHappen, CALL_SITES, FAULT_KINDS } from './fault';
import { runSchedule, type ScheduleResult } from './run-schedule';
import type { Schedule } from './schedule';

/**
 * Runs random schedules: `npm run test:soak -- --runs 100000 [--seed N] [--dimension NAME ...]`. With `--dimension` each
 * schedule has exactly the given dimensions (`none` for no dimension), otherwise some of all. Prints the progress, the
 * rate, and how often each fault occurred. Prints a violation with its seed and the shrunken schedule.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      dimension: { type: 'string', multiple: true },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) {
    console.error(`--runs is ${values.runs}: expected a whole number of at least 1.`);
    return 2;
  }
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  if (!Number.isInteger(seed)) {
    console.error(`--seed is ${values.seed ?? ''}: expected a whole number.`);
    return 2;
  }
  const named = values.dimension?.filter((name) => name !== 'none');
  const unknown = named?.find((name) => !DIMENSIONS.includes(name as Dimension));
  if (unknown !== undefined) {
    console.error(`--dimension is ${unknown}: expected none or one of ${DIMENSIONS.join(', ')}.`);
    return 2;
  }
  const schedules = named === undefined ? anySchedules : schedulesWith(named as readonly Dimension[]);
  const faultCounts = new Map<string, number>();
  const startedAt = performance.now();
  const rate = (done: number): string => `${Math.round((done * 1000) / (performance.now() - startedAt))} a second`;
  let done = 0;
  let last: ScheduleResult | undefined;
  const invariant = fc.asyncProperty(schedules, async (schedule: Schedule) => {
    last = await runSchedule(schedule);
    done += 1;
    for (const [fault, times] of last.faultCounts) faultCounts.set(fault, (faultCounts.get(fault) ?? 0) + times);
    if (done % 5_000 === 0) console.log(`${done} of ${runs} schedules, ${rate(done)}`);
    return last.violations.length === 0;
  });
  const { failed, counterexample } = await fc.check(invariant, { numRuns: runs, seed });
  if (failed) {
    const shortest = counterexample?.[0];
    if (shortest !== undefined) last = await runSchedule(shortest);
    console.log(
      `Invariant violated (seed ${seed}):\n${last?.violations.join('\n') ?? ''}\n\n${last?.trace.join('\n') ?? ''}`,
    );
    console.log(`\nThe shrunken schedule:\n${JSON.stringify(shortest, null, 2)}`);
    return 1;
  }
  console.log(`\nOccurrences of each fault:\n${describeCoverage(faultCounts)}`);
  console.log(`\n${done} schedules (seed ${seed}), ${rate(done)}: no violation.`);
  return 0;
}

function describeCoverage(faultCounts: ReadonlyMap<string, number>): string {
  return CALL_SITES.flatMap((site) =>
    FAULT_KINDS.filter((kind) => canHappen(site, kind)).map(
      (kind) => `${`${site}: ${kind}`.padEnd(36)} ${String(faultCounts.get(`${site}: ${kind}`) ?? 0).padStart(8)}`,
    ),
  ).join('\n');
}

void main().then((code) => {
  process.exitCode = code;
});
