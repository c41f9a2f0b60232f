import { setTimeout as delay } from 'node:timers/promises';
import { startAwsCustomResource } from '../implementations/aws-custom-resource';
import type { Contender, Creation } from '../implementations/implementation';
import { startOurs } from '../implementations/this';
import { startProviderFramework } from '../implementations/provider-framework';
import { countRuns, type Part, type Settings } from '../suite';
import type { Row } from '../report/row';

/** The Provider framework looks every 5 s: what it loses depends on where in those ACTIVE falls, so that is spread out. */
const LONG_WAITS_MS = [18_000, 19_000, 20_000, 21_000, 22_000];
const WAITS_MS = [500, 2_000];
/** Longer than a cold start takes. */
const START_APART_MS = 700;

const FLOOR = 'AwsCustomResource answers without waiting for ACTIVE: with a wait it is a floor, not a rival';
const SIMULATED =
  'Provider: its own framework code, four processes; its Step Functions waiter is played in code, at no cost of its own. ' +
  "Nobody's TLS is measured";
const SPREAD =
  '18 to 22 s: one run for each of 18, 19, 20, 21 and 22 s, all at once; at 20 s sharp a look of the Provider would fall on ACTIVE';

/** A Create from its event to its answer, against the peers, on the same servers. */
export const creation: Part = {
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
  await withContenders(settings, 0, async (contenders) => {
    for (const isCold of [true, false]) {
      const results: Results = [[], [], []];
      // The first run fills the machine's caches, or warms the sandboxes; it does not count.
      for (let run = -1; run < countRuns(settings, isCold ? 21 : 41, 7); run += 1) {
        for (const [index, contender] of contenders.entries()) {
          const measured = await contender.create(isCold);
          if (run >= 0) results[index]?.push(measured);
        }
      }
      const name = `no wait, ${isCold ? 'cold' : 'warm'}`;
      rows.push(
        describeOverhead(name, results[0], results[1], false),
        describeAnswer(name, results[0], results[2], { most: 1, of: 'peer' }),
      );
    }
  });
  return rows;
}

/** What counts here are tenths of seconds: the contenders start one after the other, and wait side by side. */
async function compareWaits(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const timeToActiveMs of WAITS_MS) {
    await withContenders(settings, timeToActiveMs, async (contenders) => {
      for (const isCold of [true, false]) {
        const results: Results = [[], [], []];
        if (!isCold) for (const contender of contenders) await contender.warm();
        for (let run = 0; run < countRuns(settings, 5, 1); run += 1) {
          const measured = contenders.map(async (contender, index) => {
            await delay(index * START_APART_MS);
            return contender.create(isCold);
          });
          for (const [index, each] of (await Promise.all(measured)).entries()) results[index]?.push(each);
        }
        const name = `${timeToActiveMs / 1000} s to ACTIVE, ${isCold ? 'cold' : 'warm'}`;
        rows.push(describeOverhead(name, results[0], results[1]), describeAnswer(name, results[0], results[2]));
      }
    });
  }
  return rows;
}

/** Side by side, too, and warm: ten cold starts at once would measure the machine. */
async function compareLongWaits({ scratchFolder }: Settings): Promise<Row[]> {
  const contenders: Contender[] = [];
  try {
    for (const start of [startOurs, startProviderFramework]) {
      for (const timeToActiveMs of LONG_WAITS_MS) {
        const contender = await start(timeToActiveMs, scratchFolder);
        contenders.push(contender);
        await contender.warm();
      }
    }
    const creations = await Promise.all(contenders.map((contender) => contender.create(false)));
    const [ours, provider] = [creations.slice(0, LONG_WAITS_MS.length), creations.slice(LONG_WAITS_MS.length)];
    return [{ ...describeOverhead('18 to 22 s to ACTIVE, warm', ours, provider), note: SPREAD }];
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}

function describeOverhead(name: string, ours: readonly Creation[], provider: readonly Creation[], isAimed = true): Row {
  const toSample = (creations: readonly Creation[]): number[] => creations.map(({ overheadMs }) => overheadMs);
  return {
    name: `${name}: answer less time to ACTIVE`,
    unit: 'ms',
    ours: toSample(ours),
    peer: { name: 'Provider', sample: toSample(provider) },
    ...(isAimed && { target: { most: 1 / 3, of: 'peer' as const } }),
    note: SIMULATED,
  };
}

function describeAnswer(
  name: string,
  ours: readonly Creation[],
  single: readonly Creation[],
  target?: Row['target'],
): Row {
  const toSample = (creations: readonly Creation[]): number[] => creations.map(({ answerMs }) => answerMs);
  return {
    name: `${name}: answer`,
    unit: 'ms',
    ours: toSample(ours),
    peer: { name: 'AwsCustomResource', sample: toSample(single) },
    ...(target && { target }),
    note: FLOOR,
  };
}

async function withContenders(
  { scratchFolder }: Settings,
  timeToActiveMs: number,
  compare: (contenders: readonly Contender[]) => Promise<void>,
): Promise<void> {
  const contenders: Contender[] = [];
  try {
    for (const start of [startOurs, startProviderFramework, startAwsCustomResource]) {
      contenders.push(await start(timeToActiveMs, scratchFolder));
    }
    await compare(contenders);
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}
