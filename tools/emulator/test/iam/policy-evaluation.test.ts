import fc from 'fast-check';
import { isAllowed, listActions } from '../../iam/policy-evaluation';

const ACCESS = { action: 'ivs:TagResource', resource: 'arn:aws:ivs:us-east-1:123456789012:channel/AbC' };
const allow = (Action: unknown, Resource: unknown = '*'): object => ({
  Statement: { Effect: 'Allow', Action, Resource },
});
const deny = (Action: unknown, Resource: unknown = '*'): object => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Deny', Effect: 'Deny', Action, Resource }],
});

const conditional = (Condition: unknown): object => ({
  Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition },
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
])('a role with permission for %s', (_title, documents, isExpected) => {
  expect(isAllowed(documents, ACCESS)).toBe(isExpected);
});

test.each<[condition: object, context: Record<string, string> | undefined, isSo: boolean]>([
  [{}, undefined, true],
  [
    { StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
    { 'iam:AWSServiceName': 'ivs.amazonaws.com' },
    true,
  ],
  [{ StringEquals: { 'IAM:awsservicename': ['a', 'b'] } }, { 'iam:AWSServiceName': 'b' }, true],
  [
    { StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
    { 'iam:AWSServiceName': 'eks.amazonaws.com' },
    false,
  ],
  [{ StringEquals: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } }, undefined, false],
  [{ StringEquals: { 'iam:AWSServiceName': '*' } }, { 'iam:AWSServiceName': 'ivs.amazonaws.com' }, false],
  [{ StringLike: { 'iam:AWSServiceName': 'ivs.*' } }, { 'iam:AWSServiceName': 'ivs.amazonaws.com' }, true],
  [{ StringLike: { 'iam:AWSServiceName': 'ivs.*' } }, { 'iam:AWSServiceName': 'eks.amazonaws.com' }, false],
  [{ StringEquals: { a: '1', b: '2' } }, { a: '1', b: '2' }, true],
  [{ StringEquals: { a: '1', b: '2' } }, { a: '1' }, false],
])('with the condition %j a call with %j is allowed: %s', (condition, context, isExpected) => {
  expect(isAllowed([conditional(condition)], { ...ACCESS, ...(context && { context }) })).toBe(isExpected);
});

test('only the listed actions are allowed', () => {
  const text = fc.stringMatching(/^[a-z:/.+$^()-]{1,12}$/);
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(isAllowed([allow(one, one)], { action: other, resource: other })).toBe(one === other);
    }),
  );
});

test.each([
  [conditional({ Bool: { 'aws:SecureTransport': 'true' } }), /condition Bool is not supported/],
  [conditional({ StringEquals: 'a' }), /condition StringEquals is not supported/],
  [conditional({ StringEquals: { 'aws:a': 1 } }), /aws:a is 1/],
  [conditional('a'), /Condition is "a"/],
  [{ Statement: { Effect: 'Allow', NotAction: '*', Resource: '*' } }, /NotAction .+ not supported/],
  [{ Statement: { Effect: 'Maybe', Action: '*', Resource: '*' } }, /Effect is Maybe/],
  [{ Statement: { Effect: 'Allow', Resource: '*' } }, /Action is undefined/],
  [{ Statement: { Effect: 'Allow', Action: '*', Resource: { Ref: 'Bucket' } } }, /Resource is \{"Ref":"Bucket"\}/],
  [{}, /not a policy document/],
  ['text', /not a policy document/],
])('the unsupported document %j is rejected', (document, message) => {
  expect(() => isAllowed([document], ACCESS)).toThrow(message);
});

test('the allowed actions are listed', () => {
  expect(listActions([allow(['a:B', 'a:C']), deny('a:D'), allow('a:E')])).toEqual(['a:B', 'a:C', 'a:E']);
});
