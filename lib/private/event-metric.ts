import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IRule } from 'aws-cdk-lib/aws-events';

/**
 * Returns the metric of the events that a rule of the default event bus has matched. EventBridge emits it by rule name,
 * with no second dimension on the default bus:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function createMatchedEventsMetric(rule: IRule, options: cloudwatch.MetricOptions): cloudwatch.Metric {
  const metric = new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'MatchedEvents',
    dimensionsMap: { RuleName: rule.ruleName },
    statistic: cloudwatch.Stats.SUM,
    ...options,
  });
  return metric.attachTo(rule);
}
