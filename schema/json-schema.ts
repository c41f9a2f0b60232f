import { OWNER_TAG_PREFIX, MAX_TAGS } from './tags';
import { PROPERTIES } from './properties';
import { RESOURCE_TYPE } from './resource-type';
import type { IntegerRule, ObjectRule, Rule } from './rule';

/** A JSON schema of draft 7 (https://json-schema.org/draft-07). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Returns the rules as a JSON schema of the resource's `Properties`, for editors and linters. It matches the function's
 * checks, except for duplicate tag keys, which a JSON schema cannot detect.
 *
 * @param value - wraps the schema of a value, to also allow an intrinsic function such as `Ref`
 */
export function createPropertiesSchema(value: (schema: JsonSchema) => JsonSchema = (schema) => schema): JsonSchema {
  const { properties, required, ...rest } = describeObject(PROPERTIES, value);
  return {
    title: RESOURCE_TYPE,
    description: PROPERTIES.description,
    ...rest,
    properties: {
      ServiceToken: { description: 'The ARN of the provider function.', ...value({ type: 'string', minLength: 1 }) },
      ServiceTimeout: {
        description: 'The maximum time that CloudFormation waits for a response, in seconds.',
        ...value(describeInteger({ minimum: 1, maximum: 3_600 })),
      },
      ...properties,
    },
    required: ['ServiceToken', ...required],
  };
}

/**
 * Returns a schema of templates. It checks the properties of each resource of the type and ignores everything else. Any
 * value may be an intrinsic function.
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

/** Accepts a number or a string of digits, as the function does. The function checks the bounds of a string. */
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

const isOneOf = (name: string, values: readonly string[]): JsonSchema => ({
  properties: { [name]: { enum: values } },
  required: [name],
});
const isAbsent = (name: string): JsonSchema => ({ not: { required: [name] } });
/** An empty list counts as absent. An intrinsic function is allowed. */
const isEmpty = (name: string): JsonSchema => ({
  properties: { [name]: { not: { anyOf: [{ type: ['string', 'number'] }, { type: 'array', minItems: 1 }] } } },
});

/** The rules of schema/check-combination.ts by property. */
const COMBINATIONS: Readonly<Record<string, readonly JsonSchema[]>> = {
  RenditionConfiguration: [
    {
      if: isOneOf('RenditionSelection', ['CUSTOM']),
      then: { required: ['Renditions'], properties: { Renditions: { not: { type: 'array', maxItems: 0 } } } },
    },
    {
      if: { anyOf: [isAbsent('RenditionSelection'), isOneOf('RenditionSelection', ['ALL', 'NONE'])] },
      then: isEmpty('Renditions'),
    },
  ],
  ThumbnailConfiguration: [
    {
      if: isOneOf('RecordingMode', ['DISABLED']),
      then: { allOf: ['TargetIntervalSeconds', 'Resolution', 'Storage'].map(isEmpty) },
    },
  ],
};
