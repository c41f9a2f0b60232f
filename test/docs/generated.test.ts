import { describeDefault } from '../../schema/json-schema';
import { parseProperties } from '../../schema/parse-properties';
import { PROPERTIES } from '../../schema/properties';
import type { Rule } from '../../schema/rule';
import { MAX_TAGS, OWNER_TAG_PREFIX, OWNER_TAGS } from '../../schema/tags';
import { toSettings } from '../../schema/settings';
import { hashSettings } from '../../lambda/recording-configuration/settings';
import { GENERATED_DOCUMENTS, PICTURES, updateGeneratedParts } from '../../tools/build/docs/generated-documents';
import { readDocument } from './markdown';

const BUCKET = 'DestinationConfiguration.S3.BucketName';

test.each(GENERATED_DOCUMENTS)('%s is up to date (update it with "npm run build:docs")', (path) => {
  const text = readDocument(path);
  expect(text).toBe(updateGeneratedParts(path, text));
});

test.each(Object.entries(PICTURES))('%s is up to date (update it with "npm run build:docs")', async (path, draw) => {
  expect(readDocument(path)).toBe(await draw());
});

test('a document without its markers throws', () => {
  expect(() => updateGeneratedParts('README.md', '# Title\n')).toThrow(/README\.md needs the lines "<!-- generated: /);
});

describe('the documented rules match the schema', () => {
  test('for the lengths of BucketName and Name', () => {
    const bucket = readRange(findRule(BUCKET), /(\d+) to (\d+) characters/);
    expect(bucket.map((length) => isAccepted(BUCKET, 'a'.repeat(length)))).toEqual([false, true, true, false]);
    const longestName = Number(/at most (\d+) characters/.exec(findRule('Name'))?.[1]);
    expect(isAccepted('Name', 'a'.repeat(longestName))).toBe(true);
    expect(isAccepted('Name', 'a'.repeat(longestName + 1))).toBe(false);
  });

  test('for tags', () => {
    const [, section = ''] = /### Tags\n([^#]+)/.exec(readDocument('docs/properties.md').replace(/\n {2}/g, ' ')) ?? [];
    const keys = readRange(section, /keys of (\d+) to (\d+) characters/);
    expect(keys.map((length) => isAccepted('Tags', { ['k'.repeat(length)]: '' }))).toEqual([false, true, true, false]);
    const values = readRange(section, /values of (\d+) to (\d+)/).slice(1);
    expect(values.map((length) => isAccepted('Tags', { key: 'v'.repeat(length) }))).toEqual([true, true, false]);
    expect(isAccepted('Tags', makeTags(MAX_TAGS))).toBe(true);
    expect(isAccepted('Tags', makeTags(MAX_TAGS + 1))).toBe(false);
    for (const prefix of ['aws:', OWNER_TAG_PREFIX]) {
      expect(section).toContain(prefix);
      expect(isAccepted('Tags', { [`${prefix}x`]: '' })).toBe(false);
    }
  });

  test('for the defaults: explicit defaults do not change the settings hash', () => {
    const explicit: Record<string, unknown> = {};
    for (const [name, rule] of listLeaves(PROPERTIES.properties)) {
      const preset = describeDefault(rule);
      if (preset === undefined || preset === 'none' || preset === "the source's") continue;
      setIn(explicit, name, rule.type === 'set' ? preset.split(', ') : preset);
    }
    setIn(explicit, BUCKET, 'recordings');
    expect(hashOf(explicit)).toBe(hashOf(withBucket()));
  });
});

test('the documents list all owner tags', () => {
  expect(readDocument('docs/properties.md')).toContain(`They leave ${MAX_TAGS} of the 50 tags of IVS`);
  for (const path of ['docs/properties.md', 'docs/limitations.md']) {
    for (const tag of Object.values(OWNER_TAGS)) expect(readDocument(path)).toContain(tag);
  }
});

/** All properties without nested properties, by path. */
function listLeaves(properties: Readonly<Record<string, Rule>>, prefix = ''): readonly (readonly [string, Rule])[] {
  return Object.entries(properties).flatMap(([name, rule]) =>
    rule.type === 'object' ? listLeaves(rule.properties, `${prefix}${name}.`) : [[`${prefix}${name}`, rule] as const],
  );
}

/** The description of a string rule. */
function findRule(path: string): string {
  const [, rule] = listLeaves(PROPERTIES.properties).find(([name]) => name === path) ?? [];
  if (rule?.type !== 'string') throw new Error(`${path} is not a string.`);
  return rule.expected;
}

/** Returns the lower bound minus one, both bounds, and the upper bound plus one. */
function readRange(text: string, pattern: RegExp): readonly number[] {
  const [, minimum = '', maximum = ''] = pattern.exec(text) ?? [];
  if (minimum === '') throw new Error(`There is no range like ${String(pattern)} in: ${text}`);
  return [Number(minimum) - 1, Number(minimum), Number(maximum), Number(maximum) + 1];
}

function isAccepted(name: string, value: unknown): boolean {
  const properties = withBucket();
  setIn(properties, name, value);
  return parseProperties(properties).problems.length === 0;
}

function withBucket(): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  setIn(properties, BUCKET, 'recordings');
  return properties;
}

function setIn(target: Record<string, unknown>, path: string, value: unknown): void {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  setIn(target[name] as Record<string, unknown>, rest.join('.'), value);
}

function hashOf(properties: unknown): string {
  const parsed = parseProperties(properties);
  if (parsed.properties === undefined) throw new Error(parsed.problems.map(({ text }) => text).join(' '));
  return hashSettings(toSettings(parsed.properties));
}

function makeTags(count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, '']));
}
