import { serviceRateQuotas } from '../../emulator/ivs/rate-quotas';
import type { EventType, ServedEvent, Simulation } from './simulation';
import { startSimulation } from './simulation';

/** A call takes about so long within a Region. */
const LATENCY_MS = 30;
const TIME_TO_ACTIVE_MS = 2_000;
/** Lambda does not start a hundred sandboxes at the same moment. */
const START_WITHIN_MS = 1_000;

/** What happened to a stack of so many configurations, under the service's own quotas. */
export interface StackRun {
  /** From the first event to the last answer. */
  readonly totalMs: number;
  /** From each event to its answer. */
  readonly eachMs: readonly number[];
  readonly failed: readonly string[];
  /** Of the calls that reached IVS: those that it throttled. */
  readonly throttled: number;
  readonly calls: number;
  /** Configurations that no answer names, and those that a successful answer names and that are not there. */
  readonly duplicated: number;
  readonly lost: number;
}

/** Creates a stack at once, and then, where that is asked for, changes its tags, and deletes it. */
export async function runBigStack(
  size: number,
  seed: number,
  operations: readonly EventType[] = ['Create'],
): Promise<Readonly<Partial<Record<EventType, StackRun>>>> {
  const simulation = await startSimulation({
    timeToActiveMs: TIME_TO_ACTIVE_MS,
    latencyMs: LATENCY_MS,
    quotas: serviceRateQuotas,
    seed,
  });
  const ids: (string | undefined)[] = [];
  const runs: Partial<Record<EventType, StackRun>> = {};
  try {
    for (const type of operations) {
      runs[type] = await runOperation(simulation, type, size, ids);
      // The quotas are whole again before the next operation.
      await simulation.clock.sleep(5_000);
    }
  } finally {
    await simulation.close();
  }
  return runs;
}

async function runOperation(
  simulation: Simulation,
  type: EventType,
  size: number,
  ids: (string | undefined)[],
): Promise<StackRun> {
  const { server, clock, random } = simulation;
  server.calls.clear();
  const served = await Promise.all(
    Array.from({ length: size }, async (_, index): Promise<ServedEvent> => {
      await clock.sleep(random() * START_WITHIN_MS);
      const physicalId = ids[index];
      const properties = { Name: `configuration-${index}` };
      const result = await simulation.deliver({
        type,
        logicalId: `Recording${index}`,
        ...(physicalId !== undefined && { physicalId }),
        properties: type === 'Update' ? { ...properties, Tags: [{ Key: 'team', Value: 'live' }] } : properties,
        ...(type === 'Update' && { oldProperties: properties }),
      });
      ids[index] = result.physicalId;
      return result;
    }),
  );
  const existing = server.account.recordingConfigurations().map(({ arn }) => arn);
  const requested = type === 'Delete' ? [] : served.map(({ physicalId }) => physicalId);
  const succeeded = type === 'Delete' ? [] : served.filter(({ status }) => status === 'SUCCESS');
  const calls = server.calls.list();
  return {
    totalMs:
      Math.max(...served.map(({ respondedAt }) => respondedAt)) - Math.min(...served.map(({ startedAt }) => startedAt)),
    eachMs: served.map((result) => result.respondedAt - result.startedAt),
    failed: served.flatMap(({ status, reason = '' }) => (status === 'FAILED' ? [reason] : [])),
    throttled: calls.filter(({ status }) => status === 429).length,
    calls: calls.length,
    duplicated: existing.filter((arn) => !requested.includes(arn)).length,
    lost: succeeded.filter(({ physicalId }) => !existing.includes(physicalId)).length,
  };
}

/** The least time in which so many calls of one operation pass its quota; its bucket holds one second's calls. */
export function minimumMs(calls: number, quota: number): number {
  return (1000 * Math.max(0, calls - quota)) / quota;
}

/** A Create for each, one after the other as the quota allows, and the last has to become ACTIVE. */
export function minimumCreateMs(size: number): number {
  return minimumMs(size, 3) + TIME_TO_ACTIVE_MS + 3 * LATENCY_MS;
}
