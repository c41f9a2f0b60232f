import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { RecordingConfiguration } from '../../../lib';
import {
  addRecording,
  createApp,
  createStack,
  findRecording,
  importProvider,
  type Json,
  listResources,
  listResourcesOf,
} from './synthesis';

type Watch = (recording: RecordingConfiguration, id: string, options?: events.OnEventOptions) => events.Rule;

function findRule(stack: Stack): Json {
  const [rule, ...others] = listResourcesOf(stack, 'AWS::Events::Rule');
  if (rule === undefined || others.length > 0) throw new Error('The stack has not exactly one rule.');
  return rule.Properties;
}

function readPattern(stack: Stack): unknown {
  return findRule(stack).EventPattern;
}

const EVENT = { source: ['aws.ivs'], 'detail-type': ['IVS Recording State Change'] };
const BUCKET = { recording_s3_bucket_name: ['recordings'] };

const WATCHES: readonly (readonly [string, Watch, string | undefined])[] = [
  ['onRecordingStateChange', (recording, ...rest) => recording.onRecordingStateChange(...rest), undefined],
  ['onRecordingStart', (recording, ...rest) => recording.onRecordingStart(...rest), 'Recording Start'],
  ['onRecordingEnd', (recording, ...rest) => recording.onRecordingEnd(...rest), 'Recording End'],
  [
    'onRecordingStartFailure',
    (recording, ...rest) => recording.onRecordingStartFailure(...rest),
    'Recording Start Failure',
  ],
  ['onRecordingEndFailure', (recording, ...rest) => recording.onRecordingEndFailure(...rest), 'Recording End Failure'],
];

describe.each(WATCHES)('%s', (_, watch, status) => {
  const detail = status === undefined ? BUCKET : { ...BUCKET, recording_status: [status] };

  test('matches only the events of the bucket with that status', () => {
    const stack = createStack();
    watch(addRecording(stack), 'Rule');
    expect(findRule(stack)).toEqual({ EventPattern: { ...EVENT, detail }, State: 'ENABLED' });
  });

  test('accepts the options of a rule', () => {
    const stack = createStack();
    const target = new targets.SnsTopic(new sns.Topic(stack, 'Topic'));
    watch(addRecording(stack), 'Rule', {
      description: 'All of the channel',
      ruleName: 'recordings',
      target,
      eventPattern: { resources: ['arn:aws:ivs:us-east-1:123456789012:channel/ABcdef34ghIJ'] },
    });
    expect(findRule(stack)).toEqual({
      Description: 'All of the channel',
      Name: 'recordings',
      EventPattern: { ...EVENT, detail, resources: ['arn:aws:ivs:us-east-1:123456789012:channel/ABcdef34ghIJ'] },
      State: 'ENABLED',
      Targets: [{ Arn: { Ref: 'TopicBFC7AF6E' }, Id: 'Target0' }],
    });
  });
});

describe('the event rules', () => {
  test('of a bucket of the stack match its name', () => {
    const stack = createStack();
    addRecording(stack, { bucket: new s3.Bucket(stack, 'Bucket') }).onRecordingEnd('Rule');
    expect(readPattern(stack)).toMatchObject({ detail: { recording_s3_bucket_name: [{ Ref: 'Bucket83908E77' }] } });
  });

  test('and the configuration do not depend on each other', () => {
    const stack = createStack();
    addRecording(stack, { bucket: new s3.Bucket(stack, 'Bucket') }).onRecordingEnd('Rule');
    const [rule] = Object.keys(listResources(stack)).filter((id) => id.startsWith('RecordingRule'));
    expect(JSON.stringify(findRule(stack))).not.toContain('Recording2AAEC332');
    expect(JSON.stringify(findRecording(stack))).not.toContain(rule);
  });

  test('are created once for each call', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    recording.onRecordingStart('First');
    recording.onRecordingStart('Second');
    expect(listResourcesOf(stack, 'AWS::Events::Rule')).toHaveLength(2);
  });

  test('are narrowed by a pattern for another field of the detail', () => {
    const stack = createStack();
    addRecording(stack).onRecordingStateChange('Rule', {
      eventPattern: { detail: { recording_status: ['Recording End'], channel_name: ['stage'] } },
    });
    expect(readPattern(stack)).toEqual({
      ...EVENT,
      detail: { ...BUCKET, recording_status: ['Recording End'], channel_name: ['stage'] },
    });
  });

  test('are widened by a pattern for a field that they have', () => {
    const stack = createStack();
    addRecording(stack).onRecordingStartFailure('Rule', {
      eventPattern: { detail: { recording_s3_bucket_name: [{ exists: false }] } },
    });
    expect(readPattern(stack)).toMatchObject({
      detail: {
        recording_s3_bucket_name: ['recordings', { exists: false }],
        recording_status: ['Recording Start Failure'],
      },
    });
  });

  test("do not change the caller's pattern, which can be used again", () => {
    const stack = createStack();
    const recording = addRecording(stack);
    const eventPattern = { resources: ['arn'], detail: { channel_name: ['stage'] } };
    recording.onRecordingStart('Start', { eventPattern });
    recording.onRecordingEnd('End', { eventPattern });
    expect(eventPattern).toEqual({ resources: ['arn'], detail: { channel_name: ['stage'] } });
    const patterns = listResourcesOf(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.EventPattern);
    expect(patterns).toEqual(
      ['Recording Start', 'Recording End'].map((status) => ({
        ...EVENT,
        resources: ['arn'],
        detail: { ...BUCKET, recording_status: [status], channel_name: ['stage'] },
      })),
    );
  });

  test('can be in the stack of their target', () => {
    const app = createApp();
    const stack = new Stack(app, 'Stack');
    const other = new Stack(app, 'Other');
    addRecording(stack).onRecordingEnd('Rule', { crossStackScope: other });
    expect(listResourcesOf(stack, 'AWS::Events::Rule')).toEqual([]);
    expect(readPattern(other)).toMatchObject({ detail: BUCKET });
  });
});

describe('metricRecordingStartFailures', () => {
  test('creates nothing unless it is used', () => {
    const stack = createStack();
    addRecording(stack);
    expect(listResourcesOf(stack, 'AWS::Events::Rule')).toEqual([]);
  });

  test('counts the matches of a rule without a target', () => {
    const stack = createStack();
    const metric = addRecording(stack).metricRecordingStartFailures();
    expect(findRule(stack)).toEqual({
      Description: 'Counts the recordings that fail to start',
      EventPattern: { ...EVENT, detail: { ...BUCKET, recording_status: ['Recording Start Failure'] } },
      State: 'ENABLED',
    });
    expect(metric).toMatchObject({ namespace: 'AWS/Events', metricName: 'MatchedEvents', statistic: 'Sum' });
    const [rule] = Object.keys(listResources(stack)).filter((id) => id.includes('RecordingStartFailureCount'));
    expect(stack.resolve(metric.dimensions)).toEqual({ RuleName: { Ref: rule } });
  });

  test('creates its rule once, in addition to the other rules', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    recording.onRecordingStartFailure('RecordingStartFailures');
    const [first, second] = [recording.metricRecordingStartFailures(), recording.metricRecordingStartFailures()];
    expect(stack.resolve(first.dimensions)).toEqual(stack.resolve(second.dimensions));
    expect(listResourcesOf(stack, 'AWS::Events::Rule')).toHaveLength(2);
  });

  test('creates an alarm', () => {
    const stack = createStack();
    const metric = addRecording(stack).metricRecordingStartFailures({ period: Duration.minutes(1) });
    metric.createAlarm(stack, 'Alarm', {
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const [rule] = Object.keys(listResources(stack)).filter((id) => id.includes('RecordingStartFailureCount'));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Events',
      MetricName: 'MatchedEvents',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: rule } }],
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('is one for each configuration', () => {
    const stack = createStack();
    const provider = importProvider(stack);
    const metrics = ['First', 'Second'].map((id) =>
      addRecording(stack, { provider }, id).metricRecordingStartFailures(),
    );
    const [first, second] = metrics.map(({ dimensions }) => JSON.stringify(stack.resolve(dimensions)));
    expect(first).not.toBe(second);
  });
});
