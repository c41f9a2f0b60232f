import type { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { unexpectedValue, type Problem } from '../../schema/problem';
import { toPropName } from '../../schema/prop-names';
import { PROPERTIES } from '../../schema/properties';
import type { ObjectRule, Rule } from '../../schema/rule';
import { isRecord } from '../../schema/unresolved-value';
import type { RecordingConfigurationProps } from '../recording-configuration';

type TemplateProperties = Readonly<Record<string, unknown>>;

/**
 * Returns the properties of a recording configuration for the template, without tags. Omits absent properties, because
 * only the function applies defaults.
 *
 * @param problems - receives values that a template cannot express
 */
export function toTemplateProperties(props: RecordingConfigurationProps, problems: Problem[]): TemplateProperties {
  return toObject(PROPERTIES, '', props as object as TemplateProperties, problems);
}

function toObject(
  rule: ObjectRule,
  prefix: string,
  props: TemplateProperties,
  problems: Problem[],
): TemplateProperties {
  const entries = Object.entries(rule.properties).map(([name, inner]) => {
    const path = prefix + name;
    return [name, toValue(inner, path, props[toPropName(path)], problems)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function toValue(rule: Rule, path: string, value: unknown, problems: Problem[]): unknown {
  if (path === 'DestinationConfiguration') return toDestination(value as IBucket | string | undefined, problems);
  if (rule.type === 'tags') return undefined;
  if (rule.type === 'object' && isRecord(value)) return toObject(rule, `${path}.`, value, problems);
  if (rule.type !== 'integer' || rule.unit !== 'seconds') return value;
  return toSeconds(path, value as Duration | undefined, problems);
}

/** In plain JavaScript the bucket may be missing, which the property check reports, or be a name. */
function toDestination(bucket: IBucket | string | undefined, problems: Problem[]): TemplateProperties {
  if (typeof bucket === 'string') {
    problems.push(unexpectedValue('bucket', bucket, 'a bucket, such as Bucket.fromBucketName() gives'));
  }
  const bucketName = typeof bucket === 'string' ? bucket : bucket?.bucketName;
  return { S3: bucketName === undefined ? {} : { BucketName: bucketName } };
}

/**
 * Converts a duration to seconds, including a fraction, which the property check rejects.
 *
 * @param problems - receives the problem of a token in another unit, which cannot be converted before deployment
 */
function toSeconds(path: string, duration: Duration | undefined, problems: Problem[]): number | undefined {
  // In plain JavaScript it may be a number.
  if (duration !== undefined && typeof (duration as Partial<Duration>).toSeconds !== 'function') {
    problems.push(unexpectedValue(path, duration, 'a Duration, such as Duration.seconds(30)'));
    return undefined;
  }
  if (duration?.isUnresolved() && duration.unitLabel() !== 'seconds') {
    const unit = duration.unitLabel();
    const text = `${path} is a token in ${unit}: expected Duration.seconds(), since a token cannot be converted before deployment.`;
    problems.push({ path, text });
    return undefined;
  }
  return duration?.toSeconds({ integral: false });
}
