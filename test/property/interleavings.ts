import { IvsAccount } from '../../local/ivs/account';
import { VirtualClock } from '../support/virtual-clock';
import { ChoiceTree, type Choice } from './choices';
import { FaultPlan, type CallSite, type FaultKind } from './fault';
import { findBrokenLaws, watchDeletions } from './laws';
import { SimulatedFunction, type SimulatedEvent } from './simulated-function';
import { SimulatedStack } from './simulated-stack';

/** What a pair of overlapping events works with. */
export interface Stage {
  readonly stack: SimulatedStack;
  readonly fn: SimulatedFunction;
  /** Every event that was sent so far. */
  readonly sent: readonly SimulatedEvent[];
  /** Resolves when the other resource fails, which may be at any point between two calls. */
  readonly otherFailure: Promise<void>;
  /** Lets events be delivered twice from now on, the second time at once. */
  duplicate: boolean;
}

/** A pair of events that can overlap. */
export interface Overlap {
  readonly title: string;
  /** It has so many orders that they are run on request only. */
  readonly isLarge?: boolean;
  /** Brings the stack to where it starts; the order of calls is not varied here. */
  readonly prepare: (stage: Stage) => Promise<void>;
  readonly act: (stage: Stage) => Promise<void>;
}

export interface Exploration {
  /** How many different orders were run. */
  readonly count: number;
  /** The first order that broke a law, with what happened; undefined if none did. */
  readonly broken: string | undefined;
}

export interface ExplorationOptions {
  /** Also lets the function die once, after any one of its calls. */
  readonly crashes: boolean;
  /** Whether a later configuration's ARN sorts after or before an earlier one's. */
  readonly arns: 'ascending' | 'descending';
  /**
   * Runs orders once that differ only in calls which do not touch each other, since they lead to the same states.
   * Default: every order is run.
   */
  readonly reduces?: boolean;
}

const OTHER = 'the other resource';

/** What a call touches: calls that only read do not touch each other, nor do calls to different services. */
const TOUCHES: Readonly<Record<string, { readonly service: string; readonly isWrite: boolean }>> = {
  create: { service: 'ivs', isWrite: true },
  delete: { service: 'ivs', isWrite: true },
  addTags: { service: 'ivs', isWrite: true },
  removeTags: { service: 'ivs', isWrite: true },
  setRecording: { service: 'ivs', isWrite: true },
  get: { service: 'ivs', isWrite: false },
  listUsing: { service: 'ivs', isWrite: false },
  isLive: { service: 'ivs', isWrite: false },
  findBucket: { service: 's3', isWrite: false },
  list: { service: 'ivs', isWrite: false },
  describeResource: { service: 'cloudformation', isWrite: false },
  describeStatus: { service: 'cloudformation', isWrite: false },
  describeGoal: { service: 'cloudformation', isWrite: false },
  answer: { service: 'cloudformation', isWrite: true },
  fails: { service: 'cloudformation', isWrite: true },
};

function areIndependent(one: Choice, other: Choice): boolean {
  if (one.actor === other.actor) return false;
  const [a, b] = [TOUCHES[one.action], TOUCHES[other.action]];
  if (a === undefined || b === undefined) return false;
  return a.service !== b.service || (!a.isWrite && !b.isWrite);
}

/** Runs every order in which the calls of the overlapping events can reach AWS. */
export async function exploreInterleavings(overlap: Overlap, options: ExplorationOptions): Promise<Exploration> {
  const tree = new ChoiceTree(options.reduces === true ? areIndependent : () => false);
  let count = 0;
  do {
    const outcome = await runOnce(overlap, options, tree);
    if (!tree.isRepetition) count += 1;
    if (outcome !== undefined) return { count, broken: outcome };
  } while (tree.advance());
  return { count, broken: undefined };
}

interface Waiting {
  readonly choice: Choice;
  readonly proceed: (fault: FaultKind | undefined) => void;
}

async function runOnce(
  overlap: Overlap,
  { crashes, arns }: ExplorationOptions,
  tree: ChoiceTree,
): Promise<string | undefined> {
  const clock = new VirtualClock();
  const journal: string[] = [];
  const broken: string[] = [];
  const log = (line: string): void => {
    journal.push(`${clock.now()}  ${line}`);
  };
  const account = new IvsAccount({ clock, timeToActiveMs: 0, ids: createOrderedIds(arns) });
  const waiting = new Map<string, Waiting>();
  let isVaried = false;
  let isCrashLeft = crashes;

  const gate = (action: CallSite, actor: string): Promise<FaultKind | undefined> =>
    isVaried
      ? clock.track(
          () =>
            new Promise((resolve) => {
              waiting.set(actor, { choice: { actor, action, isCrash: false }, proceed: resolve });
            }),
        )
      : Promise.resolve(undefined);

  const sent: SimulatedEvent[] = [];
  const stack: SimulatedStack = new SimulatedStack({
    clock,
    log,
    send: (event) => {
      sent.push(event);
      fn.deliver(event);
      if (stage.duplicate) fn.deliver(event);
    },
  });
  watchDeletions(account, (arn) => {
    log(`IVS deletes ${arn}`);
    if (stack.isReferenced(arn)) broken.push(`${arn} was deleted while the stack still had it`);
  });
  const fn = new SimulatedFunction({
    network: { clock, random: () => 0.5, faults: new FaultPlan([]), gate },
    account,
    records: stack,
    accept: (requestId, body) => {
      log(`answer to ${requestId}: ${body}`);
      stack.accept(requestId, body);
    },
    log,
  });
  const stage: Stage = {
    stack,
    fn,
    sent,
    duplicate: false,
    otherFailure: new Promise((resolve) => {
      waiting.set(OTHER, {
        choice: { actor: OTHER, action: 'fails', isCrash: false },
        proceed: () => {
          resolve();
        },
      });
    }),
  };

  await overlap.prepare(stage);
  await fn.waitUntilIdle();
  isVaried = true;
  const state = { isOver: false };
  const run = overlap
    .act(stage)
    .then(() => fn.waitUntilIdle())
    .finally(() => {
      state.isOver = true;
    });
  while (!state.isOver) {
    await settleDown();
    // A failure of the other resource that nobody waits for is no choice.
    const enabled = [...waiting.values()].filter(({ choice }) => choice.actor !== OTHER || stack.awaitsOther);
    if (enabled.length === 0) continue;
    const choices = enabled.flatMap(({ choice }) => [
      choice,
      ...(isCrashLeft && choice.actor !== OTHER ? [{ ...choice, isCrash: true }] : []),
    ]);
    const chosen = tree.choose(choices);
    const next = waiting.get(chosen.actor);
    waiting.delete(chosen.actor);
    if (chosen.isCrash) isCrashLeft = false;
    log(`>>> ${chosen.actor}: ${chosen.action}${chosen.isCrash ? ', then it dies' : ''}`);
    next?.proceed(chosen.isCrash ? 'crash after' : undefined);
  }
  await run;
  broken.push(...stack.violations, ...findBrokenLaws(stack.current, account.recordingConfigurations()));
  return broken.length === 0 ? undefined : `${broken.join('\n')}\n\n${journal.join('\n')}`;
}

/** Lets everybody run until they wait for their turn, for time to pass, or for nothing. */
function settleDown(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function createOrderedIds(arns: ExplorationOptions['arns']): (length: number) => string {
  let made = 0;
  return (length) => {
    made += 1;
    return String(arns === 'ascending' ? made : 10 ** 6 - made).padStart(length, '0');
  };
}
