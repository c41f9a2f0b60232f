import type { WorkerResult } from '../../emulator/lambda/worker-process';
import { createSandboxes, type Program, type Sandboxes } from '../harness/sandbox';
import { startHarness, type Harness } from '../harness/harness';

/** The measurements of one creation. All times are in milliseconds. */
export interface Creation {
  /** From the event to the accepted response. */
  readonly responseMs: number;
  /** `responseMs` minus the time from CREATING to ACTIVE. */
  readonly overheadMs: number;
  /** From ACTIVE to the response; negative for an implementation that does not wait. */
  readonly detectionLatencyMs: number;
  readonly gets: number;
}

/** A custom resource that creates a recording configuration, with its own harness. */
export interface Implementation {
  readonly name: string;
  /** @param isCold - whether every function has a cold start */
  create(isCold: boolean): Promise<Creation>;
  /** Runs an event without a wait in every function. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** The functions of an implementation. */
export interface ImplementationSetup {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly functions: readonly Sandboxes[];
  /** Delivers the event; the response is sent to the response endpoint. */
  readonly deliver: (event: unknown) => Promise<WorkerResult>;
  /** Called before the functions are stopped. */
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
      throw new Error(`${name} did not create: ${JSON.stringify(outcome)}. Expected SUCCESS.`);
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

/** Rejects if the handler fails, because then there is no response. */
async function rejectOnFailure(name: string, delivered: Promise<WorkerResult>): Promise<never> {
  const result = await delivered;
  if ('result' in result) return new Promise<never>(() => undefined);
  throw new Error(`${name} failed: ${JSON.stringify(result).slice(0, 300)}. Expected a response.`);
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
