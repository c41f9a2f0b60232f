export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Formats a scalar as CloudFormation does; undefined if the value is not a scalar. */
export function printScalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** Converts every scalar at any depth to a string, as custom resources receive them. */
export function stringifyScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyScalars);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stringifyScalars(item)]));
  }
  return printScalar(value) ?? value;
}

/** Deep equality as in an update: `60` equals `"60"`, and the order of keys does not matter. */
export function areSameProperties(left: unknown, right: unknown): boolean {
  return canonicalize(left) === canonicalize(right);
}

function canonicalize(value: unknown): string {
  return JSON.stringify(stringifyScalars(value), (_key, item: unknown) =>
    isObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)))
      : item,
  );
}
