import { parse, parseDocument } from 'yaml';
import { isIntrinsicNode, SHORT_INTRINSIC_TAGS, stringifyTemplate } from '../../../cli/util/cloudformation-yaml';

const template = {
  Import: { 'Fn::ImportValue': 'Token' },
  Sub: { 'Fn::Sub': ['${a}', { a: { Ref: 'b' } }] },
  List: [{ Ref: 'c' }, { 'Fn::Join': ['-', [{ Ref: 'd' }, 'e']] }],
  Texts: ['yes', '60', '2026-01-01', "it's", 'a\u200bb', 'x'.repeat(200)],
  Number: 60,
};

test('a template is written with the short forms and read back unchanged', () => {
  const text = stringifyTemplate(template);
  expect(text).toContain('Import: !ImportValue Token\n');
  expect(text).toContain('- !Join\n');
  expect(text).not.toContain('\u200b');
  expect(parse(text, { customTags: SHORT_INTRINSIC_TAGS, version: '1.1' })).toEqual(template);
});

test.each([
  ['!Sub x', true],
  ['!GetAtt [A, B]', true],
  ['{ Ref: x }', true],
  ['{ Fn::Sub: x }', true],
  ['{ Ref: x, More: y }', false],
  ['{ Name: x }', false],
  ['!!str 1', false],
])('%s is an intrinsic function: %p', (text, isIntrinsic) => {
  expect(isIntrinsicNode(parseDocument(text, { schema: 'failsafe', logLevel: 'silent' }).contents)).toBe(isIntrinsic);
});
