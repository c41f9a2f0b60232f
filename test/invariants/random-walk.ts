import type { Choice } from './choice-tree';
import type { Random } from './random';

/** Chooses the next step of a run. */
export interface Chooser {
  choose(enabled: readonly Choice[]): Choice;
}

/** The approximate number of choices in a run. */
const TYPICAL_LENGTH = 80;
const MAX_PRIORITY_CHANGES = 3;

/**
 * A random interleaving by priorities, so that one event often runs as a whole during another. The actor with the highest
 * priority runs. At a few random steps its priority becomes the lowest (https://doi.org/10.1145/1736020.1736040). In some
 * of the runs an actor crashes at a random step, if a crash is enabled.
 */
export class RandomWalk implements Chooser {
  readonly #priorities = new Map<string, number>();
  readonly #priorityChanges: ReadonlySet<number>;
  readonly #crashStep: number;
  #step = 0;

  constructor(readonly random: Random) {
    const draw = (): number => Math.floor(random() * TYPICAL_LENGTH);
    this.#priorityChanges = new Set(Array.from({ length: 1 + Math.floor(random() * MAX_PRIORITY_CHANGES) }, draw));
    this.#crashStep = random() < 0.3 ? draw() : Infinity;
  }

  choose(enabled: readonly Choice[]): Choice {
    const [first] = enabled;
    if (first === undefined) throw new Error('No step is enabled');
    this.#step += 1;
    const pick = (): Choice =>
      enabled.reduce((best, choice) => (this.#priorityOf(choice) > this.#priorityOf(best) ? choice : best), first);
    if (this.#priorityChanges.has(this.#step)) this.#priorities.set(pick().actor, -this.#step);
    const { actor } = pick();
    const isCrash = this.#step >= this.#crashStep;
    const ofActor = enabled.filter((choice) => choice.actor === actor);
    return ofActor.find((choice) => choice.isCrash === isCrash) ?? ofActor[0] ?? first;
  }

  #priorityOf({ actor }: Choice): number {
    const known = this.#priorities.get(actor);
    if (known !== undefined) return known;
    const priority = this.random();
    this.#priorities.set(actor, priority);
    return priority;
  }
}
