import * as fc from 'fast-check';
import { resolveValue } from '../../cloudformation/intrinsics';
import type { Scope } from '../../cloudformation/intrinsics';
import { loadTemplate } from '../../cloudformation/template';
import { resolveParameters } from '../../cloudformation/parameters';
import { stringifyScalars } from '../../cloudformation/values';

const scope: Scope = {
  parameter: (name) =>
    new Map<string, string | string[]>([
      ['Name', 'example'],
      ['List', ['a', 'b']],
    ]).get(name),
  pseudoParameter: (name) => new Map([['AWS::Region', 'eu-west-1']]).get(name),
  condition: (name) => name === 'Yes',
  mapping: (...createKeys) => createKeys.join('/'),
  resource: (id) =>
    id === 'Bucket'
      ? {
          ref: 'my-bucket',
          attributeNames: ['Arn'],
          attribute: (name) => (name === 'Status' ? undefined : `${name} of it`),
        }
      : undefined,
  exportNames: () => ['shared'],
  exportedValue: (name) => (name === 'shared' ? 'from afar' : undefined),
  zones: (region) => [`${region}a`],
};

describe('resolving an intrinsic function', () => {
  test.each<[unknown, unknown]>([
    [{ Ref: 'Name' }, 'example'],
    [{ Ref: 'List' }, ['a', 'b']],
    [{ Ref: 'AWS::Region' }, 'eu-west-1'],
    [{ Ref: 'Bucket' }, 'my-bucket'],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Arn of it'],
    [{ 'Fn::GetAtt': 'Bucket.Outputs.Deep' }, 'Outputs.Deep of it'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-example-1'],
    [
      { 'Fn::Sub': '${Name} in ${AWS::Region}: ${Bucket.Arn} ${!Literal}' },
      'example in eu-west-1: Arn of it ${Literal}',
    ],
    [{ 'Fn::Sub': ['${X}-${Name}', { X: { Ref: 'Bucket' } }] }, 'my-bucket-example'],
    [{ 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
    [{ 'Fn::Split': [',', 'x,y'] }, ['x', 'y']],
    [{ 'Fn::If': ['Yes', 1, 2] }, 1],
    [{ 'Fn::If': ['No', 1, { Ref: 'Name' }] }, 'example'],
    [{ 'Fn::Equals': ['1', 1] }, true],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    [{ 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    [{ 'Fn::FindInMap': ['M', { Ref: 'Name' }, 'k'] }, 'M/example/k'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': 'shared' } }, 'from afar'],
    [{ 'Fn::GetAZs': '' }, ['eu-west-1a']],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [
      {
        a: { Ref: 'AWS::NoValue' },
        b: [{ Ref: 'AWS::NoValue' }, 1],
        c: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] },
      },
      { b: [1] },
    ],
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('%j resolves to %j', (value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  test.each<[unknown, RegExp]>([
    [{ Ref: 'Nope' }, /Ref Nope is neither a parameter nor a resource/],
    [{ 'Fn::GetAtt': ['Bucket'] }, /requires two non-empty parameters.*not \["Bucket"\]/],
    [{ 'Fn::Select': [2, ['a']] }, /nonexistent value at index 2 of 1/],
    [{ 'Fn::Join': ['-'] }, /Fn::Join needs a list of 2 arguments/],
    [{ 'Fn::Transform': {} }, /Fn::Transform is not supported/],
    [{ 'Fn::Sub': 'x', Other: 1 }, /Fn::Sub must be the only key/],
    [{ 'Fn::ImportValue': 'nope' }, /No export named nope found\. There are shared\.$/],
    [{ 'Fn::GetAtt': 'Bucket.Status' }, /Bucket has no attribute Status \(Fn::GetAtt\)\. It has Arn\.$/],
  ])('%j is rejected', (value, message) => {
    expect(() => resolveValue(value, scope)).toThrow(message);
  });

  test('a value without intrinsic functions does not change', () => {
    const plain = fc
      .jsonValue()
      .filter((value) => !/"(Ref|Condition|Fn::[^"]*)":|__proto__/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, (value) => {
        expect(resolveValue(value, scope)).toEqual(value);
      }),
    );
  });
});

test('scalars at every depth become strings, and nothing else changes', () => {
  expect(stringifyScalars({ a: 42, b: [true, { c: 0.5 }], d: 'x' })).toEqual({
    a: '42',
    b: ['true', { c: '0.5' }],
    d: 'x',
  });
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stringifyScalars(stringifyScalars(value))).toEqual(stringifyScalars(value));
    }),
  );
});

describe('parsing a template', () => {
  test('supports YAML with every short tag', () => {
    const template = loadTemplate(`
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  C: !And [!Equals [!Ref P, x], !Not [!Condition D], !Or [!Condition D, !Condition D]]
Resources:
  R:
    Type: Test::Thing
    Properties:
      ref: !Ref P
      att: !GetAtt A.B.C
      attList: !GetAtt [A, B]
      sub: !Sub '\${P}-x'
      subMap: !Sub ['\${V}', { V: !Ref P }]
      nested: !Join ['', [!Select [0, !Split [',', !ImportValue x]], !If [C, !Base64 y, !FindInMap [M, !Ref P, k]]]]
      zones: !GetAZs ''
`);
    expect(template.conditions.C).toEqual({
      'Fn::And': [
        { 'Fn::Equals': [{ Ref: 'P' }, 'x'] },
        { 'Fn::Not': [{ Condition: 'D' }] },
        { 'Fn::Or': [{ Condition: 'D' }, { Condition: 'D' }] },
      ],
    });
    expect(template.resources.R?.properties).toEqual({
      ref: { Ref: 'P' },
      att: { 'Fn::GetAtt': ['A', 'B.C'] },
      attList: { 'Fn::GetAtt': ['A', 'B'] },
      sub: { 'Fn::Sub': '${P}-x' },
      subMap: { 'Fn::Sub': ['${V}', { V: { Ref: 'P' } }] },
      nested: {
        'Fn::Join': [
          '',
          [
            { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::ImportValue': 'x' }] }] },
            { 'Fn::If': ['C', { 'Fn::Base64': 'y' }, { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'k'] }] },
          ],
        ],
      },
      zones: { 'Fn::GetAZs': '' },
    });
  });

  test.each([
    ['{}', /At least one Resources member must be defined/],
    ['Resources: [', /neither valid JSON nor valid YAML/],
    ['Resources: { R: { Type: T, Propertys: {} } }', /\[Propertys\]/],
    ['Resources: { R: { Properties: {} } }', /\[\/Resources\/R\] Every Resources object must contain a Type/],
    [
      'Resources: { R: { Type: T, Properties: { a: [{ b: } ] } } }',
      /\[\/Resources\/R\/Properties\/a\/0\/b\] 'null' values/,
    ],
    ['Resources: { R: { Type: T, DeletionPolicy: Snapshot } }', /DeletionPolicy\] is "Snapshot"/],
    ['Resources: { R: { Type: T, Properties: { a: !Nope x } } }', /!Nope/],
    ['{ "Resources": { "R": { "Type": "T" } }, "Transform": "x" }', /does not support transforms/],
    ['Resources: { Fn::Transform: { Name: AWS::Include } }', /does not support Fn::Transform/],
    ['Resource: { R: { Type: T } }', /\[Resource\].* Did you mean Resources\?$/],
    ['{ "name": "x", "version": "1" }', /not a CloudFormation template: it has no Resources section/],
    ['# nothing', /the template is empty/],
    ['{\n  a: 1 }', /\(line 2,? column 3\)/],
    [`{ "Resources": { "R": { "Type": "${'T'.repeat(1_000_000)}" } } }`, /may not exceed 1000000 bytes/],
  ])('%s is rejected', (text, message) => {
    expect(() => loadTemplate(text)).toThrow(message);
  });

  test('a template with more than 500 resources is rejected', () => {
    const count = (length: number): object =>
      Object.fromEntries(Array.from({ length }, (_, i) => [`R${i}`, { Type: 'T' }]));
    loadTemplate({ Resources: count(500) });
    expect(() => loadTemplate({ Resources: count(501) })).toThrow('Number of resources, 501, is greater than');
  });
});

describe('parameters', () => {
  const resolve = (definition: object, given: Record<string, string> = {}): unknown =>
    resolveParameters(loadTemplate({ Parameters: { P: definition }, Resources: { R: { Type: 'T' } } }), given).get('P');

  test.each<[object, Record<string, string>, unknown]>([
    [{ Type: 'String', Default: 'd' }, {}, 'd'],
    [{ Type: 'String', Default: 'd' }, { P: 'given' }, 'given'],
    [{ Type: 'Number', Default: 5 }, {}, '5'],
    [{ Type: 'CommaDelimitedList' }, { P: 'a, b' }, ['a', 'b']],
    [{ Type: 'CommaDelimitedList', AllowedPattern: '^[a-z]$' }, { P: 'a, b' }, ['a', 'b']],
    [{ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' }, {}, '30'],
  ])('%j with the value %j is %j', (definition, given, expected) => {
    expect(resolve(definition, given)).toEqual(expected);
  });

  test.each<[object, Record<string, string>, RegExp]>([
    [{ Type: 'String' }, {}, /Parameters: \[P\] must have values: give --parameters P=\.\.\.$/],
    [{ Type: 'String', Default: '' }, { Q: 'x' }, /Parameters: \[Q\] do not exist in the template/],
    [{ Type: 'String', AllowedValues: ['a', 'b'] }, { P: 'c' }, /'P' is "c"; it must be one of AllowedValues: a, b/],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, { P: 'a1' }, /must match the pattern/],
    [{ Type: 'CommaDelimitedList', AllowedPattern: '^[a-z]$' }, { P: 'a,1' }, /must match the pattern/],
    [{ Type: 'Number', MaxValue: 3 }, { P: '4' }, /must be at most 3/],
    [{ Type: 'Number' }, { P: 'x' }, /must be a number, not "x"/],
  ])('%j with the value %j is rejected', (definition, given, message) => {
    expect(() => resolve(definition, given)).toThrow(message);
  });
});
