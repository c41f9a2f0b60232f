import type { WorkerResult } from '../../emulator/lambda/worker-process';
import { createSandboxes, type Program, type Sandboxes } from '../harness/sandbox';
import { startHarness, type Harness } from '../harness/harness';

/** One creation, as the stack sees it and as IVS does. All times in milliseconds. */
export interface Creation {
  /** From the event to the accepted answer. */
  readonly responseMs: number;
  /** What of that is more than IVS's own time from CREATING to ACTIVE. */
  readonly overheadMs: number;
  /** From the moment that IVS turned ACTIVE to the answer; negative for who does not wait. */
  readonly detectionLatencyMs: number;
  readonly gets: number;
}

/** A custom resource that creates a recording configuration, deployed on a stage of its own. */
export interface Implementation {
  readonly name: string;
  /** @param isCold - whether every function that takes part starts anew */
  create(isCold: boolean): Promise<Creation>;
  /** Lets every function that takes part have served an event, without a wait. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** What makes a contender of functions. */
export interface ImplementationSetup {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly functions: readonly Sandboxes[];
  /** Hands the event over; the answer comes by itself. */
  readonly deliver: (event: unknown) => Promise<WorkerResult>;
  /** Told before the functions are stopped. */
  readonly beforeClose?: () => void;
  readonly close?: () => Promise<void>;
}

export async function startImplementation(
  timeToActiveMs: number,
  createSetup: (harness: Harness) => Promise<ImplementationSetup> | ImplementationSetup,
): Promise<Implementation> {
  const harness = await startHarness(timeToActiveMs);
  const { name, properties, functions, deliver, beforeClose, close } = await createSetup(harness);
  const { ivs } = harness;
  const create = async (isCold: boolean): Promise<Creation> => {
    if (isCold) await Promise.all(functions.map((sandboxes) => sandboxes.stopIdle()));
    ivs.calls.clear();
    const { event, response } = harness.createEvent(properties);
    const startedAt = performance.now();
    const delivered = deliver(event);
    const outcome = await Promise.race([response, rejectOnFailure(name, delivered)]);
    const responseMs = performance.now() - startedAt;
    const respondedAt = Date.now();
    await delivered;
    if ('violation' in outcome || outcome.status !== 'SUCCESS') {
      throw new Error(`${name} did not create: ${JSON.stringify(outcome)}. Expected SUCCESS; run the part again.`);
    }
    const [created] = ivs.calls.list('CreateRecordingConfiguration');
    const { account } = ivs;
    for (const { arn } of account.recordingConfigurations()) account.deleteRecordingConfiguration({ arn });
    return {
      responseMs,
      overheadMs: responseMs - timeToActiveMs,
      detectionLatencyMs: respondedAt - ((created?.time ?? NaN) + timeToActiveMs),
      gets: ivs.calls.list('GetRecordingConfiguration').length,
    };
  };
  return {
    name,
    create,
    warmUp: async () => {
      const { settings } = ivs.account;
      settings.timeToActiveMs = 0;
      await create(false);
      settings.timeToActiveMs = timeToActiveMs;
    },
    close: async () => {
      beforeClose?.();
      await Promise.all(functions.map((sandboxes) => sandboxes.close()));
      await close?.();
      await harness.close();
    },
  };
}

/** Whoever fails to handle the event does not answer, and would be waited for without an end. */
async function rejectOnFailure(name: string, delivered: Promise<WorkerResult>): Promise<never> {
  const result = await delivered;
  if ('result' in result) return new Promise<never>(() => undefined);
  throw new Error(`${name} failed: ${JSON.stringify(result).slice(0, 300)}. Expected an answer; see what it lacks.`);
}

export function deploy(
  program: Program,
  harness: Harness,
  scratchFolder: string,
  endpoints = harness.endpoints,
): Sandboxes {
  const variables = { ...program.variables, BENCH_RESPONSE_PORT: harness.responsePort };
  return createSandboxes({ ...program, variables }, endpoints, scratchFolder);
}
