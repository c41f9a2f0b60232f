import { countRuns, type Suite } from '../suite';
import type { Row } from '../report/row';
import { quantile, type Sample } from '../report/sample';
import { minimumCreateMs, minimumMs, runBigStack, type StackRun } from '../simulation/big-stack';
import { countFailedCreations } from '../simulation/default-retry';

const VIRTUAL_TIME_NOTE =
  'virtual time, 30 ms per call, 2 s to ACTIVE, the real quotas; every event has its own instance of the function and its ' +
  'own client, in one process: a hundred processes would measure the machine';
const MINIMUM_CREATE = 'one Create for each at 3 per second, and the last becomes ACTIVE';
const MINIMUM_TAGS = 'one TagResource for each at 10 per second';
const MINIMUM_DELETE = 'one Delete for each at 3 per second';
const SDK_DEFAULT_NOTE =
  'AwsCustomResource and an ordinary onEvent rely on the SDK for throttling: three attempts, then the resource fails and the stack rolls back';

const NONE = { max: 0, of: 'p90' } as const;

/** Many concurrent configurations with the quotas of the account. */
export const bigStack: Suite = {
  name: 'big-stack',
  title: 'Big stack: all resources concurrently, with the quotas of IVS',
  run: async (settings) => {
    const seeds = Array.from({ length: countRuns(settings, 5, 1) }, (_, index) => index);
    const rows: Row[] = [];
    const created = new Map<number, readonly StackRun[]>();
    for (const size of settings.isQuick ? [10, 100] : [1, 10, 20, 50, 100, 150, 200]) {
      const runs: StackRun[] = [];
      // The largest take long, and differ least between seeds.
      for (const seed of size > 100 ? seeds.slice(0, 2) : seeds) runs.push(await create(size, seed));
      created.set(size, runs);
      const max = size === 100 ? 1.5 : undefined;
      rows.push(...describe(`${size} created`, runs, minimumCreateMs(size), MINIMUM_CREATE, max));
    }
    rows.push(...describeGrowth(created, settings.isQuick ? 10 : 50, settings.isQuick ? 100 : 200));
    const whole: Awaited<ReturnType<typeof runBigStack>>[] = [];
    for (const seed of seeds.slice(0, 3)) whole.push(await runBigStack(100, seed, ['Create', 'Update', 'Delete']));
    const of = (type: 'Update' | 'Delete'): StackRun[] => whole.flatMap(({ [type]: run }) => run ?? []);
    rows.push(...describe('100 tags updated', of('Update'), minimumMs(100, 10) + 60, MINIMUM_TAGS));
    rows.push(...describe('100 deleted', of('Delete'), minimumMs(100, 3) + 60, MINIMUM_DELETE));
    rows.push({
      name: '100 created: failed, compared with the SDK default',
      unit: 'resources',
      measured: (created.get(100) ?? []).map(({ failed }) => failed.length),
      baseline: { name: 'SDK default', sample: [await countFailedCreations(100)] },
      note: SDK_DEFAULT_NOTE,
    });
    return rows;
  },
};

async function create(size: number, seed: number): Promise<StackRun> {
  const { Create: run } = await runBigStack(size, seed);
  if (run === undefined) throw new Error('runBigStack returned no Create run.');
  return run;
}

function describe(name: string, runs: readonly StackRun[], minimum: number, reason: string, max?: number): Row[] {
  return [
    {
      name: `${name}: total`,
      unit: 's',
      measured: runs.map(({ totalMs }) => totalMs / 1000),
      limit: { value: minimum / 1000, reason },
      ...(max !== undefined && { target: { max, of: 'limit' as const } }),
      note: VIRTUAL_TIME_NOTE,
    },
    { name: `${name}: throttled`, unit: 'calls', measured: runs.map(({ throttled }) => throttled) },
    { name: `${name}: all calls`, unit: 'calls', measured: runs.map(({ calls }) => calls) },
    {
      name: `${name}: slowest / median`,
      unit: 'x',
      measured: runs.map(({ eachMs }) => Math.max(...eachMs) / quantile(eachMs, 0.5)),
    },
    { name: `${name}: failed`, unit: 'resources', measured: runs.map(({ failed }) => failed.length), target: NONE },
    {
      name: `${name}: lost or duplicated`,
      unit: 'resources',
      measured: runs.map(({ lost, duplicated }) => lost + duplicated),
      target: NONE,
    },
  ];
}

/** With linear growth, the time for each configuration is constant. */
function describeGrowth(created: ReadonlyMap<number, readonly StackRun[]>, few: number, many: number): Row[] {
  const each = (size: number): Sample => (created.get(size) ?? []).map(({ totalMs }) => totalMs / size / 1000);
  return [
    {
      name: `time for each, ${many} compared with ${few}`,
      unit: 's',
      measured: each(many),
      baseline: { name: `at ${few}`, sample: each(few) },
      target: { max: 1.2, of: 'baseline' },
    },
  ];
}
