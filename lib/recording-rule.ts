import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/**
 * What IVS says of a recording in an event's `recording_status`:
 * https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
 */
export type RecordingStatus = 'Recording Start' | 'Recording End' | 'Recording Start Failure' | 'Recording End Failure';

/**
 * A rule for the events of recordings that go to a bucket. IVS does not say in an event which configuration a recording
 * is made with; the bucket is the nearest that it says, and the name of a bucket belongs to one bucket in the world.
 *
 * @param status - the only status that counts; undefined stands for all
 */
export function createRecordingRule(
  scope: Construct,
  id: string,
  bucketName: string,
  status: RecordingStatus | undefined,
  options: events.OnEventOptions,
): events.Rule {
  const { target, eventPattern, ...others } = options;
  const rule = new events.Rule(scope, id, {
    ...others,
    eventPattern: {
      source: ['aws.ivs'],
      detailType: ['IVS Recording State Change'],
      detail: {
        recording_s3_bucket_name: [bucketName],
        ...(status === undefined ? {} : { recording_status: [status] }),
      },
    },
  });
  // After the rule's own: merging changes the pattern that was there before, and that must not be the caller's object.
  rule.addEventPattern(eventPattern);
  rule.addTarget(target);
  return rule;
}
