import type { Node } from 'constructs';
import { formatMessage } from '../../schema/messages';
import { findNearestName } from '../../schema/nearest-name';

/** The context values (`-c key=value`, or `context` in cdk.json) of the example stack. */
export interface ExampleContext {
  /** The bucket name; undefined to let CloudFormation generate it. */
  readonly bucketName?: string;
  /** The name of the recording configuration; undefined for none. */
  readonly configurationName?: string;
  /** The time between two thumbnails in seconds; undefined for the default of IVS. */
  readonly thumbnailInterval?: number;
  /** The tags of the recording configuration. */
  readonly tags: Readonly<Record<string, string>>;
}

/** All keys of the example. */
export const EXAMPLE_CONTEXT_KEYS: readonly string[] = [
  'bucketName',
  'configurationName',
  'thumbnailInterval',
  'tags',
] satisfies (keyof ExampleContext)[];

/**
 * Reads the context of the example stack. An empty value such as `-c bucketName=` counts as absent.
 *
 * @throws if a value has the wrong format or a key is misspelled. The construct checks the bounds.
 */
export function readExampleContext(node: Node): ExampleContext {
  const read = (key: string): unknown => {
    const value: unknown = node.tryGetContext(key);
    return value === '' || value === null ? undefined : value;
  };
  for (const key of Object.keys(node.getAllContext() as object)) checkKey(key);
  return {
    bucketName: readText('bucketName', read('bucketName'), 'my-recordings'),
    configurationName: readText('configurationName', read('configurationName'), 'my-configuration'),
    thumbnailInterval: readSeconds('thumbnailInterval', read('thumbnailInterval')),
    tags: readTags('tags', read('tags')),
  };
}

/** Unrelated keys may have another purpose, such as a feature flag. */
function checkKey(key: string): void {
  const nearest = EXAMPLE_CONTEXT_KEYS.includes(key) ? undefined : findNearestName(key, EXAMPLE_CONTEXT_KEYS);
  if (nearest === undefined) return;
  throw new Error(formatMessage('UnknownContextKey', { key, nearest }));
}

function readText(key: string, value: unknown, example: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw unexpected(key, value, 'a string', example);
}

function readSeconds(key: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0) return seconds;
  throw unexpected(key, value, 'a whole number of seconds', '30');
}

function readTags(key: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const entries = typeof value === 'string' ? readTagText(value) : readTagObject(value);
  if (entries === undefined) {
    throw unexpected(key, value, 'pairs of key and value, or a JSON object of strings', 'team=video,stage=test');
  }
  return Object.fromEntries(entries);
}

function readTagText(text: string): readonly (readonly [string, string])[] | undefined {
  if (text.trimStart().startsWith('{')) return readTagObject(parseJson(text));
  const pairs = text.split(',').map((pair) => {
    const [, name, value] = /^\s*([^=]*[^=\s])\s*=(.*)$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? undefined : ([name, value.trim()] as const);
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function readTagObject(value: unknown): readonly (readonly [string, string])[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const isTag = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  return entries.every(isTag) ? entries : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(key: string, value: unknown, expected: string, example: string): Error {
  return new Error(formatMessage('InvalidContextValue', { key, value: JSON.stringify(value), expected, example }));
}
