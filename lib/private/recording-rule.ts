import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';

/**
 * The values of `recording_status` in recording events:
 * https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/eventbridge.html
 */
export type RecordingStatus = 'Recording Start' | 'Recording End' | 'Recording Start Failure' | 'Recording End Failure';

/**
 * Creates a rule for the recording events of a bucket. Events do not contain the configuration, so match them by bucket
 * name, which is globally unique.
 *
 * @param status - the status to match; undefined for all
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
  // Add it after the rule's own pattern: merging modifies the existing pattern, which must not be the caller's object.
  rule.addEventPattern(eventPattern);
  rule.addTarget(target);
  return rule;
}
