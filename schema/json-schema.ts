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

function describeObject(rule: ObjectRule, value: Wrap): ObjectSchema {
  const entries = Object.entries(rule.properties);
  const allOf = describeConditions(rule);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, inner]) => [name, describeProperty(inner, value)])),
    required: entries.filter(([, { required }]) => required === true).map(([name]) => name),
    additionalProperties: false,
    ...(allOf.length > 0 && { allOf }),
  };
}

function describeProperty(rule: Rule, value: Wrap): JsonSchema {
  const preset = describeDefault(rule);
  const description = preset === undefined ? rule.description : `${rule.description} Default: ${preset}.`;
  return { description, ...value(describeRule(rule, value)) };
}

/** Returns the default as text; undefined for an object and a required property. */
export function describeDefault(rule: Rule): string | undefined {
  if (rule.type === 'object' || rule.required) return undefined;
  const preset = rule.type === 'tags' ? undefined : rule.default;
  return rule.defaultText ?? (preset === undefined ? 'none' : [preset].flat().join(', '));
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

/** An empty list counts as absent. An intrinsic function is allowed. */
const isEmpty = (name: string): JsonSchema => ({
  properties: { [name]: { not: { anyOf: [{ type: ['string', 'number'] }, { type: 'array', minItems: 1 }] } } },
});

/** Returns the rules of schema/check-combination.ts. */
function describeConditions({ properties }: ObjectRule): readonly JsonSchema[] {
  return Object.entries(properties).flatMap(([name, { onlyWith }]) => {
    const other = properties[onlyWith?.property ?? ''];
    if (onlyWith === undefined || other?.type !== 'enum') return [];
    const { property, value, atLeastOne } = onlyWith;
    const hasOne = (values: readonly string[]): JsonSchema => {
      const isOne = { properties: { [property]: { enum: values } }, required: [property] };
      return values.includes(other.default ?? '') ? { anyOf: [{ not: { required: [property] } }, isOne] } : isOne;
    };
    const isNotEmpty = { required: [name], properties: { [name]: { not: { type: 'array', maxItems: 0 } } } };
    return [
      ...(atLeastOne === undefined ? [] : [{ if: hasOne([value]), then: isNotEmpty }]),
      { if: hasOne(other.values.filter((one) => one !== value)), then: isEmpty(name) },
    ];
  });
}
