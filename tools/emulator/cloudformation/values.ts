export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A scalar as CloudFormation prints it into a string; undefined for anything that is no scalar. */
export function printScalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** Custom resources receive every scalar as a string, however deep it lies. */
export function stringifyScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyScalars);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stringifyScalars(item)]));
  }
  return printScalar(value) ?? value;
}

/** Deep equality as an update sees it: `60` and `"60"` are the same, and so are two orders of the same keys. */
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
