import { describeDefault } from '../../../schema/json-schema';
import { CLOUDFORMATION_PROPERTIES, PROPERTIES } from '../../../schema/properties';
import { ATTRIBUTE_NAMES, type AttributeName } from '../../../schema/resource-type';
import type { Rule, UpdateBehavior } from '../../../schema/rule';
import { MAX_TAGS, OWNER_TAG_PREFIX } from '../../../schema/tags';
import { code, escapeAngles, renderItem, renderParagraph, renderTable } from './markdown';

/** A property as the reference shows it. */
interface Entry {
  readonly path: string;
  readonly description: string;
  /** The type with its bounds, for the table of the README. */
  readonly shortType: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly default: string | undefined;
  readonly constraints: string | undefined;
  readonly update: string;
  readonly isObject: boolean;
}

const UPDATE_BEHAVIOR: Readonly<Record<UpdateBehavior, string>> = {
  replace: 'Replacement',
  'in-place': 'In place',
  none: 'None',
};

/** The properties that CloudFormation defines for every custom resource. The schema has their names only. */
const CLOUDFORMATION_ENTRIES: Readonly<Record<string, Entry>> = {
  ServiceToken: {
    path: 'ServiceToken',
    description: "The ARN of the provider's function.",
    shortType: 'String',
    type: 'String',
    isRequired: true,
    default: undefined,
    constraints: 'the ARN of a Lambda function in the same account and Region',
    update: 'Not allowed',
    isObject: false,
  },
  ServiceTimeout: {
    path: 'ServiceTimeout',
    description:
      'How long CloudFormation waits for a response. The function responds before this time is over. Set 1200, which ' +
      'leaves the function all of its time.',
    shortType: 'Integer, 1 to 3600',
    type: 'Integer',
    isRequired: false,
    default: '3600',
    constraints: '1 to 3600 seconds',
    update: 'None',
    isObject: false,
  },
};

const ATTRIBUTES: Readonly<Record<AttributeName, string>> = {
  Arn: 'The ARN of the recording configuration.',
  Id: 'The part of the ARN after `recording-configuration/`.',
  State: '`ACTIVE`. An operation succeeds in no other state.',
  Name: 'The name. Empty if the configuration has no name.',
  BucketName: 'The name of the bucket.',
  TagsAll:
    "The declared tags merged over the provider's default tags, as a JSON object. Owner tags are not included. The " +
    "function omits this attribute, with a warning in its log, if the response would exceed CloudFormation's 4096 " +
    'bytes. A template that reads it then fails.',
};

/** The table of the README: each property that has a value, by its path. */
export function renderPropertiesTable(): string {
  const rows = listEntries()
    .filter(({ isObject }) => !isObject)
    .map((entry) => [code(entry.path), entry.shortType, renderDefault(entry), entry.update]);
  return renderTable(['Property', 'Type', 'Default', 'Update behavior'], rows);
}

/** The sections of docs/properties.md. */
export function renderProperties(): string {
  return listEntries().map(renderSection).join('\n\n');
}

export function renderAttributes(): string {
  return ATTRIBUTE_NAMES.map((name) => renderItem(`${code(name)}: ${ATTRIBUTES[name]}`)).join('\n');
}

function renderSection(entry: Entry): string {
  const items = [
    `Type: ${entry.type}`,
    `Required: ${entry.isRequired ? 'yes' : 'no'}`,
    ...(entry.isObject || entry.isRequired ? [] : [`Default: ${renderDefault(entry)}`]),
    ...(entry.constraints === undefined ? [] : [`Constraints: ${escapeAngles(entry.constraints)}`]),
    `Update behavior: ${entry.update.toLowerCase()}`,
  ];
  return [`### ${entry.path}`, renderParagraph(entry.description), items.map(renderItem).join('\n')].join('\n\n');
}

function renderDefault({ isRequired, default: preset }: Entry): string {
  if (isRequired) return 'Required';
  if (preset === undefined || preset === 'none') return 'None';
  return /^[A-Z0-9_]+$/.test(preset) ? code(preset) : capitalize(preset);
}

function listEntries(): readonly Entry[] {
  const own = CLOUDFORMATION_PROPERTIES.map((name) => {
    const entry = CLOUDFORMATION_ENTRIES[name];
    if (entry === undefined) throw new Error(`tools/build/docs/properties.ts has no description of ${name}.`);
    return entry;
  });
  const declared = Object.entries(PROPERTIES.properties).flatMap(([name, rule]) =>
    toEntries(name, rule, UPDATE_BEHAVIOR[rule.update]),
  );
  return [...own, ...declared];
}

function toEntries(path: string, rule: Rule, update: string): readonly Entry[] {
  const entry: Entry = {
    path,
    description: rule.description,
    ...describeType(rule),
    isRequired: rule.required === true,
    default: describeDefault(rule),
    update,
    isObject: rule.type === 'object',
  };
  const nested = rule.type === 'object' ? Object.entries(rule.properties) : [];
  return [entry, ...nested.flatMap(([name, inner]) => toEntries(`${path}.${name}`, inner, update))];
}

function describeType(rule: Rule): Pick<Entry, 'shortType' | 'type' | 'constraints'> {
  switch (rule.type) {
    case 'string':
      return { shortType: 'String', type: 'String', constraints: rule.expected };
    case 'integer': {
      const range = `${rule.minimum} to ${rule.maximum}`;
      return { shortType: `Integer, ${range}`, type: 'Integer', constraints: `${range} ${rule.unit}` };
    }
    case 'enum':
      return {
        shortType: joinAlternatives(rule.values),
        type: 'String',
        constraints: `one of ${rule.values.map(code).join(', ')}`,
      };
    case 'set':
      return {
        shortType: `List of ${rule.values.join(', ')}`,
        type: 'List of strings',
        constraints: `different values out of ${rule.values.map(code).join(', ')}, in any order`,
      };
    case 'tags':
      return {
        shortType: 'List of tags, or map',
        type: 'List of objects with `Key` and `Value`, or a map',
        constraints:
          `at most ${MAX_TAGS} tags, including the provider's default tags; unique keys of 1 to 128 characters that ` +
          `do not start with \`aws:\` or \`${OWNER_TAG_PREFIX}\`; values of 0 to 256 characters`,
      };
    case 'object':
      return { shortType: 'Object', type: 'Object', constraints: undefined };
  }
}

function joinAlternatives(values: readonly string[]): string {
  return [values.slice(0, -1).join(', '), ...values.slice(-1)].join(' or ');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
