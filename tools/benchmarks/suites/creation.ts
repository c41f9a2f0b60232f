import { setTimeout as delay } from 'node:timers/promises';
import { startAwsCustomResource } from '../implementations/aws-custom-resource';
import type { Implementation, Creation } from '../implementations/implementation';
import { startThis } from '../implementations/this';
import { startProviderFramework } from '../implementations/provider-framework';
import { countRuns, type Suite, type Settings } from '../suite';
import type { Row } from '../report/row';

/** The Provider framework looks every 5 s: what it loses depends on where in those ACTIVE falls, so that is spread out. */
const LONG_WAITS_MS = [18_000, 19_000, 20_000, 21_000, 22_000];
const WAITS_MS = [500, 2_000];
/** Longer than a cold start takes. */
const START_APART_MS = 700;

const FLOOR_NOTE = 'AwsCustomResource answers without waiting for ACTIVE: with a wait it is a floor, not a rival';
const SIMULATION_NOTE =
  'Provider: its own framework code, four processes; its Step Functions waiter is played in code, at no cost of its own. ' +
  "Nobody's TLS is measured";
const SPREAD_NOTE =
  '18 to 22 s: one run for each of 18, 19, 20, 21 and 22 s, all at once; at 20 s sharp a look of the Provider would fall on ACTIVE';

/** A Create from its event to its answer, against the peers, on the same servers. */
export const creation: Suite = {
  name: 'create',
  title: 'Create, from the event to the answer',
  run: async (settings) => [
    ...(await compareWithoutWait(settings)),
    ...(await compareWaits(settings)),
    ...(settings.isQuick ? [] : await compareLongWaits(settings)),
  ],
};

type Results = readonly [ours: Creation[], provider: Creation[], single: Creation[]];

/** Nothing to wait for: the milliseconds count, so that only one contender runs at a time. */
async function compareWithoutWait(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  await withImplementations(settings, 0, async (implementations) => {
    for (const isCold of [true, false]) {
      const results: Results = [[], [], []];
      // The first run fills the machine's caches, or warms the sandboxes; it does not count.
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

/** What counts here are tenths of seconds: the contenders start one after the other, and wait side by side. */
async function compareWaits(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const timeToActiveMs of WAITS_MS) {
    await withImplementations(settings, timeToActiveMs, async (implementations) => {
      for (const isCold of [true, false]) {
        const results: Results = [[], [], []];
        if (!isCold) for (const implementation of implementations) await implementation.warmUp();
        for (let run = 0; run < countRuns(settings, 5, 1); run += 1) {
          const measured = implementations.map(async (implementation, index) => {
            await delay(index * START_APART_MS);
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

/** Side by side, too, and warm: ten cold starts at once would measure the machine. */
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
    name: `${name}: answer less time to ACTIVE`,
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
    name: `${name}: answer`,
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
