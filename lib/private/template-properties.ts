import type { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { unexpectedValue, type Problem } from '../../schema/problem';
import type { RecordingConfigurationProps, RecordingConfigurationTimeouts } from '../recording-configuration';
import type { RenditionConfiguration } from '../rendition-configuration';
import type { ThumbnailConfiguration } from '../thumbnail-configuration';

type TemplateProperties = Readonly<Record<string, unknown>>;

/**
 * Returns the properties of a recording configuration for the template, without tags. Omits absent properties, because
 * only the function applies defaults.
 *
 * @param problems - receives values that a template cannot express
 */
export function toTemplateProperties(props: RecordingConfigurationProps, problems: Problem[]): TemplateProperties {
  // In plain JavaScript the bucket may be missing, which the property check reports, or be a name.
  const { bucket } = props as { readonly bucket?: IBucket | string };
  if (typeof bucket === 'string') {
    problems.push(unexpectedValue('bucket', bucket, 'a bucket, such as Bucket.fromBucketName() gives'));
  }
  const bucketName = typeof bucket === 'string' ? bucket : bucket?.bucketName;
  return keepGiven({
    DestinationConfiguration: { S3: keepGiven({ BucketName: bucketName }) },
    Name: props.recordingConfigurationName,
    RecordingReconnectWindowSeconds: toSeconds(
      'RecordingReconnectWindowSeconds',
      props.recordingReconnectWindow,
      problems,
    ),
    RenditionConfiguration: props.renditionConfiguration && toRenditions(props.renditionConfiguration),
    ThumbnailConfiguration: props.thumbnailConfiguration && toThumbnails(props.thumbnailConfiguration, problems),
    Timeouts: props.timeouts && toTimeouts(props.timeouts, problems),
    OnInUse: props.onInUse,
    AdoptArn: props.adoptArn,
  });
}

function toRenditions(configuration: RenditionConfiguration): TemplateProperties {
  return keepGiven({
    RenditionSelection: configuration.renditionSelection,
    Renditions: configuration.renditions,
  });
}

function toThumbnails(configuration: ThumbnailConfiguration, problems: Problem[]): TemplateProperties {
  return keepGiven({
    RecordingMode: configuration.recordingMode,
    TargetIntervalSeconds: toSeconds(
      'ThumbnailConfiguration.TargetIntervalSeconds',
      configuration.targetInterval,
      problems,
    ),
    Resolution: configuration.resolution,
    Storage: configuration.storage,
  });
}

function toTimeouts(timeouts: RecordingConfigurationTimeouts, problems: Problem[]): TemplateProperties {
  return keepGiven({
    Create: toSeconds('Timeouts.Create', timeouts.create, problems),
    Delete: toSeconds('Timeouts.Delete', timeouts.delete, problems),
  });
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

function keepGiven(properties: TemplateProperties): TemplateProperties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
