import { exploreInterleavings } from './interleavings';
import { OVERLAPS } from './overlaps';

/**
 * Runs every single order in which the calls of overlapping events can reach AWS, with and without a crash after any one
 * of them: `npm run test:interleavings`. Prints how many there were.
 */
async function main(): Promise<number> {
  let total = 0;
  for (const overlap of OVERLAPS) {
    for (const arns of ['ascending', 'descending'] as const) {
      for (const crashes of overlap.isLarge === true ? [false] : [false, true]) {
        const { count, broken } = await exploreInterleavings(overlap, { crashes, arns });
        total += count;
        console.log(`${count} orders of ${overlap.title}${crashes ? ', with a crash' : ''} (ARNs ${arns})`);
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
