import { exploreInterleavings, sampleInterleavings } from './interleavings';
import { SCENARIOS } from './scenarios';

const cases = SCENARIOS.filter(({ size }) => size === undefined || size === 'large').flatMap((scenario) =>
  (['ascending', 'descending'] as const).map((arnOrder) => ({ title: scenario.title, scenario, arnOrder })),
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
  async ({ scenario, arnOrder }) => {
    const hasCrash = scenario.size === undefined && scenario.canCrash !== false && arnOrder === 'descending';
    const { count, counterexample } = await exploreInterleavings(scenario, { hasCrash, arnOrder, isReduced: true });
    total += count;
    expect(counterexample).toBeUndefined();
    expect(count).toBeGreaterThan(2);
  },
  120_000,
);

test.each(SCENARIOS.filter(({ size }) => size !== undefined))(
  '$title: no order of a sample breaks a law',
  async (scenario) => {
    const { count, counterexample } = await sampleInterleavings(scenario, {
      arnOrder: 'ascending',
      runs: 300,
      seed: 1,
    });
    total += count;
    expect(counterexample).toBeUndefined();
  },
  120_000,
);
