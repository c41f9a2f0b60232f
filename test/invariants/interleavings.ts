import { ChoiceTree } from './choice-tree';
import { findBrokenLaws } from './invariants';
import { RandomWalk, type Chooser } from './random-walk';
import { createRandom } from './random';
import { Stage, type StageOptions } from './simulation';
import { areIndependent } from './independence';

/** Events that can overlap. */
export interface Overlap extends StageOptions {
  readonly title: string;
  /**
   * How many orders it has. Default: so few that each of them is run, with and without a crash.
   *
   * - `large`: a crash at every point is tried on request only
   * - `huge`: without a crash, too, they are run on request only
   * - `endless`: a sample is run, and no more
   */
  readonly size?: 'large' | 'huge' | 'endless';
  /** Default: a crash is tried. */
  readonly survivesCrash?: false;
  /** Brings the stack to where it starts; the order of calls is not varied here. */
  readonly prepare: (stage: Stage) => Promise<void>;
  readonly act: (stage: Stage) => Promise<void>;
  /** Default: all of them have to hold. */
  readonly findBrokenLaws?: (stage: Stage) => readonly string[];
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

/** Runs every order in which the calls of the overlapping events can reach AWS. */
export async function exploreInterleavings(overlap: Overlap, options: ExplorationOptions): Promise<Exploration> {
  const tree = new ChoiceTree(options.reduces === true ? areIndependent : () => false);
  let count = 0;
  do {
    const broken = await runOnce(overlap, options, tree);
    if (!tree.isRepetition) count += 1;
    if (broken !== undefined) return { count, broken };
  } while (tree.advance());
  return { count, broken: undefined };
}

/** Runs some of the orders, drawn at random, some of them with a crash: where there are too many to run each of them. */
export async function sampleInterleavings(
  overlap: Overlap,
  { arns, runs, seed }: Pick<ExplorationOptions, 'arns'> & { readonly runs: number; readonly seed: number },
): Promise<Exploration> {
  const random = createRandom(seed);
  const crashes = overlap.survivesCrash !== false;
  for (let count = 1; count <= runs; count += 1) {
    const broken = await runOnce(overlap, { crashes, arns }, new RandomWalk(random));
    if (broken !== undefined) return { count, broken };
  }
  return { count: runs, broken: undefined };
}

async function runOnce(
  overlap: Overlap,
  { crashes, arns }: Pick<ExplorationOptions, 'crashes' | 'arns'>,
  chooser: Chooser,
): Promise<string | undefined> {
  const stage = new Stage(overlap, createOrderedIds(arns));
  const { stack, outside } = stage;
  await overlap.prepare(stage);
  await stage.fn.waitUntilIdle();
  outside.attach(stack.current);
  outside.remember(stack.current);
  await stage.play(chooser, () => overlap.act(stage), crashes);
  const broken = [...stage.broken, ...(overlap.findBrokenLaws ?? findAnyBrokenLaw)(stage)];
  return broken.length === 0 ? undefined : `${broken.join('\n')}\n\n${stage.journal.join('\n')}`;
}

function findAnyBrokenLaw({ stack, other, account, outside }: Stage): readonly string[] {
  return [...stack.violations, ...other.violations, ...findBrokenLaws(stack, account, outside, [other])];
}

function createOrderedIds(arns: ExplorationOptions['arns']): (length: number) => string {
  let made = 0;
  return (length) => {
    made += 1;
    return String(arns === 'ascending' ? made : 10 ** 6 - made).padStart(length, '0');
  };
}
