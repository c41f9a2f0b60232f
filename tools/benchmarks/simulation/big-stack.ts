import { serviceRateQuotas } from '../../emulator/ivs/rate-quotas';
import type { EventType, ServedEvent, Simulation } from './simulation';
import { startSimulation } from './simulation';

/** The approximate latency of a call within a Region. */
const LATENCY_MS = 30;
const TIME_TO_ACTIVE_MS = 2_000;
/** Lambda starts a hundred sandboxes within this time. */
const START_WINDOW_MS = 1_000;

/** The result of a stack operation with the service's quotas. */
export interface StackRun {
  /** From the first event to the last response. */
  readonly totalMs: number;
  /** From each event to its response. */
  readonly eachMs: readonly number[];
  readonly failed: readonly string[];
  /** The number of throttled IVS calls. */
  readonly throttled: number;
  readonly calls: number;
  /** Configurations that are in no response; `lost` are those in a successful response that do not exist. */
  readonly duplicated: number;
  readonly lost: number;
}

/** Runs the operations on a stack of `size` configurations. */
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
      // Lets the quotas recover before the next operation.
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
      await clock.sleep(random() * START_WINDOW_MS);
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

/**
 * Returns the minimum time for `calls` of one operation with its quota, whose token bucket holds one second of calls.
 */
export function minimumMs(calls: number, quota: number): number {
  return (1000 * Math.max(0, calls - quota)) / quota;
}

/** Returns the minimum time for creating `size` configurations, including the last one's time to ACTIVE. */
export function minimumCreateMs(size: number): number {
  return minimumMs(size, 3) + TIME_TO_ACTIVE_MS + 3 * LATENCY_MS;
}
