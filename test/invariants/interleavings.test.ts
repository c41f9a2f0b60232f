import { exploreInterleavings, sampleInterleavings } from './interleavings';
import { SCENARIOS } from './scenarios';

const cases = SCENARIOS.filter(({ size }) => size === undefined || size === 'large').flatMap((scenario) =>
  (['ascending', 'descending'] as const).map((arnOrder) => ({ title: scenario.title, scenario, arnOrder })),
);

let total = 0;
afterAll(() => {
  process.stdout.write(`Ran ${total} interleavings of concurrent events, most of them with a crash.\n`);
});

/**
 * Partial-order reduction is on: equivalent interleavings run once. `npm run test:interleavings` runs all of them, and also
 * crashes with ascending ARNs.
 */
test.each(cases)(
  '$title: the invariants hold in every interleaving, with a crash after any call (ARNs $arnOrder)',
  async ({ scenario, arnOrder }) => {
    const hasCrash = scenario.size === undefined && scenario.canCrash !== false && arnOrder === 'descending';
    const { count, counterexample } = await exploreInterleavings(scenario, { hasCrash, arnOrder, isReduced: true });
    total += count;
    expect(counterexample).toBeUndefined();
    expect(count).toBeGreaterThan(2);
  },
  600_000,
);

test.each(SCENARIOS.filter(({ size }) => size !== undefined))(
  '$title: the invariants hold in a sample of interleavings',
  async (scenario) => {
    const { count, counterexample } = await sampleInterleavings(scenario, {
      arnOrder: 'ascending',
      runs: 300,
      seed: 1,
    });
    total += count;
    expect(counterexample).toBeUndefined();
  },
  600_000,
);
