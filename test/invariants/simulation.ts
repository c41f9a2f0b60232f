import { IvsAccount } from '../../tools/emulator/ivs/account';
import type { IdSource } from '../../tools/emulator/ivs/id-source';
import { VirtualClock } from '../support/virtual-clock';
import type { Choice } from './choice-tree';
import { FaultPlan, type CallSite, type FaultKind } from './fault';
import { watchDeletions } from './invariants';
import { ExternalState, type ExternalStateOptions } from './external-state';
import type { Chooser } from './random-walk';
import { SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack } from './simulated-stack';
import { createTemplates, type TemplateOptions, type Templates } from './templates';

export interface SimulationOptions
  extends Partial<ExternalStateOptions>, Pick<TemplateOptions, 'settingsWithRelease'> {}

/** A step that waits until it is chosen. */
interface WaitingStep {
  readonly choice: Choice;
  readonly proceed: (fault: FaultKind | undefined) => void;
  /** Whether the step is disabled for now. Default: it is enabled. */
  readonly isDisabled?: () => boolean;
}

/** The duration of a step. */
const STEP_MS = 1;

/** No actor proceeds: time passes until the next sleep ends. */
const TIME_PASSES: Choice = { actor: 'time', action: 'passes', isCrash: false };

/** A stack, a function and an account whose calls run one at a time, in the order that a chooser sets. */
export class Simulation {
  readonly clock = new VirtualClock();
  readonly account: IvsAccount;
  readonly externalState: ExternalState;
  readonly templates: Templates;
  readonly stack: SimulatedStack;
  /** Another stack. */
  readonly other: SimulatedStack;
  readonly fn: SimulatedFunction;
  /** All events sent so far. */
  readonly sentEvents: SimulatedEvent[] = [];
  /** Whether each event is delivered twice at once. */
  isDeliveringTwice = false;
  readonly trace: string[] = [];
  /** The violations found during the run. */
  readonly violations: string[] = [];
  /** Work outside the stack that is in progress. */
  readonly #concurrentWork: Promise<void>[] = [];
  /** By actor and action. */
  readonly #calls = new Map<string, WaitingStep>();
  /** By actor. */
  readonly #externalEvents = new Map<string, WaitingStep>();
  #isControlled = false;

  constructor(
    { channels = 0, hasAdoptable = false, hasForeign = false, settingsWithRelease = [] }: SimulationOptions,
    ids: IdSource,
  ) {
    const { clock } = this;
    const log = (line: string): void => {
      this.log(line);
    };
    this.account = new IvsAccount({ clock, timeToActiveMs: 0, ids });
    this.externalState = new ExternalState(this.account, { channels, hasAdoptable, hasForeign });
    this.templates = createTemplates({ settingsWithRelease, adoptArn: this.externalState.adoptable });
    const send = (event: SimulatedEvent): void => {
      this.sentEvents.push(event);
      this.fn.deliver(event);
      if (this.isDeliveringTwice) this.fn.deliver(event);
    };
    const isInUse = (arn: string): boolean =>
      this.account.channels().some(({ recordingConfigurationArn: used }) => used === arn);
    this.stack = new SimulatedStack({ clock, log, send }, { isInUse });
    const { records, deployment } = this.stack;
    this.other = new SimulatedStack({ clock, log, send }, { records, deployment, name: 'other' });
    watchDeletions(this.account, (arn) => {
      log(`IVS deletes ${arn}`);
      const { stack, other, externalState, violations } = this;
      if (stack.isReferenced(arn) || other.isReferenced(arn)) {
        violations.push(`${arn} was deleted while the stack still had it`);
      }
      if (stack.deployment.isKept(arn)) violations.push(`${arn} was deleted although it was retained`);
      if (externalState.isExternal(arn, { current: undefined, committed: stack.committed })) {
        violations.push(`${arn} was deleted, but existed before the stack`);
      }
    });
    this.fn = new SimulatedFunction({
      network: {
        clock,
        random: () => 0.5,
        faults: new FaultPlan([]),
        gate: (action, actor) => this.#waitForTurn(action, actor),
      },
      account: this.account,
      records: this.stack.records,
      externalState: this.externalState,
      onRecordRead: (requestId) => {
        this.stack.trackRead(requestId, this.clock.now());
      },
      acceptResponse: (requestId, body) => {
        log(`response to ${requestId}: ${body}`);
        (requestId.startsWith('other-') ? this.other : this.stack).acceptResponse(requestId, body);
      },
      log,
    });
  }

  log(line: string): void {
    this.trace.push(`${this.clock.now()}  ${line}`);
  }

  /** Resolves when the other resource of the stack fails, at any point between two calls. */
  waitForOtherFailure(): Promise<void> {
    return this.waitForExternalEvent('the other resource', 'fails', () => !this.stack.isOtherPending);
  }

  /**
   * Resolves at any point between two calls of the function, or never.
   *
   * @param isDisabled - whether the event cannot occur for now
   */
  waitForExternalEvent(actor: string, action: string, isDisabled = (): boolean => false): Promise<void> {
    return new Promise((resolve) => {
      const proceed = (): void => {
        resolve();
      };
      this.#externalEvents.set(actor, { choice: { actor, action, isCrash: false }, proceed, isDisabled });
    });
  }

  /** Extends the run until this work has finished. */
  runConcurrently(work: Promise<void>): void {
    this.#concurrentWork.push(work);
  }

  /** Runs the events of a scenario to the end, in the order that the chooser sets. */
  async run(chooser: Chooser, run: () => Promise<void>, hasCrash: boolean): Promise<void> {
    this.#isControlled = true;
    let canCrash = hasCrash;
    let isTimePassing = false;
    const state = { isOver: false };
    const finished = run()
      .then(() => Promise.all(this.#concurrentWork))
      .then(() => this.fn.waitUntilIdle())
      .finally(() => {
        state.isOver = true;
      });
    for (;;) {
      await waitForQuiescence();
      if (state.isOver) break;
      const calls = [...this.#calls.values()];
      const externalEvents = [...this.#externalEvents.values()].filter(({ isDisabled }) => isDisabled?.() !== true);
      if (calls.length > 0) isTimePassing = false;
      const hasSleepingActor = calls.length === 0 && this.fn.isBusy;
      if ((isTimePassing && hasSleepingActor) || calls.length + externalEvents.length === 0) continue;
      const chosen = chooser.choose([
        ...calls.flatMap(({ choice }) => (canCrash ? [choice, { ...choice, isCrash: true }] : [choice])),
        ...externalEvents.map(({ choice }) => choice),
        ...(hasSleepingActor ? [TIME_PASSES] : []),
      ]);
      isTimePassing = chosen.actor === TIME_PASSES.actor;
      if (isTimePassing) continue;
      this.#proceed(chosen);
      if (chosen.isCrash) canCrash = false;
    }
    await finished;
  }

  #proceed({ actor, action, isCrash }: Choice): void {
    // Each step has its own time.
    this.clock.tick(STEP_MS);
    const call = toCallKey(actor, action);
    const waiting = this.#calls.get(call) ?? this.#externalEvents.get(actor);
    this.#calls.delete(call);
    this.#externalEvents.delete(actor);
    this.log(`>>> ${actor}: ${action}${isCrash ? ', then a crash' : ''}`);
    waiting?.proceed(isCrash ? 'crash after' : undefined);
  }

  #waitForTurn(action: CallSite, actor: string): Promise<FaultKind | undefined> {
    if (!this.#isControlled) return Promise.resolve(undefined);
    // Time does not advance while a step waits.
    return this.clock.track(
      () =>
        new Promise((resolve) => {
          // An actor may make two different calls at a time.
          this.#calls.set(toCallKey(actor, action), { choice: { actor, action, isCrash: false }, proceed: resolve });
        }),
    );
  }
}

function toCallKey(actor: string, action: string): string {
  return `${actor}: ${action}`;
}

/** Resolves when every actor has finished, or waits for its turn or for time to pass. */
function waitForQuiescence(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
