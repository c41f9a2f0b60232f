import { ChoiceTree } from './choice-tree';
import { findViolations } from './invariants';
import { RandomWalk, type Chooser } from './random-walk';
import { createRandom } from './random';
import { Simulation, type SimulationOptions } from './simulation';
import { areIndependent } from './independence';

/** Events that can overlap. */
export interface Scenario extends SimulationOptions {
  readonly title: string;
  /**
   * How many orders it has. Default: so few that each of them is run, with and without a crash.
   *
   * - `large`: a crash at every point is tried on request only
   * - `huge`: without a crash, too, they are run on request only
   * - `endless`: a sample is run, and no more
   */
  readonly size?: 'large' | 'huge' | 'unbounded';
  /** Default: a crash is tried. */
  readonly canCrash?: false;
  /** Brings the stack to where it starts; the order of calls is not varied here. */
  readonly prepare: (simulation: Simulation) => Promise<void>;
  readonly run: (simulation: Simulation) => Promise<void>;
  /** Default: all of them have to hold. */
  readonly findViolations?: (simulation: Simulation) => readonly string[];
}

export interface Exploration {
  /** How many different orders were run. */
  readonly count: number;
  /** The first order that broke a law, with what happened; undefined if none did. */
  readonly counterexample: string | undefined;
}

export interface ExplorationOptions {
  /** Also lets the function die once, after any one of its calls. */
  readonly hasCrash: boolean;
  /** Whether a later configuration's ARN sorts after or before an earlier one's. */
  readonly arnOrder: 'ascending' | 'descending';
  /**
   * Runs orders once that differ only in calls which do not touch each other, since they lead to the same states.
   * Default: every order is run.
   */
  readonly isReduced?: boolean;
}

/** Runs every order in which the calls of the overlapping events can reach AWS. */
export async function exploreInterleavings(scenario: Scenario, options: ExplorationOptions): Promise<Exploration> {
  const tree = new ChoiceTree(options.isReduced === true ? areIndependent : () => false);
  let count = 0;
  do {
    const counterexample = await runInterleaving(scenario, options, tree);
    if (!tree.isRedundant) count += 1;
    if (counterexample !== undefined) return { count, counterexample };
  } while (tree.advance());
  return { count, counterexample: undefined };
}

/** Runs some of the orders, drawn at random, some of them with a crash: where there are too many to run each of them. */
export async function sampleInterleavings(
  scenario: Scenario,
  { arnOrder, runs, seed }: Pick<ExplorationOptions, 'arnOrder'> & { readonly runs: number; readonly seed: number },
): Promise<Exploration> {
  const random = createRandom(seed);
  const hasCrash = scenario.canCrash !== false;
  for (let count = 1; count <= runs; count += 1) {
    const counterexample = await runInterleaving(scenario, { hasCrash, arnOrder }, new RandomWalk(random));
    if (counterexample !== undefined) return { count, counterexample };
  }
  return { count: runs, counterexample: undefined };
}

async function runInterleaving(
  scenario: Scenario,
  { hasCrash, arnOrder }: Pick<ExplorationOptions, 'hasCrash' | 'arnOrder'>,
  chooser: Chooser,
): Promise<string | undefined> {
  const simulation = new Simulation(scenario, createOrderedIds(arnOrder));
  const { stack, externalState } = simulation;
  await scenario.prepare(simulation);
  await simulation.fn.waitUntilIdle();
  externalState.attachChannels(stack.current);
  externalState.saveChannels(stack.current);
  await simulation.run(chooser, () => scenario.run(simulation), hasCrash);
  const violations = [...simulation.violations, ...(scenario.findViolations ?? findAllViolations)(simulation)];
  return violations.length === 0 ? undefined : `${violations.join('\n')}\n\n${simulation.trace.join('\n')}`;
}

function findAllViolations({ stack, other, account, externalState }: Simulation): readonly string[] {
  return [...stack.violations, ...other.violations, ...findViolations(stack, account, externalState, [other])];
}

function createOrderedIds(arnOrder: ExplorationOptions['arnOrder']): (length: number) => string {
  let made = 0;
  return (length) => {
    made += 1;
    return String(arnOrder === 'ascending' ? made : 10 ** 6 - made).padStart(length, '0');
  };
}
