import fc from 'fast-check';
import { isAllowed, listActions } from '../../../local/iam/policy-evaluation';

const ACCESS = { action: 'ivs:TagResource', resource: 'arn:aws:ivs:us-east-1:123456789012:channel/AbC' };
const allow = (Action: unknown, Resource: unknown = '*'): object => ({
  Statement: { Effect: 'Allow', Action, Resource },
});
const deny = (Action: unknown, Resource: unknown = '*'): object => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Deny', Effect: 'Deny', Action, Resource }],
});

test.each<[title: string, documents: readonly object[], isSo: boolean]>([
  ['nothing', [], false],
  ['the action', [allow('ivs:TagResource')], true],
  ['the action in other letters', [allow('IVS:tagresource')], true],
  ['another action', [allow('ivs:UntagResource')], false],
  ['a longer action', [allow('ivs:TagResources')], false],
  ['one of several', [allow(['s3:ListBucket', 'ivs:Tag*'])], true],
  ['one character', [allow('ivs:TagResourc?')], true],
  ['one character too many', [allow('ivs:TagResource?')], false],
  ['a dot that is a dot', [allow('ivs.TagResource')], false],
  ['the resource', [allow('*', ACCESS.resource)], true],
  ['resources of its kind', [allow('*', 'arn:aws:ivs:us-east-1:123456789012:channel/*')], true],
  ['resources of another kind', [allow('*', 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/*')], false],
  ['the resource in other letters', [allow('*', ACCESS.resource.toLowerCase())], false],
  ['it, and a denial', [allow('*'), deny('ivs:*')], false],
  ['it, and a denial of something else', [allow('*'), deny('ivs:*', 'arn:aws:ivs:else')], true],
])('a role that is allowed %s', (_title, documents, isSo) => {
  expect(isAllowed(documents, ACCESS)).toBe(isSo);
});

test.each<[title: string, condition: object, context: Readonly<Record<string, string>>, isSo: boolean]>([
  ['its value', { StringEquals: { 'aws:ResourceAccount': '1' } }, { 'aws:ResourceAccount': '1' }, true],
  ['a key in other letters', { StringEquals: { 'AWS:resourceaccount': '1' } }, { 'aws:ResourceAccount': '1' }, true],
  ['another value', { StringEquals: { 'aws:ResourceAccount': '1' } }, { 'aws:ResourceAccount': '2' }, false],
  ['no such key', { StringEquals: { 'aws:ResourceAccount': '1' } }, {}, false],
  ['one of its values', { StringEquals: { 'iam:AWSServiceName': ['a', 'b'] } }, { 'iam:AWSServiceName': 'b' }, true],
  ['a pattern as it is', { StringEquals: { 'iam:AWSServiceName': '*' } }, { 'iam:AWSServiceName': 'b' }, false],
  ['a pattern', { StringLike: { 'iam:AWSServiceName': 'ivs.*' } }, { 'iam:AWSServiceName': 'ivs.amazonaws.com' }, true],
  ['one of two keys', { StringEquals: { a: '1', b: '1' } }, { a: '1' }, false],
])('a condition of a statement meets %s', (_title, Condition, context, isSo) => {
  const document = { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } };
  expect(isAllowed([document], { ...ACCESS, context })).toBe(isSo);
});

test('what is allowed by name is allowed, and nothing else', () => {
  const text = fc.stringMatching(/^[a-z:/.+$^()-]{1,12}$/);
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(isAllowed([allow(one, one)], { action: other, resource: other })).toBe(one === other);
    }),
  );
});

test.each([
  [
    { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '::1' } } } },
    /IpAddress is not evaluated here/,
  ],
  [{ Statement: { Effect: 'Allow', NotAction: '*', Resource: '*' } }, /NotAction .+ not evaluated here/],
  [{ Statement: { Effect: 'Maybe', Action: '*', Resource: '*' } }, /Effect is Maybe/],
  [{ Statement: { Effect: 'Allow', Resource: '*' } }, /Action is undefined/],
  [{ Statement: { Effect: 'Allow', Action: '*', Resource: { Ref: 'Bucket' } } }, /Resource is \{"Ref":"Bucket"\}/],
  [{}, /no policy document/],
  ['text', /no policy document/],
])('the document %j is not taken by half', (document, message) => {
  expect(() => isAllowed([document], ACCESS)).toThrow(message);
});

test('the actions that documents allow can be listed', () => {
  expect(listActions([allow(['a:B', 'a:C']), deny('a:D'), allow('a:E')])).toEqual(['a:B', 'a:C', 'a:E']);
});
