/** A JSON object whose members are not checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns the value as an object; an empty one if it is not an object. */
export function toObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value as a list; an empty one if it is not a list. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Returns the text; undefined if it is empty or not a text. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
