import Ajv from 'ajv';
import fc from 'fast-check';
import { createPropertiesSchema, createTemplateSchema } from '../../../schema/json-schema';
import { parseProperties } from '../../../schema/parse-properties';
import { CLOUDFORMATION_PROPERTIES, PROPERTIES } from '../../../schema/properties';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { arbitraryProperties } from '../../support/arbitrary-properties';
import { BAD_PROPERTIES } from '../../support/bad-properties';

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
const isValid = ajv.compile(createPropertiesSchema());
const isValidTemplate = ajv.compile(createTemplateSchema());
const SERVICE_TOKEN = 'arn:aws:lambda:us-east-1:123456789012:function:provider';

const inTemplate = (Properties: unknown, Type = RESOURCE_TYPE): object => ({
  Resources: { Recording: { Type, Properties } },
});

/** Whether the function accepts the properties. */
function isAccepted(properties: unknown): boolean {
  return parseProperties(properties).problems.length === 0;
}

test('the schema has the properties of the resource and those of CloudFormation', () => {
  const { properties } = createPropertiesSchema() as { properties: object };
  expect(Object.keys(properties)).toEqual([...CLOUDFORMATION_PROPERTIES, ...Object.keys(PROPERTIES.properties)]);
});

test('the schemas accept all valid properties', () => {
  fc.assert(
    fc.property(arbitraryProperties, (properties) => {
      const whole = { ServiceToken: SERVICE_TOKEN, ...properties };
      expect(isAccepted(whole)).toBe(true);
      expect([isValid(whole), isValid.errors]).toEqual([true, null]);
      expect([isValidTemplate(inTemplate(whole)), isValidTemplate.errors]).toEqual([true, null]);
    }),
  );
});

/** Only the function limits numbers that are strings, and a schema cannot find repeated tag keys. */
const UNSEEN = [/each tag|the same key|twice/i];

describe.each(BAD_PROPERTIES.filter(({ title }) => !UNSEEN.some((unseen) => unseen.test(title))))(
  '$title',
  ({ properties }) => {
    test('is rejected by the schemas and by the function', () => {
      const whole = typeof properties === 'object' ? { ServiceToken: SERVICE_TOKEN, ...properties } : properties;
      expect(isAccepted(properties)).toBe(false);
      expect(isValid(whole)).toBe(false);
      expect(isValidTemplate(inTemplate(whole))).toBe(false);
    });
  },
);

/** One value of valid properties, inside or outside its bounds: the schema and the function agree. */
const leaf = fc.constantFrom<readonly [path: readonly string[], values: readonly unknown[]]>(
  [['Name'], ['', 'a', 'a b', 'n'.repeat(128), 'n'.repeat(129), []]],
  [['RecordingReconnectWindowSeconds'], [-1, 0, 300, 301, 1.5, '60', 'x', true]],
  [
    ['RenditionConfiguration', 'RenditionSelection'],
    ['ALL', 'NONE', 'CUSTOM', 'all', 1],
  ],
  [
    ['RenditionConfiguration', 'Renditions'],
    [[], ['SD'], ['SD', 'SD'], ['4K'], 'SD'],
  ],
  [
    ['ThumbnailConfiguration', 'RecordingMode'],
    ['INTERVAL', 'DISABLED', 'OFF'],
  ],
  [
    ['ThumbnailConfiguration', 'TargetIntervalSeconds'],
    [0, 1, 60, 61, '5'],
  ],
  [
    ['ThumbnailConfiguration', 'Resolution'],
    ['SD', 'HD', '720p'],
  ],
  [
    ['ThumbnailConfiguration', 'Storage'],
    [[], ['LATEST'], ['LATEST', 'SEQUENTIAL'], ['LATEST', 'LATEST'], ['ALL']],
  ],
  [
    ['Timeouts', 'Create'],
    [0, 1, 840, 841],
  ],
  [['OnInUse'], ['FAIL', 'RELEASE', 'DETACH']],
  [
    ['AdoptArn'],
    [
      'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC',
      'arn:aws:ivs:us-east-1:123456789012:channel/A',
      '',
    ],
  ],
  [['Tags'], [{}, { a: 'b' }, { 'aws:a': 'b' }, { a: {} }, [{ Key: 'a', Value: 'b' }], [{ Key: 'a' }], 'a=b']],
  [['Nmae'], ['x']],
);

test('the schemas and the function agree about any single value', () => {
  const change = leaf.chain(([path, values]) =>
    fc.record({ path: fc.constant(path), value: fc.constantFrom(...values) }),
  );
  fc.assert(
    fc.property(arbitraryProperties, change, (properties, { path, value }) => {
      const whole = setIn({ ServiceToken: SERVICE_TOKEN, ...properties }, path, value);
      expect(isValid(whole)).toBe(isAccepted(whole));
      expect(isValidTemplate(inTemplate(whole))).toBe(isAccepted(whole));
    }),
    { numRuns: 1_000 },
  );
});

/** The function ignores it: CloudFormation enforces the bounds. */
test.each([
  [0, false],
  [1, true],
  [3_600, true],
  [3_601, false],
  ['1200', true],
  ['soon', false],
])('ServiceTimeout %j is valid for CloudFormation: %s', (value, expected) => {
  const whole = {
    ServiceToken: SERVICE_TOKEN,
    ServiceTimeout: value,
    DestinationConfiguration: { S3: { BucketName: 'archive' } },
  };
  expect(isValid(whole)).toBe(expected);
  expect(isValidTemplate(inTemplate(whole))).toBe(expected);
});

test('a template can have an intrinsic function for any value', () => {
  const functions = [{ Ref: 'A' }, { 'Fn::GetAtt': ['A', 'B'] }, { 'Fn::If': ['A', 'B', { Ref: 'AWS::NoValue' }] }];
  for (const value of functions) {
    for (const path of [
      ['ServiceToken'],
      ['RenditionConfiguration', 'Renditions'],
      ['Tags'],
      ['Timeouts'],
      ['OnInUse'],
    ]) {
      const whole = setIn({ ServiceToken: 'x', DestinationConfiguration: { S3: { BucketName: value } } }, path, value);
      expect([path, isValidTemplate(inTemplate(whole)), isValidTemplate.errors]).toEqual([path, true, null]);
    }
  }
  const renditions = { RenditionSelection: { Ref: 'A' }, Renditions: ['SD'] };
  const whole = { ServiceToken: 'x', DestinationConfiguration: { Ref: 'A' }, RenditionConfiguration: renditions };
  expect(isValidTemplate(inTemplate(whole))).toBe(true);
});

test('the schema checks only the resource in a template', () => {
  expect(isValidTemplate(inTemplate({ anything: 1 }, 'AWS::S3::Bucket'))).toBe(true);
  expect(isValidTemplate({ Resources: { Recording: { Type: RESOURCE_TYPE } } })).toBe(false);
  expect(isValidTemplate(inTemplate({ DestinationConfiguration: { S3: { BucketName: 'archive' } } }))).toBe(false);
});

function setIn(
  object: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const [name = '', ...rest] = path;
  const inner = rest.length === 0 ? value : setIn({ ...(object[name] as object | undefined) }, rest, value);
  return { ...object, [name]: inner };
}

test.each(['s3alias', 'my-s3alias-archive', 'x-s3', 'archive-x-s3', 'mrap', 'ol-s3', 'table-s3'])(
  'a bucket can be named %s: only the end of a name is reserved',
  (BucketName) => {
    const properties = { ServiceToken: SERVICE_TOKEN, DestinationConfiguration: { S3: { BucketName } } };
    expect(isAccepted(properties)).toBe(true);
    expect(isValid(properties)).toBe(true);
  },
);
