import type { MessageCode } from './messages';

/** One problem with the properties of a resource. */
export interface Problem {
  /** The property path: `ThumbnailConfiguration.TargetIntervalSeconds`. */
  readonly path: string;
  /** A complete sentence with the property, its value and the expected value. */
  readonly text: string;
  /** The code of the message; undefined for InvalidProperties. */
  readonly code?: MessageCode;
}

const MAX_VALUE_LENGTH = 100;

/** Returns a value as JSON for error messages, truncated if it is long. */
export function describeValue(value: unknown): string {
  const text = toJson(value);
  if (text === undefined) return String(value);
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
}

/**
 * Returns the beginning of a value's JSON, longer than {@link MAX_VALUE_LENGTH} if the JSON is longer. JSON.stringify
 * alone throws a RangeError for a value with thousands of nested levels.
 */
function toJson(value: unknown): string | undefined {
  const depths = new WeakMap<object, number>();
  return JSON.stringify(value, function (this: object, _key, inner: unknown) {
    const depth = (depths.get(this) ?? 0) + 1;
    // Every level adds at least one bracket, so deeper levels are truncated anyway.
    if (depth > MAX_VALUE_LENGTH) return null;
    if (typeof inner === 'object' && inner !== null) depths.set(inner, depth);
    return inner;
  });
}

/** Returns the problem of a property with an unexpected value. */
export function unexpectedValue(path: string, value: unknown, expected: string): Problem {
  return { path, text: `${path} is ${describeValue(value)}: expected ${expected}.` };
}

/** Formats all problems as one text, numbered if there is more than one, so that they can be fixed together. */
export function formatProblems(problems: readonly Problem[]): string {
  const [first] = problems;
  if (problems.length <= 1) return first?.text ?? '';
  return `${problems.length} problems: ${problems.map((problem, index) => `(${index + 1}) ${withOwnCode(problem)}`).join(' ')}`;
}

function withOwnCode({ text, code }: Problem): string {
  return code === undefined ? text : `${code}: ${text}`;
}
