import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { parseProperties } from '../../schema/parse-properties';
import { CLOUDFORMATION_PROPERTIES, ON_CHANGE, PROPERTIES } from '../../schema/properties';
import { ATTRIBUTE_NAMES } from '../../schema/resource-type';
import type { Rule } from '../../schema/rule';
import { MAX_TAGS, OWNER_TAGS } from '../../schema/tags';
import { hashSettings, toSettings } from '../../lambda/recording-configuration/settings';
import { RecordingConfiguration } from '../../lib';
import { readDocument, readTable, stripCode } from './markdown';

const README = readDocument('README.md');
const BUCKET = 'DestinationConfiguration.S3.BucketName';

interface Row {
  readonly name: string;
  readonly rule: string;
  readonly default: string;
  readonly change: string;
}

const rows: readonly Row[] = readTable(README, ['Property', 'Rule', 'Default', 'A change']).map(
  ([name = '', rule = '', preset = '', change = '']) => ({
    name: stripCode(name),
    rule,
    default: stripCode(preset),
    change,
  }),
);
const ownRows = rows.filter(({ name }) => !CLOUDFORMATION_PROPERTIES.includes(name));
const leaves = listLeaves(PROPERTIES.properties);

describe('the table of properties', () => {
  test('has the properties of the contract, in their order, after those of CloudFormation', () => {
    expect(rows.map(({ name }) => name)).toEqual([...CLOUDFORMATION_PROPERTIES, ...leaves.map(([name]) => name)]);
  });

  test.each(leaves)('states the rule, the default and the effect of a change of %s', (name, rule) => {
    const row = findRow(name);
    expect(row.rule.startsWith(describeRule(rule))).toBe(true);
    expect(row.default).toBe(rule.required === true ? 'required' : rule.default);
    expect(row.change).toBe(ON_CHANGE[name.split('.')[0] as keyof typeof ON_CHANGE]);
  });

  test('states bounds of texts and tags that hold exactly', () => {
    const bucket = readRange(findRow(BUCKET).rule, /(\d+) to (\d+) characters/);
    expect(bucket.map((length) => isAccepted(BUCKET, 'a'.repeat(length)))).toEqual([false, true, true, false]);
    const longestName = Number(/at most (\d+) characters/.exec(findRow('Name').rule)?.[1]);
    expect(isAccepted('Name', 'a'.repeat(longestName))).toBe(true);
    expect(isAccepted('Name', 'a'.repeat(longestName + 1))).toBe(false);

    const { rule } = findRow('Tags');
    const keys = readRange(rule, /keys of (\d+) to (\d+) characters/);
    expect(keys.map((length) => isAccepted('Tags', { ['k'.repeat(length)]: '' }))).toEqual([false, true, true, false]);
    const values = readRange(rule, /values of (\d+) to (\d+)/).slice(1);
    expect(values.map((length) => isAccepted('Tags', { key: 'v'.repeat(length) }))).toEqual([true, true, false]);
    const most = Number(/at most (\d+) tags/.exec(rule)?.[1]);
    expect(isAccepted('Tags', makeTags(most))).toBe(true);
    expect(isAccepted('Tags', makeTags(most + 1))).toBe(false);
    for (const [, prefix = ''] of rule.matchAll(/`([^`]+:)`/g)) {
      expect(isAccepted('Tags', { [`${prefix}x`]: '' })).toBe(false);
    }
  });

  test('states the defaults that normalisation fills in', () => {
    const spelledOut: Record<string, unknown> = {};
    for (const { name, default: preset } of ownRows) {
      const rule = leaves.find(([leaf]) => leaf === name)?.[1];
      if (rule?.required === true || preset === 'none' || preset === "the source's") continue;
      setIn(spelledOut, name, rule?.type === 'set' ? [preset] : preset);
    }
    setIn(spelledOut, BUCKET, 'recordings');
    expect(readFingerprint(spelledOut)).toBe(readFingerprint(withBucket({})));
  });
});

test('the table of attributes has those of the contract, in their order', () => {
  expect(readTable(README, ['Attribute', 'Value']).map(([name = '']) => stripCode(name))).toEqual(ATTRIBUTE_NAMES);
});

test('the table of permissions has exactly the actions of the synthesised policy', () => {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Stack');
  new RecordingConfiguration(stack, 'Recording', { bucket: new s3.Bucket(stack, 'Bucket') });
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role') as Record<string, RoleResource>;
  const actions = Object.values(roles).flatMap(({ Properties }) =>
    Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.flatMap(({ Action }) => Action)),
  );
  const documented = readTable(README, ['Action', 'On', 'Why']).map(([action = '']) => stripCode(action));
  expect([...documented].sort()).toEqual([...actions].sort());
});

test('the owner tags are named, where they are explained and where they are removed', () => {
  expect(README.replace(/\s+/g, ' ')).toContain(`They leave ${MAX_TAGS} of the 50 tags of IVS to you`);
  for (const tag of Object.values(OWNER_TAGS)) expect(README.split(tag).length - 1).toBeGreaterThanOrEqual(2);
});

interface RoleResource {
  readonly Properties: {
    readonly Policies: readonly {
      readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | readonly string[] }[] };
    }[];
  };
}

/** Every property that has a value of its own, by its path. */
function listLeaves(properties: Readonly<Record<string, Rule>>, prefix = ''): readonly (readonly [string, Rule])[] {
  return Object.entries(properties).flatMap(([name, rule]) =>
    rule.type === 'object' ? listLeaves(rule.properties, `${prefix}${name}.`) : [[`${prefix}${name}`, rule] as const],
  );
}

/** How the table words a rule. */
function describeRule(rule: Rule): string {
  switch (rule.type) {
    case 'string':
      return rule.expected;
    case 'integer':
      return `a whole number of ${rule.unit} from ${rule.minimum} to ${rule.maximum}`;
    case 'enum':
      return `one of ${rule.values.map((value) => `\`${value}\``).join(', ')}`;
    case 'set':
      return `a list of different values out of ${rule.values.map((value) => `\`${value}\``).join(', ')}`;
    case 'tags':
      return 'a list of Key and Value, or a map';
    case 'object':
      throw new Error('The table has no rows for objects.');
  }
}

function findRow(name: string): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`README.md has no row for ${name}.`);
  return row;
}

/** One below the lower bound, both bounds, one above the upper bound. */
function readRange(text: string, pattern: RegExp): readonly number[] {
  const [, minimum = '', maximum = ''] = pattern.exec(text) ?? [];
  if (minimum === '') throw new Error(`There is no range like ${String(pattern)} in: ${text}`);
  return [Number(minimum) - 1, Number(minimum), Number(maximum), Number(maximum) + 1];
}

function isAccepted(name: string, value: unknown): boolean {
  const properties = withBucket({});
  setIn(properties, name, value);
  return parseProperties(properties).problems.length === 0;
}

function withBucket(properties: Record<string, unknown>): Record<string, unknown> {
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

function readFingerprint(properties: unknown): string {
  const parsed = parseProperties(properties);
  if (parsed.properties === undefined) throw new Error(parsed.problems.map(({ text }) => text).join(' '));
  return hashSettings(toSettings(parsed.properties));
}

function makeTags(count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, '']));
}
