/** One thing wrong with the properties of a resource. */
export interface Problem {
  /** Where, with dots: `ThumbnailConfiguration.TargetIntervalSeconds`. */
  readonly path: string;
  /** A whole sentence: which property, which value, what was expected. */
  readonly text: string;
}

const MAX_VALUE_LENGTH = 100;

/** A value as error texts show it: JSON, cut where it would crowd out the rest. */
export function describeValue(value: unknown): string {
  const text = toJson(value);
  if (text === undefined) return String(value);
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
}

/**
 * The beginning of a value's JSON, longer than {@link MAX_VALUE_LENGTH} if the whole is. JSON.stringify by itself recurses as
 * deep as the value is nested, and throws a RangeError where that is some thousand levels.
 */
function toJson(value: unknown): string | undefined {
  const depths = new WeakMap<object, number>();
  return JSON.stringify(value, function (this: object, _key, inner: unknown) {
    const depth = (depths.get(this) ?? 0) + 1;
    // Each level has a bracket before it, so what is below this one is beyond the cut.
    if (depth > MAX_VALUE_LENGTH) return null;
    if (typeof inner === 'object' && inner !== null) depths.set(inner, depth);
    return inner;
  });
}

/** The problem of a property whose value is not what was expected. */
export function unexpectedValue(path: string, value: unknown, expected: string): Problem {
  return { path, text: `${path} is ${describeValue(value)}: expected ${expected}.` };
}

/** All problems as one text: a single one as it is, several numbered, since a person fixes them in one go. */
export function formatProblems(problems: readonly Problem[]): string {
  const [first] = problems;
  if (problems.length <= 1) return first?.text ?? '';
  return `${problems.length} problems: ${problems.map(({ text }, index) => `(${index + 1}) ${text}`).join(' ')}`;
}
