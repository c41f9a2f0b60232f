import type { Clock } from '../../lambda/util/clock';
import { AwsCallError } from '../../lambda/aws/aws-call-error';
import { BOUNDS } from './bounds';
import type { CallSite, FaultKind, FaultPlan } from './fault';
import type { Random } from './random';

/** Returns a promise that never settles: a terminated run never continues. */
function waitForever<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}

/** Blocks a call until it is its turn in the chosen interleaving. Resolves with the fault of the call, if any. */
export type Gate = (site: CallSite, name: string) => Promise<FaultKind | undefined>;

/** The simulated network between the function and AWS. */
export interface Network {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultPlan;
  /** Default: calls are not ordered and take a random time. */
  readonly gate?: Gate;
  /** Receives a call that takes effect after its caller may have timed out. */
  readonly onLateCall?: (lateCalls: Promise<void>) => void;
}

/** How long the function waits for the response to one call: CALL_MS of lambda/aws/call.ts. */
const CALL_TIMEOUT_MS = 10_000;
/** How long the function waits for the response to a Create: CREATE_LIMIT_MS of lambda/aws/ivs-recording-configurations.ts. */
const CREATE_TIMEOUT_MS = 30_000;
/** The minimum duration of a slow Create. */
const SLOW_MS = 10_000;
const forever = new AbortController().signal;
/** How long after the start of a run IAM may deny an allowed call, until the permissions have propagated. */
const PROPAGATION_MS = 30_000;
/** A sleep up to this long takes no time in an interleaving: any other call may come during it anyway. */
const SHORT_SLEEP_MS = 250;
/** How long Get may not find a configuration after its creation. */
const NOT_FOUND_MS = 5_000;

/** One run of the function. It can be terminated at any call and never continues then. */
export class Invocation {
  isTerminated = false;
  /** How many calls the run has made. */
  calls = 0;
  readonly terminated: Promise<void>;
  #resolveTerminated: () => void = () => undefined;
  readonly #termination = new AbortController();
  readonly #startedAt: number;
  #lastCreateAt = -Infinity;

  constructor(
    readonly name: string,
    readonly network: Network,
  ) {
    this.#startedAt = network.clock.now();
    this.terminated = new Promise((resolve) => {
      this.#resolveTerminated = resolve;
    });
  }

  get #ageMs(): number {
    return this.network.clock.now() - this.#startedAt;
  }

  terminate(): void {
    this.isTerminated = true;
    this.#termination.abort();
    this.#resolveTerminated();
  }

  /** The clock of this run. A sleep does not end if the run is terminated meanwhile. */
  get clock(): Clock {
    return {
      now: () => this.network.clock.now(),
      epochMs: () => this.network.clock.epochMs(),
      sleep: async (ms, signal) => {
        if (this.network.gate !== undefined && ms <= SHORT_SLEEP_MS && !signal.aborted && !this.isTerminated) return;
        const either = new AbortController();
        const abort = (): void => {
          either.abort(signal.reason);
        };
        if (signal.aborted || this.isTerminated) abort();
        signal.addEventListener('abort', abort, { once: true });
        this.#termination.signal.addEventListener('abort', abort, { once: true });
        try {
          await this.network.clock.sleep(ms, either.signal);
        } catch (error) {
          if (this.isTerminated) await waitForever();
          throw error;
        } finally {
          signal.removeEventListener('abort', abort);
          this.#termination.signal.removeEventListener('abort', abort);
        }
        if (this.isTerminated) await waitForever();
      },
    };
  }

  /** Makes a call. It takes time, takes effect once, and may fail. */
  async call<Result>(site: CallSite, action: string, signal: AbortSignal, effect: () => Result): Promise<Result> {
    if (this.isTerminated) return waitForever();
    signal.throwIfAborted();
    this.calls += 1;
    const { faults, gate } = this.network;
    const fault = gate === undefined ? faults.take(site) : await gate(site, this.name);
    // The run may have crashed in another call that it made at the same time.
    if (this.#termination.signal.aborted) return waitForever();
    const unavailable = (text: string): AwsCallError => new AwsCallError('ServiceUnavailable', action, text);
    switch (fault) {
      case 'crash before':
        this.terminate();
        return waitForever();
      case 'Throttling':
        await this.#delay(signal);
        throw new AwsCallError('Throttling', action, 'Rate exceeded');
      case 'denied':
        await this.#delay(signal);
        // IAM permissions propagate within seconds. Later denials of this kind do not happen.
        if (this.#ageMs > PROPAGATION_MS) break;
        throw new AwsCallError('AccessDenied', action, 'not authorized yet');
      case 'not found at first':
        await this.#delay(signal);
        if (this.clock.now() - this.#lastCreateAt > NOT_FOUND_MS) break;
        throw new AwsCallError('NotFound', action, 'the configuration does not exist');
      case 'lost before':
        await this.#delay(signal);
        throw unavailable('socket hang up');
      case 'hangs before':
        await this.clock.sleep(CALL_TIMEOUT_MS, signal);
        throw unavailable('no response in time');
      case 'hangs after':
        ignoreError(effect);
        await this.clock.sleep(CALL_TIMEOUT_MS, signal);
        throw unavailable('no response in time');
      case 'slow':
        return this.#callSlowly(site, action, signal, effect);
      default:
    }
    await this.#delay(signal, effect);
    const result = attempt(effect);
    if (site === 'create') this.#lastCreateAt = this.clock.now();
    if (fault === 'crash after') {
      this.terminate();
      return waitForever();
    }
    await this.#delay(signal);
    if (fault === 'lost after') throw unavailable('socket hang up');
    if ('error' in result) throw result.error as Error;
    return result.value;
  }

  /** Makes a call that takes effect late, whether or not its caller still waits. */
  async #callSlowly<Result>(
    site: CallSite,
    action: string,
    signal: AbortSignal,
    effect: () => Result,
  ): Promise<Result> {
    const { random, clock, onLateCall } = this.network;
    const timeoutMs = site === 'create' ? CREATE_TIMEOUT_MS : CALL_TIMEOUT_MS;
    const durationMs =
      site === 'create'
        ? SLOW_MS + random() * (BOUNDS.slowCreateMs - SLOW_MS)
        : timeoutMs + random() * BOUNDS.lateCallMs;
    const carriedOut = clock.sleep(durationMs, forever).then(() => attempt(effect));
    onLateCall?.(carriedOut.then(() => undefined));
    await this.clock.sleep(Math.min(durationMs, timeoutMs), signal);
    if (durationMs > timeoutMs) throw new AwsCallError('ServiceUnavailable', action, 'no response in time');
    const result = await carriedOut;
    if (this.isTerminated) return waitForever();
    if ('error' in result) throw result.error as Error;
    return result.value;
  }

  /** Delays a request or a response. An aborted request may still take effect. */
  async #delay(signal: AbortSignal, effect?: () => unknown): Promise<void> {
    const { gate, random } = this.network;
    if (gate !== undefined) return;
    try {
      await this.clock.sleep(random() < 0.9 ? random() * 100 : random() * 3_000, signal);
    } catch (error) {
      if (effect !== undefined && random() < 0.5) ignoreError(effect);
      throw error;
    }
  }
}

type Attempt<Result> = { readonly value: Result } | { readonly error: unknown };

function attempt<Result>(effect: () => Result): Attempt<Result> {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

function ignoreError(effect: () => unknown): void {
  attempt(effect);
}
