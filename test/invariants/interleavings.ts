import { ChoiceTree } from './choice-tree';
import { findViolations } from './invariants';
import { RandomWalk, type Chooser } from './random-walk';
import { createRandom } from './random';
import { Simulation, type SimulationOptions } from './simulation';
import { areIndependent } from './independence';

/** Events of a resource that run concurrently. */
export interface Scenario extends SimulationOptions {
  readonly title: string;
  /**
   * How many interleavings it has. Default: few enough to run all of them, with and without a crash.
   *
   * - `large`: only `npm run test:interleavings` runs those with a crash
   * - `huge`: only `npm run test:interleavings` runs all of them, and those with a crash as a sample
   * - `unbounded`: only a sample runs
   */
  readonly size?: 'large' | 'huge' | 'unbounded';
  /** Whether the function can crash. Default: it can. */
  readonly canCrash?: false;
  /** Brings the stack into its initial state. The order of these calls is fixed. */
  readonly prepare: (simulation: Simulation) => Promise<void>;
  readonly run: (simulation: Simulation) => Promise<void>;
  /** Default: checks all invariants. */
  readonly findViolations?: (simulation: Simulation) => readonly string[];
}

export interface Exploration {
  /** How many distinct interleavings ran. */
  readonly count: number;
  /** The first violation, with its trace; undefined if there is none. */
  readonly counterexample: string | undefined;
}

export interface ExplorationOptions {
  /** Whether the function can crash, once, after any of its calls. */
  readonly hasCrash: boolean;
  /** Whether the ARN of a later configuration sorts after or before the ARN of an earlier one. */
  readonly arnOrder: 'ascending' | 'descending';
  /**
   * Whether partial-order reduction is on: interleavings that differ only in the order of independent steps run once.
   * Default: every interleaving runs.
   */
  readonly isReduced?: boolean;
}

/** Runs every interleaving of the calls of the scenario. */
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

/** Runs a random sample of the interleavings, some of them with a crash. */
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
  let count = 0;
  return (length) => {
    count += 1;
    return String(arnOrder === 'ascending' ? count : 10 ** 6 - count).padStart(length, '0');
  };
}
