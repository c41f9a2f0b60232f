import type { AccountHistory } from './account-history';
import type { IvsAccount } from '../../tools/emulator/ivs/account';
import { createHandler } from '../../lambda/custom-resource/handler';
import { handleRequest } from '../../lambda/recording-configuration/handle-request';
import { Invocation, type Network } from './invocation';
import type { ExternalState } from './external-state';
import {
  createSimulatedBuckets,
  createSimulatedChannels,
  createSimulatedConfigurations,
  createSimulatedStacks,
  type Records,
} from './simulated-ports';

/** The event of a custom resource, as far as the simulation needs it. */
export interface SimulatedEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly StackId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: unknown;
  readonly OldResourceProperties?: unknown;
}

export const SECRET = 'X-Amz-Signature=5ecre7';

export interface FunctionDependencies {
  readonly network: Network;
  readonly account: IvsAccount;
  readonly records: Records;
  /** Accepts a response, like the presigned URL. */
  readonly acceptResponse: (requestId: string, body: string) => void;
  readonly log: (line: string) => void;
  /** Serves stale reads. Default: reads are consistent. */
  readonly history?: AccountHistory | undefined;
  /** Tracks the channels that operators change. */
  readonly externalState?: ExternalState;
  /** The timeout of the Lambda function, in milliseconds. Default: 15 minutes. */
  readonly functionTimeoutMs?: number;
  /** Called when a request reads the record of the resource. */
  readonly onRecordRead?: (requestId: string) => void;
}

const FUNCTION_TIMEOUT_MS = 900_000;
/** Lambda redelivers a failed event after one and after two minutes. */
const REDELIVERY_MS = [60_000, 120_000] as const;

const forever = new AbortController().signal;

/** The function under test, as Lambda runs it on asynchronous invocations. */
export class SimulatedFunction {
  #activeDeliveries = 0;
  #runs = 0;
  #idleWaiters: (() => void)[] = [];

  constructor(readonly dependencies: FunctionDependencies) {}

  /** Delivers an event, and redelivers it if the run fails. */
  deliver(event: SimulatedEvent, delayMs = 0): void {
    this.#activeDeliveries += 1;
    void this.#deliverUntilDone(event, delayMs).finally(() => {
      this.#activeDeliveries -= 1;
      if (this.#activeDeliveries === 0) for (const wake of this.#idleWaiters.splice(0)) wake();
    });
  }

  /** Whether a delivery is running or scheduled. */
  get isBusy(): boolean {
    return this.#activeDeliveries > 0;
  }

  /** Resolves once no delivery is running or scheduled. */
  async waitUntilIdle(): Promise<void> {
    if (this.#activeDeliveries === 0) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  async #deliverUntilDone(event: SimulatedEvent, delayMs: number): Promise<void> {
    const { clock } = this.dependencies.network;
    if (delayMs > 0) await clock.sleep(delayMs, forever);
    for (const waitMs of [...REDELIVERY_MS, undefined]) {
      if (await this.#run(event)) return;
      if (waitMs !== undefined) await clock.sleep(waitMs, forever);
    }
  }

  /** Runs the function. Returns whether the run succeeded. */
  async #run(event: SimulatedEvent): Promise<boolean> {
    const {
      network,
      account,
      records,
      acceptResponse,
      log,
      history,
      externalState,
      onRecordRead,
      functionTimeoutMs = FUNCTION_TIMEOUT_MS,
    } = this.dependencies;
    this.#runs += 1;
    const name = `${event.RequestId} (run ${this.#runs})`;
    const invocation = new Invocation(name, network);
    const record = (message: string, details?: unknown): void => {
      log(`${name}: ${message} ${JSON.stringify(details)}`);
    };
    const tools = {
      configurations: createSimulatedConfigurations(account, invocation, history),
      stacks: createSimulatedStacks(records, invocation, () => onRecordRead?.(event.RequestId)),
      buckets: createSimulatedBuckets(invocation),
      channels: createSimulatedChannels(account, invocation, externalState),
      clock: invocation.clock,
      random: network.random,
      log: { info: record, warn: record, error: record },
      region: 'us-east-1',
      defaultTags: undefined,
      allowsAdoption: true,
    };
    const handler = createHandler({
      ...tools,
      put: async (_url, body, signal) => {
        await invocation.call('respond', 'PUT', signal, () => {
          acceptResponse(event.RequestId, body);
        });
        return 200;
      },
      handle: (request, running) => handleRequest(tools, request, running),
    });
    const endsAt = network.clock.now() + functionTimeoutMs;
    const over = new AbortController();
    const limit = network.clock.sleep(functionTimeoutMs, over.signal).then(
      () => {
        invocation.terminate();
      },
      () => undefined,
    );
    const sent = { ...event, ResponseURL: `https://sink.s3.amazonaws.com/${event.RequestId}?${SECRET}` };
    const run = handler(sent, { getRemainingTimeInMillis: () => endsAt - network.clock.now() }).then(
      () => true,
      (error: unknown) => {
        log(`${name} failed: ${String(error)}`);
        return false;
      },
    );
    const succeeded = await Promise.race([run, invocation.terminated.then(() => false)]);
    over.abort();
    await limit;
    return succeeded;
  }
}
