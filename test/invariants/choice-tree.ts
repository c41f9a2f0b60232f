/** One thing that can happen next: who does what. */
export interface Choice {
  readonly actor: string;
  readonly action: string;
  readonly isCrash: boolean;
}

interface ChoicePoint {
  /** What can happen here, less what only repeats an order that was seen before. */
  readonly choices: readonly Choice[];
  chosen: number;
  /** Choices that need not be made here: an earlier branch led to the same states. */
  readonly sleepSet: readonly Choice[];
}

/** Whether the order of two things matters to nobody. */
export type IndependenceRelation = (one: Choice, other: Choice) => boolean;

function isSameChoice(one: Choice, other: Choice): boolean {
  return one.actor === other.actor && one.action === other.action && one.isCrash === other.isCrash;
}

/**
 * Enumerates all orders in which things can happen, one order a run, depth first: each run repeats the choices of the
 * one before up to the last fork that has a branch left. Orders that differ only in things which do not touch each other
 * lead to the same states, and are run once (sleep sets, https://doi.org/10.1007/3-540-60761-7).
 */
export class ChoiceTree {
  #choicePoints: ChoicePoint[] = [];
  #depth = 0;
  #isRedundant = false;

  constructor(readonly areIndependent: IndependenceRelation) {}

  /** Whether this run turned out to repeat one that was made before. */
  get isRedundant(): boolean {
    return this.#isRedundant;
  }

  /** Chooses for the run under way. */
  choose(enabled: readonly Choice[]): Choice {
    const [first] = enabled;
    if (first === undefined) throw new Error('There is nothing to choose from');
    if (this.#isRedundant) return first;
    const known = this.#choicePoints[this.#depth];
    if (known !== undefined) {
      const choice = known.choices[known.chosen];
      if (choice === undefined || !enabled.some((other) => isSameChoice(choice, other))) {
        throw new Error('A run did not repeat the one before: something in it is left to chance');
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

  /** Goes to the next order; false when there is none. */
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

  /** What was tried at the fork before, or asleep there already, and does not touch what was chosen there. */
  #inheritSleepSet(): readonly Choice[] {
    const before = this.#choicePoints.at(-1);
    const chosen = before?.choices[before.chosen];
    if (before === undefined || chosen === undefined) return [];
    const attempted = before.choices.slice(0, before.chosen);
    return [...before.sleepSet, ...attempted].filter((choice) => this.areIndependent(choice, chosen));
  }
}
