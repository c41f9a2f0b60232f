import { OperationsStack } from '../../../examples/typescript/operations-stack';
import { readDocument } from '../../docs/markdown';
import { createApp, listResourcesOf } from './synthesis';

type Node = Readonly<Record<string, unknown>>;

const PAGE = readDocument('docs/runbook.md');
const stack = new OperationsStack(createApp(), 'Operations', {
  env: { account: '123456789012', region: 'us-east-1' },
});
const alarms = listResourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties: properties }) => properties);
const sections = [...PAGE.matchAll(/^## (.+)\n\n\*\*Meaning:\*\* (?!not an alarm)/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
);

test('every section of an alarm in docs/runbook.md has an alarm in the example, which links to it', () => {
  const linked = alarms.map(({ AlarmDescription: description }) => String(description).split('#')[1]);
  expect(linked.length).toBeGreaterThan(4);
  expect(linked.sort()).toEqual([...sections].sort());
});

test('every alarm notifies at the first failure, and not without data', () => {
  for (const alarm of alarms) {
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
    expect(alarm.ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
    expect(alarm.AlarmActions).toHaveLength(1);
  }
});

test('the dashboard has every metric of the alarms', () => {
  const [dashboard] = listResourcesOf(stack, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const { MetricName: name } of alarms) expect(body).toContain(String(name));
  for (const name of ['Invocations', 'Duration']) expect(body).toContain(name);
});

describe('the rule for changes by others', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/provider';
  const pattern = listResourcesOf(stack, 'AWS::Events::Rule')
    .map(({ Properties: { EventPattern: one } }) => one as Node)
    .find((one) => JSON.stringify(one).includes('CloudTrail'));
  const configuration = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEfGhIjKl';
  const assumed = (arn: string): Node => ({ type: 'AssumedRole', sessionContext: { sessionIssuer: { arn } } });
  const isMatched = (eventName: string, requestParameters: Node, userIdentity: Node): boolean =>
    matches(
      {
        source: 'aws.ivs',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: { eventName, requestParameters, userIdentity },
      },
      pattern,
    );

  test.each<[boolean, string, string, Node, Node]>([
    [true, 'a user who deletes', 'DeleteRecordingConfiguration', { arn: configuration }, { type: 'IAMUser' }],
    [true, 'a role that removes tags', 'UntagResource', { resourceArn: configuration }, assumed(`${ROLE}-2`)],
    [false, 'the function', 'TagResource', { resourceArn: configuration }, assumed(ROLE)],
    [false, 'tags of a channel', 'TagResource', { resourceArn: 'arn:aws:ivs:us-east-1:1:channel/a' }, { type: 'Root' }],
    [false, 'a read', 'GetRecordingConfiguration', { arn: configuration }, { type: 'IAMUser' }],
  ])('is %s for %s', (expected, _, name, parameters, identity) => {
    expect(isMatched(name, parameters, identity)).toBe(expected);
  });

  /** Whether an event matches a pattern, by the operators of this pattern alone. */
  function matches(value: unknown, expected: unknown): boolean {
    if (Array.isArray(expected)) return expected.some((one) => matchesValue(value, one));
    return Object.entries(expected as Node).every(([name, inner]) =>
      name === '$or'
        ? (inner as readonly unknown[]).some((one) => matches(value, one))
        : matches((value as Node | undefined)?.[name], inner),
    );
  }

  function matchesValue(value: unknown, expected: unknown): boolean {
    if (typeof expected === 'string') return value === expected;
    const { prefix, 'anything-but': others } = expected as { prefix?: unknown; 'anything-but'?: unknown[] };
    if (prefix !== undefined) return typeof value === 'string' && value.startsWith(resolve(prefix));
    return typeof value === 'string' && others?.map(resolve).includes(value) === false;
  }

  /** A text of the template, with the ARN of the role and the partition. */
  function resolve(text: unknown): string {
    if (typeof text === 'string') return text;
    const { Ref: name, 'Fn::Join': join } = text as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (join !== undefined) return join[1].map(resolve).join(join[0]);
    return name === undefined ? ROLE : 'aws';
  }
});
