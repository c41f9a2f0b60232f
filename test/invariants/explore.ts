import { exploreInterleavings, sampleInterleavings, type Exploration, type Scenario } from './interleavings';
import { EXTENDED_SCENARIOS, SCENARIOS } from './scenarios';

/** How many orders are drawn where there are too many with a crash. */
const SAMPLE_SIZE = 20_000;

interface PlannedExploration {
  readonly title: string;
  readonly run: () => Promise<Exploration>;
}

/** What is run of an overlap: as much as comes to an end. */
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
    title: `orders drawn at random, some of them with a crash (seed ${seed}),`,
    run: () => sampleInterleavings(scenario, { arnOrder, runs: SAMPLE_SIZE, seed }),
  };
  if (size === 'unbounded') return [sample];
  if (size === 'huge') return [explore('different orders', false, true), sample];
  const each = explore('orders', false, false);
  if (canCrash === false) return [each];
  return [
    each,
    explore(size === 'large' ? 'different orders with a crash' : 'orders with a crash', true, size === 'large'),
  ];
}

/**
 * Runs every single order in which the calls of overlapping events can reach AWS, with and without a crash after any one
 * of them: `npm run test:interleavings [-- part of a title]`. Where that has no end, orders that lead to the same states
 * are run once, or a sample is run. Prints how many there were.
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
        console.log(`A law is broken:\n${counterexample}`);
        return 1;
      }
    }
  }
  console.log(`\n${total} interleavings: no law was broken.`);
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
