/** One thing wrong with the properties of a resource. */
export interface Problem {
  /** Where, with dots: `ThumbnailConfiguration.TargetIntervalSeconds`. */
  readonly path: string;
  /** A whole sentence: which property, which value, what was expected. */
  readonly text: string;
}

const LONGEST_VALUE = 100;

/** A value as error texts show it: JSON, cut where it would crowd out the rest. */
export function describeValue(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return String(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** The problem of a property whose value is not what was expected. */
export function unexpectedValue(path: string, value: unknown, expected: string): Problem {
  return { path, text: `${path} is ${describeValue(value)}: expected ${expected}.` };
}

/** All problems as one text: a single one as it is, several numbered, since a person mends them in one go. */
export function formatProblems(problems: readonly Problem[]): string {
  const [first] = problems;
  if (problems.length <= 1) return first?.text ?? '';
  return `${problems.length} problems: ${problems.map(({ text }, index) => `(${index + 1}) ${text}`).join(' ')}`;
}
