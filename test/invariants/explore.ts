import { exploreInterleavings, sampleInterleavings, type Exploration, type Overlap } from './interleavings';
import { OPEN_OVERLAPS, OVERLAPS } from './scenarios';

/** How many orders are drawn where there are too many with a crash. */
const SAMPLE = 20_000;

interface Part {
  readonly title: string;
  readonly run: () => Promise<Exploration>;
}

/** What is run of an overlap: as much as comes to an end. */
function divide(overlap: Overlap, arns: 'ascending' | 'descending', seed: number): readonly Part[] {
  const { size, survivesCrash } = overlap;
  const explore = (title: string, crashes: boolean, reduces: boolean): Part => ({
    title,
    run: () => exploreInterleavings(overlap, { crashes, arns, reduces }),
  });
  const sample: Part = {
    title: `orders drawn at random, some of them with a crash (seed ${seed}),`,
    run: () => sampleInterleavings(overlap, { arns, runs: SAMPLE, seed }),
  };
  if (size === 'endless') return [sample];
  if (size === 'huge') return [explore('different orders', false, true), sample];
  const each = explore('orders', false, false);
  if (survivesCrash === false) return [each];
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
  const [wanted = ''] = process.argv.slice(2);
  let total = 0;
  for (const overlap of [...OVERLAPS, ...OPEN_OVERLAPS].filter(({ title }) => title.includes(wanted))) {
    for (const arns of ['ascending', 'descending'] as const) {
      for (const { title, run } of divide(overlap, arns, Date.now() % 2 ** 31)) {
        const { count, broken } = await run();
        total += count;
        console.log(`${count} ${title} of ${overlap.title} (ARNs ${arns})`);
        if (broken === undefined) continue;
        console.log(`A law is broken:\n${broken}`);
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
