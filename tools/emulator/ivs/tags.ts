import { IvsError } from './ivs-error';

export type Tags = Readonly<Record<string, string>>;

/** The maximum number of tags of a resource. */
export const MAX_TAGS = 50;

export function mergeTags(current: Tags, added: Tags): Tags {
  const merged = new Map([...Object.entries(current), ...Object.entries(added)]);
  if (merged.size > MAX_TAGS) {
    throw new IvsError(
      'ValidationException',
      `tags: the resource would have ${merged.size} tags, expected at most ${MAX_TAGS}`,
    );
  }
  return toTags(merged);
}

/** Keys that the resource does not have are ignored, as in the service. */
export function removeTags(current: Tags, keys: readonly string[]): Tags {
  const removed = new Set(keys);
  return toTags(Object.entries(current).filter(([key]) => !removed.has(key)));
}

/** Uses fromEntries because `__proto__` is a valid tag key. */
export function toTags(entries: Iterable<readonly [string, string]>): Tags {
  return Object.freeze(Object.fromEntries(entries));
}
