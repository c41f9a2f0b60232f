import { exploreInterleavings, sampleInterleavings, type Exploration, type Scenario } from './interleavings';
import { EXTENDED_SCENARIOS, SCENARIOS } from './scenarios';

/** How many interleavings a random sample has. */
const SAMPLE_SIZE = 20_000;

interface PlannedExploration {
  readonly title: string;
  readonly run: () => Promise<Exploration>;
}

/** The explorations of a scenario that finish in reasonable time. */
function planExplorations(
  scenario: Scenario,
  arnOrder: 'ascending' | 'descending',
  seed: number,
): readonly PlannedExploration[] {
  const { size, canCrash } = scenario;
  const explore = (title: string, hasCrash: boolean, isReduced: boolean): PlannedExploration => ({
    title,
    run: () => exploreInterleavings(scenario, { hasCrash, arnOrder, isReduced }),
  });
  const sample: PlannedExploration = {
    title: `random interleavings, some of them with a crash (seed ${seed}),`,
    run: () => sampleInterleavings(scenario, { arnOrder, runs: SAMPLE_SIZE, seed }),
  };
  if (size === 'unbounded') return [sample];
  if (size === 'huge') return [explore('distinct interleavings', false, true), sample];
  const withoutCrash = explore('interleavings', false, false);
  if (canCrash === false) return [withoutCrash];
  return [
    withoutCrash,
    explore(
      size === 'large' ? 'distinct interleavings with a crash' : 'interleavings with a crash',
      true,
      size === 'large',
    ),
  ];
}

/**
 * Runs every interleaving of the calls of concurrent events, with and without a crash after each call:
 * `npm run test:interleavings [-- part of a title]`. Large scenarios use partial-order reduction or a random sample.
 * Prints the number of interleavings.
 */
async function main(): Promise<number> {
  const [filter = ''] = process.argv.slice(2);
  let total = 0;
  for (const scenario of [...SCENARIOS, ...EXTENDED_SCENARIOS].filter(({ title }) => title.includes(filter))) {
    for (const arnOrder of ['ascending', 'descending'] as const) {
      for (const { title, run } of planExplorations(scenario, arnOrder, Date.now() % 2 ** 31)) {
        const { count, counterexample } = await run();
        total += count;
        console.log(`${count} ${title} of ${scenario.title} (ARNs ${arnOrder})`);
        if (counterexample === undefined) continue;
        console.log(`Invariant violated:\n${counterexample}`);
        return 1;
      }
    }
  }
  console.log(`\n${total} interleavings: no violation.`);
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
