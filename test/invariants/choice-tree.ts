/** A step that can come next: an actor and its action. */
export interface Choice {
  readonly actor: string;
  readonly action: string;
  readonly isCrash: boolean;
}

interface ChoicePoint {
  /** The enabled steps, without those in the sleep set. */
  readonly choices: readonly Choice[];
  chosen: number;
  /** Steps that need no exploration here: an earlier branch reaches the same states. */
  readonly sleepSet: readonly Choice[];
}

/** Whether two steps are independent: both orders lead to the same state. */
export type IndependenceRelation = (one: Choice, other: Choice) => boolean;

function isSameChoice(one: Choice, other: Choice): boolean {
  return one.actor === other.actor && one.action === other.action && one.isCrash === other.isCrash;
}

/**
 * Enumerates all interleavings depth first, one per run. Each run repeats the choices of the previous run up to the last
 * choice point that has a branch left. Interleavings that differ only in the order of independent steps lead to the same
 * states and run once (partial-order reduction with sleep sets, https://doi.org/10.1007/3-540-60761-7).
 */
export class ChoiceTree {
  #choicePoints: ChoicePoint[] = [];
  #depth = 0;
  #isRedundant = false;

  constructor(readonly areIndependent: IndependenceRelation) {}

  /** Whether this run is equivalent to an earlier one. */
  get isRedundant(): boolean {
    return this.#isRedundant;
  }

  /** Chooses the next step of the current run. */
  choose(enabled: readonly Choice[]): Choice {
    const [first] = enabled;
    if (first === undefined) throw new Error('No step is enabled');
    if (this.#isRedundant) return first;
    const known = this.#choicePoints[this.#depth];
    if (known !== undefined) {
      const choice = known.choices[known.chosen];
      if (choice === undefined || !enabled.some((other) => isSameChoice(choice, other))) {
        throw new Error('The run did not repeat the choices of the previous run. The simulation is not deterministic.');
      }
      this.#depth += 1;
      return choice;
    }
    const sleepSet = this.#inheritSleepSet();
    const choices = enabled.filter((choice) => !sleepSet.some((other) => isSameChoice(choice, other)));
    const [next] = choices;
    if (next === undefined) {
      this.#isRedundant = true;
      return first;
    }
    this.#choicePoints.push({ choices, chosen: 0, sleepSet });
    this.#depth += 1;
    return next;
  }

  /** Moves on to the next interleaving. Returns false if there is none. */
  advance(): boolean {
    this.#depth = 0;
    this.#isRedundant = false;
    for (
      let choicePoint = this.#choicePoints.at(-1);
      choicePoint !== undefined;
      choicePoint = this.#choicePoints.at(-1)
    ) {
      choicePoint.chosen += 1;
      if (choicePoint.chosen < choicePoint.choices.length) return true;
      this.#choicePoints.pop();
    }
    return false;
  }

  /** The sleep set and the explored steps of the previous choice point that are independent of its current choice. */
  #inheritSleepSet(): readonly Choice[] {
    const previous = this.#choicePoints.at(-1);
    const chosen = previous?.choices[previous.chosen];
    if (previous === undefined || chosen === undefined) return [];
    const explored = previous.choices.slice(0, previous.chosen);
    return [...previous.sleepSet, ...explored].filter((choice) => this.areIndependent(choice, chosen));
  }
}
