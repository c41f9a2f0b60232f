import { setTimeout as delay } from 'node:timers/promises';
import { startAwsCustomResource } from '../implementations/aws-custom-resource';
import type { Implementation, Creation } from '../implementations/implementation';
import { startThis } from '../implementations/this';
import { startProviderFramework } from '../implementations/provider-framework';
import { countRuns, type Suite, type Settings } from '../suite';
import type { Row } from '../report/row';

/** The Provider framework polls every 5 s, so the times to ACTIVE are spread over one interval. */
const LONG_WAITS_MS = [18_000, 19_000, 20_000, 21_000, 22_000];
const WAITS_MS = [500, 2_000];
/** Longer than a cold start takes. */
const START_INTERVAL_MS = 700;

const FLOOR_NOTE =
  'AwsCustomResource responds without waiting for ACTIVE: with a wait it is a lower bound, not an alternative';
const SIMULATION_NOTE =
  'Provider: the real framework code in four processes; its Step Functions waiter is simulated at no cost. ' +
  'TLS is not measured';
const SPREAD_NOTE =
  '18 to 22 s: one run each of 18, 19, 20, 21 and 22 s, concurrently; at exactly 20 s a poll of the Provider would match ACTIVE';

/** A Create from its event to its response, compared with the baselines on the same servers. */
export const creation: Suite = {
  name: 'create',
  title: 'Create, from the event to the response',
  run: async (settings) => [
    ...(await compareWithoutWait(settings)),
    ...(await compareWaits(settings)),
    ...(settings.isQuick ? [] : await compareLongWaits(settings)),
  ],
};

type Results = readonly [measured: Creation[], provider: Creation[], single: Creation[]];

/** Without a wait, differences are milliseconds, so the implementations run one at a time. */
async function compareWithoutWait(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  await withImplementations(settings, 0, async (implementations) => {
    for (const isCold of [true, false]) {
      const results: Results = [[], [], []];
      // The first run fills the machine's caches or warms the sandboxes, and is discarded.
      for (let run = -1; run < countRuns(settings, isCold ? 21 : 41, 7); run += 1) {
        for (const [index, implementation] of implementations.entries()) {
          const measured = await implementation.create(isCold);
          if (run >= 0) results[index]?.push(measured);
        }
      }
      const name = `no wait, ${isCold ? 'cold' : 'warm'}`;
      rows.push(
        describeOverhead(name, results[0], results[1], false),
        describeResponseTime(name, results[0], results[2], { max: 1, of: 'baseline' }),
      );
    }
  });
  return rows;
}

/** With a wait, differences are tenths of seconds: the implementations start in sequence and wait concurrently. */
async function compareWaits(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const timeToActiveMs of WAITS_MS) {
    await withImplementations(settings, timeToActiveMs, async (implementations) => {
      for (const isCold of [true, false]) {
        const results: Results = [[], [], []];
        if (!isCold) for (const implementation of implementations) await implementation.warmUp();
        for (let run = 0; run < countRuns(settings, 5, 1); run += 1) {
          const measured = implementations.map(async (implementation, index) => {
            await delay(index * START_INTERVAL_MS);
            return implementation.create(isCold);
          });
          for (const [index, each] of (await Promise.all(measured)).entries()) results[index]?.push(each);
        }
        const name = `${timeToActiveMs / 1000} s to ACTIVE, ${isCold ? 'cold' : 'warm'}`;
        rows.push(describeOverhead(name, results[0], results[1]), describeResponseTime(name, results[0], results[2]));
      }
    });
  }
  return rows;
}

/** Concurrently and warm: ten concurrent cold starts would measure the machine. */
async function compareLongWaits({ scratchFolder }: Settings): Promise<Row[]> {
  const implementations: Implementation[] = [];
  try {
    for (const start of [startThis, startProviderFramework]) {
      for (const timeToActiveMs of LONG_WAITS_MS) {
        const implementation = await start(timeToActiveMs, scratchFolder);
        implementations.push(implementation);
        await implementation.warmUp();
      }
    }
    const creations = await Promise.all(implementations.map((implementation) => implementation.create(false)));
    const [measured, provider] = [creations.slice(0, LONG_WAITS_MS.length), creations.slice(LONG_WAITS_MS.length)];
    return [{ ...describeOverhead('18 to 22 s to ACTIVE, warm', measured, provider), note: SPREAD_NOTE }];
  } finally {
    await Promise.all(implementations.map((implementation) => implementation.close()));
  }
}

function describeOverhead(
  name: string,
  measured: readonly Creation[],
  provider: readonly Creation[],
  hasTarget = true,
): Row {
  const toSample = (creations: readonly Creation[]): number[] => creations.map(({ overheadMs }) => overheadMs);
  return {
    name: `${name}: response time minus time to ACTIVE`,
    unit: 'ms',
    measured: toSample(measured),
    baseline: { name: 'Provider', sample: toSample(provider) },
    ...(hasTarget && { target: { max: 1 / 3, of: 'baseline' as const } }),
    note: SIMULATION_NOTE,
  };
}

function describeResponseTime(
  name: string,
  measured: readonly Creation[],
  single: readonly Creation[],
  target?: Row['target'],
): Row {
  const toSample = (creations: readonly Creation[]): number[] => creations.map(({ responseMs }) => responseMs);
  return {
    name: `${name}: response time`,
    unit: 'ms',
    measured: toSample(measured),
    baseline: { name: 'AwsCustomResource', sample: toSample(single) },
    ...(target && { target }),
    note: FLOOR_NOTE,
  };
}

async function withImplementations(
  { scratchFolder }: Settings,
  timeToActiveMs: number,
  compare: (implementations: readonly Implementation[]) => Promise<void>,
): Promise<void> {
  const implementations: Implementation[] = [];
  try {
    for (const start of [startThis, startProviderFramework, startAwsCustomResource]) {
      implementations.push(await start(timeToActiveMs, scratchFolder));
    }
    await compare(implementations);
  } finally {
    await Promise.all(implementations.map((implementation) => implementation.close()));
  }
}
