import { startThis } from '../implementations/this';
import { countRuns, type Suite, type Settings } from '../suite';
import type { Row } from '../report/row';
import type { Sample } from '../report/sample';
import { getDetectionLatency, BASELINE_SCHEDULES } from '../simulation/baseline-schedules';
import { startSimulation } from '../simulation/simulation';

const TIMES_TO_ACTIVE_S = [0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5, 8, 12, 20, 30, 60];
const LIMIT_REASON =
  'the quota of 3 Gets per second, used by one creation: a poll every 333 ms is 167 ms late on average';
const REAL_TIME_NOTE = 'rows in real time: the bundle in separate processes, the first one cold';
const SCHEDULE_NOTE = 'in virtual time, with calls that take no time: only the polling schedule';

/** The time from ACTIVE to the response. */
export const detectionLatency: Suite = {
  name: 'detection-latency',
  title: 'Detection latency: from ACTIVE to the response',
  run: async (settings) => {
    const rows: Row[] = [];
    for (const seconds of TIMES_TO_ACTIVE_S) rows.push(...(await simulate(settings, seconds)));
    rows.push(...(await measureRealTime(settings)));
    return rows;
  },
};

async function simulate(settings: Settings, seconds: number): Promise<Row[]> {
  // Up to 5 % more, so that no schedule matches the exact time by chance.
  const runs = countRuns(settings, 40, 8);
  const timesMs = Array.from({ length: runs }, (_, run) => seconds * 1000 * (1 + (0.05 * run) / runs));
  const [latencies, polls]: [number[], number[]] = [[], []];
  for (const [run, timeToActiveMs] of timesMs.entries()) {
    const simulation = await startSimulation({ timeToActiveMs, latencyMs: 0, seed: run });
    const { respondedAt, startedAt } = await simulation.deliver({ type: 'Create', logicalId: 'Recording' });
    latencies.push(respondedAt - startedAt - timeToActiveMs);
    polls.push(simulation.server.calls.list('GetRecordingConfiguration').length);
    await simulation.close();
  }
  const toPercent = (sample: Sample): Sample => sample.map((ms, run) => (100 * ms) / (timesMs[run] ?? NaN));
  const isShort = seconds < 2;
  const name = `${seconds} s to ACTIVE`;
  const rows = BASELINE_SCHEDULES.map((schedule): Row => {
    const baselineLatencies = timesMs.map((ms) => getDetectionLatency(schedule, ms).detectionLatencyMs);
    const baseline = { name: schedule.name, sample: isShort ? baselineLatencies : toPercent(baselineLatencies) };
    return { name, unit: isShort ? 'ms' : '%', measured: isShort ? latencies : toPercent(latencies), baseline };
  });
  const [first, ...others] = rows as [Row, ...Row[]];
  const terraform = BASELINE_SCHEDULES.find((schedule) => schedule.name === 'Terraform');
  return [
    {
      ...first,
      limit: { value: isShort ? 167 : (100 * 167) / (seconds * 1025), reason: LIMIT_REASON },
      target: { max: isShort ? 300 : 15, of: 'p90' },
      note: SCHEDULE_NOTE,
    },
    ...others,
    {
      name: `${name}: polls`,
      unit: 'calls',
      measured: polls,
      ...(terraform && {
        baseline: { name: terraform.name, sample: timesMs.map((ms) => getDetectionLatency(terraform, ms).polls) },
      }),
    },
  ];
}

/** Runs the bundle in separate processes and in real time, all concurrently: waiting takes no CPU time. */
async function measureRealTime(settings: Settings): Promise<Row[]> {
  const times = settings.isQuick ? [0.5, 2] : [0.2, 0.5, 1, 2, 5, 10, 20];
  return Promise.all(
    times.map(async (seconds): Promise<Row> => {
      const implementation = await startThis(seconds * 1000, settings.scratchFolder);
      const sample: number[] = [];
      try {
        for (let run = 0; run < countRuns(settings, seconds > 5 ? 2 : 5, 2); run += 1) {
          const isFirst = run === 0;
          const { detectionLatencyMs } = await implementation.create(isFirst);
          if (!isFirst || seconds > 5) sample.push(detectionLatencyMs);
        }
      } finally {
        await implementation.close();
      }
      return { name: `${seconds} s to ACTIVE, real time`, unit: 'ms', measured: sample, note: REAL_TIME_NOTE };
    }),
  );
}
