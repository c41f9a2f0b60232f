import type { ProbeEnvironment } from './environment';

export type TargetName = 'aws' | 'emulator' | 'ministack';
export type Value = string | number | boolean | null | readonly Value[];

/** What is assumed of one value. A plain value must be equal. */
export type Expectation =
  | Value
  | { readonly atMost: number }
  | { readonly matches: string }
  /** Nothing is assumed: the value is only recorded. */
  | { readonly recorded: true };

/** A value that this target cannot show, and why. */
export interface Unseen {
  readonly unseen: string;
}

/** The names of an observation are those of the probe's assumptions. */
export type Observation = Readonly<Record<string, Value | Unseen>>;

/** One open question about AWS, and how to answer it. */
export interface Probe {
  /** Kebab-case; the name of the file, and of the probe in the documents. */
  readonly id: string;
  readonly question: string;
  readonly assumed: Readonly<Record<string, Expectation>>;
  /** The documents that state the assumption as not verified, from the project's root. */
  readonly documents: readonly string[];
  /** `live` needs a live stream, and the option `--live`. */
  readonly needs?: readonly 'live'[];
  /** The usual duration on AWS. */
  readonly minutes: number;
  /** Whether it runs after the others, alone: it uses up a quota. */
  readonly isExclusive?: boolean;
  /** The targets that cannot answer any part of the question, and why. */
  readonly cannot?: Partial<Readonly<Record<TargetName, string>>>;
  readonly run: (environment: ProbeEnvironment) => Promise<Observation>;
}

export type Outcome = 'as assumed' | 'differs' | 'not seen';

export interface Comparison {
  readonly name: string;
  readonly outcome: Outcome;
  readonly assumed: Expectation;
  readonly seen?: Value;
  /** Why it was not seen. */
  readonly reason?: string;
}

/** Compares an observation with the assumptions. A missing value differs. */
export function compare(assumed: Probe['assumed'], observation: Observation): readonly Comparison[] {
  const surplus = Object.keys(observation).filter((name) => !Object.hasOwn(assumed, name));
  if (surplus.length > 0) throw new Error(`No assumption for ${surplus.join(', ')}: add it to the probe's "assumed".`);
  return Object.entries(assumed).map(([name, expectation]) => {
    const value = observation[name];
    if (isUnseen(value)) return { name, outcome: 'not seen', assumed: expectation, reason: value.unseen };
    if (value === undefined) return { name, outcome: 'differs', assumed: expectation, seen: null };
    return {
      name,
      outcome: isAsAssumed(expectation, value) ? 'as assumed' : 'differs',
      assumed: expectation,
      seen: value,
    };
  });
}

export function isUnseen(value: unknown): value is Unseen {
  return typeof value === 'object' && value !== null && 'unseen' in value;
}

/** Formats an expectation for people. */
export function formatExpectation(expectation: Expectation): string {
  if (typeof expectation !== 'object' || expectation === null || Array.isArray(expectation))
    return JSON.stringify(expectation);
  if ('atMost' in expectation) return `at most ${expectation.atMost}`;
  if ('matches' in expectation) return `matches /${expectation.matches}/`;
  return 'nothing';
}

function isAsAssumed(expectation: Expectation, value: Value): boolean {
  if (typeof expectation === 'object' && expectation !== null) {
    if ('recorded' in expectation) return true;
    if ('atMost' in expectation) return typeof value === 'number' && value <= expectation.atMost;
    if ('matches' in expectation) return typeof value === 'string' && new RegExp(expectation.matches).test(value);
  }
  return JSON.stringify(expectation) === JSON.stringify(value);
}
