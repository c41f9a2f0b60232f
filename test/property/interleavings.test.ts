import { exploreInterleavings } from './interleavings';
import { OVERLAPS } from './overlaps';

const cases = OVERLAPS.filter(({ isLarge }) => isLarge !== true).flatMap((overlap) =>
  (['ascending', 'descending'] as const).map((arns) => ({ title: overlap.title, overlap, arns })),
);

let total = 0;
afterAll(() => {
  process.stdout.write(`${total} interleavings of overlapping events were run, each with and without a crash.\n`);
});

/** Orders that differ only in calls which do not touch each other are run once; test:interleavings runs each of them. */
test.each(cases)(
  '$title: no order of their calls breaks a law, nor does a crash after any call (ARNs $arns)',
  async ({ overlap, arns }) => {
    const { count, broken } = await exploreInterleavings(overlap, { crashes: true, arns, reduces: true });
    total += count;
    expect(broken).toBeUndefined();
    expect(count).toBeGreaterThan(50);
  },
  120_000,
);
