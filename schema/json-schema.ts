import { OWNER_TAG_PREFIX, MAX_TAGS } from './tags';
import { PROPERTIES } from './properties';
import { RESOURCE_TYPE } from './resource-type';
import type { IntegerRule, ObjectRule, Rule } from './rule';

/** A schema of draft 7 of JSON Schema (https://json-schema.org/draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The rules as a JSON schema of the resource's `Properties`, for editors and linters. It says what the function says, but
 * for the keys of tags that are there twice, which a JSON schema cannot see.
 *
 * @param value - makes the schema of a value from that of the value itself, for those to whom a function such as `Ref` may
 * stand in its place
 */
export function createPropertiesSchema(value: (schema: JsonSchema) => JsonSchema = (schema) => schema): JsonSchema {
  const { properties, required, ...rest } = describeObject(PROPERTIES, value);
  return {
    title: RESOURCE_TYPE,
    description: PROPERTIES.description,
    ...rest,
    properties: {
      ServiceToken: { description: "The ARN of the provider's function.", ...value({ type: 'string', minLength: 1 }) },
      ServiceTimeout: {
        description: 'How long CloudFormation waits for an answer, in seconds.',
        ...value(describeInteger({ minimum: 1, maximum: 3_600 })),
      },
      ...properties,
    },
    required: ['ServiceToken', ...required],
  };
}

/**
 * A schema of whole templates: it checks the properties of each resource of the type, and lets everything else be. In place
 * of any value a function of CloudFormation may stand.
 */
export function createTemplateSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `A CloudFormation template with ${RESOURCE_TYPE}`,
    type: 'object',
    properties: {
      Resources: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          if: { properties: { Type: { const: RESOURCE_TYPE } }, required: ['Type'] },
          then: { properties: { Properties: { $ref: '#/definitions/properties' } }, required: ['Properties'] },
        },
      },
    },
    definitions: {
      function: {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        patternProperties: { '^(Ref|Condition|Fn::[A-Za-z:]+)$': true },
        additionalProperties: false,
      },
      properties: createPropertiesSchema((schema) => ({ anyOf: [schema, { $ref: '#/definitions/function' }] })),
    },
  };
}

type Wrap = (schema: JsonSchema) => JsonSchema;

interface ObjectSchema extends JsonSchema {
  readonly properties: JsonSchema;
  readonly required: readonly string[];
}

function describeObject({ properties }: ObjectRule, value: Wrap): ObjectSchema {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, rule]) => [name, describeProperty(name, rule, value)])),
    required: entries.filter(([, { required }]) => required === true).map(([name]) => name),
    additionalProperties: false,
  };
}

function describeProperty(name: string, rule: Rule, value: Wrap): JsonSchema {
  const { description, default: preset } = rule;
  const text = preset === undefined ? description : `${description} Default: ${preset}.`;
  const { [name]: allOf } = COMBINATIONS;
  return { description: text, ...value({ ...describeRule(rule, value), ...(allOf && { allOf }) }) };
}

function describeRule(rule: Rule, value: Wrap): JsonSchema {
  switch (rule.type) {
    case 'string':
      return { type: 'string', pattern: rule.pattern };
    case 'enum':
      return { enum: rule.values };
    case 'integer':
      return describeInteger(rule);
    case 'set':
      return { type: 'array', items: value({ enum: rule.values }), uniqueItems: true };
    case 'tags':
      return describeTags(value);
    case 'object':
      return describeObject(rule, value);
  }
}

/** A number or a text of digits, which the function takes for one; the bounds of a text are for the function to check. */
function describeInteger({ minimum, maximum }: Pick<IntegerRule, 'minimum' | 'maximum'>): JsonSchema {
  return {
    anyOf: [
      { type: 'integer', minimum, maximum },
      { type: 'string', pattern: '^[+-]?[0-9]+$' },
    ],
  };
}

function describeTags(value: Wrap): JsonSchema {
  const characters = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]';
  const scalar = ['string', 'number', 'boolean'];
  const key = `^(?!${OWNER_TAG_PREFIX})(?![aA][wW][sS]:)${characters}{1,128}$`;
  const tagValue = value({ type: scalar, pattern: `^${characters}{0,256}$` });
  return {
    anyOf: [
      {
        type: 'array',
        maxItems: MAX_TAGS,
        items: value({
          type: 'object',
          properties: { Key: value({ type: scalar, pattern: key }), Value: tagValue },
          required: ['Key', 'Value'],
          additionalProperties: false,
        }),
      },
      { type: 'object', maxProperties: MAX_TAGS, propertyNames: { pattern: key }, additionalProperties: tagValue },
    ],
  };
}

const given = (name: string, values: readonly string[]): JsonSchema => ({
  properties: { [name]: { enum: values } },
  required: [name],
});
const isLeftOut = (name: string): JsonSchema => ({ not: { required: [name] } });
/** An empty list is no value. A function may stand for one. */
const isNothing = (name: string): JsonSchema => ({
  properties: { [name]: { not: { anyOf: [{ type: ['string', 'number'] }, { type: 'array', minItems: 1 }] } } },
});

/** The rules of schema/check-combination.ts, by the property that they are about. */
const COMBINATIONS: Readonly<Record<string, readonly JsonSchema[]>> = {
  RenditionConfiguration: [
    {
      if: given('RenditionSelection', ['CUSTOM']),
      then: { required: ['Renditions'], properties: { Renditions: { not: { type: 'array', maxItems: 0 } } } },
    },
    {
      if: { anyOf: [isLeftOut('RenditionSelection'), given('RenditionSelection', ['ALL', 'NONE'])] },
      then: isNothing('Renditions'),
    },
  ],
  ThumbnailConfiguration: [
    {
      if: given('RecordingMode', ['DISABLED']),
      then: { allOf: ['TargetIntervalSeconds', 'Resolution', 'Storage'].map(isNothing) },
    },
  ],
};
