import { exploreInterleavings, sampleInterleavings } from './interleavings';
import { OVERLAPS } from './scenarios';

const cases = OVERLAPS.filter(({ size }) => size === undefined || size === 'large').flatMap((overlap) =>
  (['ascending', 'descending'] as const).map((arns) => ({ title: overlap.title, overlap, arns })),
);

let total = 0;
afterAll(() => {
  process.stdout.write(`${total} interleavings of overlapping events were run, most of them with a crash.\n`);
});

/**
 * Orders that differ only in calls which do not touch each other are run once; test:interleavings runs each of them, and
 * crashes with ascending ARNs, too.
 */
test.each(cases)(
  '$title: no order of their calls breaks a law, nor does a crash after any call (ARNs $arns)',
  async ({ overlap, arns }) => {
    const crashes = overlap.size === undefined && overlap.survivesCrash !== false && arns === 'descending';
    const { count, broken } = await exploreInterleavings(overlap, { crashes, arns, reduces: true });
    total += count;
    expect(broken).toBeUndefined();
    expect(count).toBeGreaterThan(2);
  },
  120_000,
);

test.each(OVERLAPS.filter(({ size }) => size !== undefined))(
  '$title: no order of a sample breaks a law',
  async (overlap) => {
    const { count, broken } = await sampleInterleavings(overlap, { arns: 'ascending', runs: 300, seed: 1 });
    total += count;
    expect(broken).toBeUndefined();
  },
  120_000,
);
