import { IvsAccount } from '../../tools/emulator/ivs/account';
import type { IdSource } from '../../tools/emulator/ivs/id-source';
import { VirtualClock } from '../support/virtual-clock';
import type { Choice } from './choice-tree';
import { FaultPlan, type CallSite, type FaultKind } from './fault';
import { watchDeletions } from './invariants';
import { Outside, type OutsideOptions } from './external-state';
import type { Chooser } from './random-walk';
import { SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack } from './simulated-stack';
import { createTemplates, type TemplateOptions, type Templates } from './templates';

export interface StageOptions extends Partial<OutsideOptions>, Pick<TemplateOptions, 'released'> {}

/** Someone who waits for a turn. */
interface Waiting {
  readonly choice: Choice;
  readonly proceed: (fault: FaultKind | undefined) => void;
  /** Whether it can be anybody's turn but this one's for now. Default: it cannot. */
  readonly isAbsent?: () => boolean;
}

/** How long a turn takes. */
const TURN_MS = 1;

/** Nobody's turn: those who sleep wake first. */
const TIME_PASSES: Choice = { actor: 'time', action: 'passes', isCrash: false };

/** A stack, a function and an account whose calls happen one after the other, in an order that is chosen. */
export class Stage {
  readonly clock = new VirtualClock();
  readonly account: IvsAccount;
  readonly outside: Outside;
  readonly templates: Templates;
  readonly stack: SimulatedStack;
  /** The stack of others. */
  readonly other: SimulatedStack;
  readonly fn: SimulatedFunction;
  /** Every event that was sent so far. */
  readonly sent: SimulatedEvent[] = [];
  /** Lets events be delivered twice from now on, the second time at once. */
  duplicate = false;
  readonly journal: string[] = [];
  /** What must not have happened, and did. */
  readonly broken: string[] = [];
  /** What others have begun. */
  readonly #meanwhile: Promise<void>[] = [];
  /** By whose turn it is. */
  readonly #calls = new Map<string, Waiting>();
  readonly #happenings = new Map<string, Waiting>();
  #isVaried = false;

  constructor({ channels = 0, adopts = false, foreign = false, released = [] }: StageOptions, ids: IdSource) {
    const { clock } = this;
    const log = (line: string): void => {
      this.log(line);
    };
    this.account = new IvsAccount({ clock, timeToActiveMs: 0, ids });
    this.outside = new Outside(this.account, { channels, adopts, foreign });
    this.templates = createTemplates({ released, adoptArn: this.outside.adoptable });
    const send = (event: SimulatedEvent): void => {
      this.sent.push(event);
      this.fn.deliver(event);
      if (this.duplicate) this.fn.deliver(event);
    };
    const isInUse = (arn: string): boolean =>
      this.account.channels().some(({ recordingConfigurationArn: used }) => used === arn);
    this.stack = new SimulatedStack({ clock, log, send }, { isInUse });
    const { records, estate } = this.stack;
    this.other = new SimulatedStack({ clock, log, send }, { records, estate, name: 'other' });
    watchDeletions(this.account, (arn) => {
      log(`IVS deletes ${arn}`);
      const { stack, other, outside, broken } = this;
      if (stack.isReferenced(arn) || other.isReferenced(arn)) {
        broken.push(`${arn} was deleted while the stack still had it`);
      }
      if (stack.estate.holds(arn)) broken.push(`${arn} was deleted although it was retained`);
      if (outside.holds(arn, { current: undefined, kept: stack.kept })) {
        broken.push(`${arn} was deleted, and was there before`);
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
      outside: this.outside,
      onRecordRead: (requestId) => {
        this.stack.noteRead(requestId, this.clock.now());
      },
      accept: (requestId, body) => {
        log(`answer to ${requestId}: ${body}`);
        (requestId.startsWith('other-') ? this.other : this.stack).accept(requestId, body);
      },
      log,
    });
  }

  log(line: string): void {
    this.journal.push(`${this.clock.now()}  ${line}`);
  }

  /** Resolves when the other resource of the stack fails, which may be at any point between two calls. */
  otherFailure(): Promise<void> {
    return this.happening('the other resource', 'fails', () => !this.stack.awaitsOther);
  }

  /**
   * Resolves at any point between two calls of the function, or never.
   *
   * @param isAbsent - whether it cannot happen for now
   */
  happening(actor: string, action: string, isAbsent = (): boolean => false): Promise<void> {
    return new Promise((resolve) => {
      const proceed = (): void => {
        resolve();
      };
      this.#happenings.set(actor, { choice: { actor, action, isCrash: false }, proceed, isAbsent });
    });
  }

  /** Lets the run go on until this is over, too. */
  meanwhile(work: Promise<void>): void {
    this.#meanwhile.push(work);
  }

  /** Lets things happen until they are over, in the order that is chosen. */
  async play(chooser: Chooser, act: () => Promise<void>, crashes: boolean): Promise<void> {
    this.#isVaried = true;
    let isCrashLeft = crashes;
    let isTimePassing = false;
    const state = { isOver: false };
    const run = act()
      .then(() => Promise.all(this.#meanwhile))
      .then(() => this.fn.waitUntilIdle())
      .finally(() => {
        state.isOver = true;
      });
    for (;;) {
      await settleDown();
      if (state.isOver) break;
      const calls = [...this.#calls.values()];
      const happenings = [...this.#happenings.values()].filter(({ isAbsent }) => isAbsent?.() !== true);
      if (calls.length > 0) isTimePassing = false;
      const isSomeoneAsleep = calls.length === 0 && this.fn.isBusy;
      if ((isTimePassing && isSomeoneAsleep) || calls.length + happenings.length === 0) continue;
      const chosen = chooser.choose([
        ...calls.flatMap(({ choice }) => (isCrashLeft ? [choice, { ...choice, isCrash: true }] : [choice])),
        ...happenings.map(({ choice }) => choice),
        ...(isSomeoneAsleep ? [TIME_PASSES] : []),
      ]);
      isTimePassing = chosen.actor === TIME_PASSES.actor;
      if (isTimePassing) continue;
      this.#proceed(chosen);
      if (chosen.isCrash) isCrashLeft = false;
    }
    await run;
  }

  #proceed({ actor, action, isCrash }: Choice): void {
    // What happens first has the earlier time.
    this.clock.tick(TURN_MS);
    const waiting = this.#calls.get(actor) ?? this.#happenings.get(actor);
    this.#calls.delete(actor);
    this.#happenings.delete(actor);
    this.log(`>>> ${actor}: ${action}${isCrash ? ', then it dies' : ''}`);
    waiting?.proceed(isCrash ? 'crash after' : undefined);
  }

  #waitForTurn(action: CallSite, actor: string): Promise<FaultKind | undefined> {
    if (!this.#isVaried) return Promise.resolve(undefined);
    // Time stands still until it was someone's turn.
    return this.clock.track(
      () =>
        new Promise((resolve) => {
          this.#calls.set(actor, { choice: { actor, action, isCrash: false }, proceed: resolve });
        }),
    );
  }
}

/** Lets everybody run until they wait for their turn, for time to pass, or for nothing. */
function settleDown(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
