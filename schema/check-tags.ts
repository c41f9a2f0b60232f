import { unexpectedValue, type Problem } from './problem';
import { IVS_MAX_TAGS, MAX_TAGS, OWNER_TAG_PREFIX } from './tags';
import { isRecord, UNRESOLVED, type IsUnresolved } from './unresolved-value';

const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

interface Entry {
  readonly keyPath: string;
  readonly valuePath: string;
  readonly key: unknown;
  readonly value: unknown;
}

/**
 * Checks tags in either form and returns them as a map without unresolved entries.
 *
 * @param problems - receives the problems
 */
export function checkTags(path: string, tags: unknown, problems: Problem[], isUnresolved: IsUnresolved): unknown {
  const entries = readEntries(path, tags, problems, isUnresolved);
  if (entries === undefined) return undefined;
  const checked = new Map<string, string>();
  for (const entry of entries) checkEntry(entry, checked, problems, isUnresolved);
  if (entries.length > MAX_TAGS) {
    const expected = `at most ${MAX_TAGS}: IVS allows ${IVS_MAX_TAGS} and ${IVS_MAX_TAGS - MAX_TAGS} are owner tags`;
    problems.push({ path, text: `${path} has ${entries.length} tags: expected ${expected}.` });
  }
  return Object.fromEntries(checked);
}

function readEntries(
  path: string,
  tags: unknown,
  problems: Problem[],
  isUnresolved: IsUnresolved,
): readonly Entry[] | undefined {
  if (isRecord(tags)) {
    return Object.entries(tags).map(([key, value]) => {
      const where = `${path}.${key}`;
      return { keyPath: `The key of ${where}`, valuePath: where, key, value };
    });
  }
  if (!Array.isArray(tags)) {
    problems.push(unexpectedValue(path, tags, 'a list of objects with Key and Value, or a map'));
    return undefined;
  }
  return tags.flatMap((tag: unknown, index): Entry[] => {
    const where = `${path}[${index}]`;
    const paths = { keyPath: `${where}.Key`, valuePath: `${where}.Value` };
    if (isUnresolved(tag)) return [{ ...paths, key: UNRESOLVED, value: UNRESOLVED }];
    if (isRecord(tag) && Object.keys(tag).every((name) => name === 'Key' || name === 'Value')) {
      return [{ ...paths, key: tag.Key, value: tag.Value }];
    }
    problems.push(unexpectedValue(where, tag, 'an object with Key and Value and nothing else'));
    return [];
  });
}

function checkEntry(entry: Entry, checked: Map<string, string>, problems: Problem[], isUnresolved: IsUnresolved): void {
  const isUnknown = (part: unknown): boolean => part === UNRESOLVED || isUnresolved(part);
  const value = toText(entry.value);
  if (!isUnknown(entry.value) && (value === undefined || !VALUE.test(value))) {
    problems.push(unexpectedValue(entry.valuePath, entry.value, `a tag value: at most 256 characters: ${CHARACTERS}`));
  }
  if (isUnknown(entry.key)) return;
  const key = toText(entry.key);
  if (key === undefined || !KEY.test(key)) {
    problems.push(unexpectedValue(entry.keyPath, entry.key, `a tag key: 1 to 128 characters: ${CHARACTERS}`));
  } else if (/^aws:/i.test(key)) {
    problems.push(unexpectedValue(entry.keyPath, key, 'a key that does not start with aws:, which AWS reserves'));
  } else if (key.startsWith(OWNER_TAG_PREFIX)) {
    const expected = `a key that does not start with ${OWNER_TAG_PREFIX}, which is the prefix of the owner tags`;
    problems.push(unexpectedValue(entry.keyPath, key, expected));
  } else if (checked.has(key)) {
    problems.push(unexpectedValue(entry.keyPath, key, 'each key once'));
  } else {
    checked.set(key, value ?? '');
  }
}

/**
 * Converts a scalar to text. CloudFormation sends every scalar as a string, but a template may contain `2026` or
 * `true`.
 */
function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
