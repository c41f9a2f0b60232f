import type { Duration } from 'aws-cdk-lib';
import type { RecordingConfigurationProps, RecordingConfigurationTimeouts } from './recording-configuration-props';
import type { RenditionConfiguration } from './rendition-configuration';
import type { ThumbnailConfiguration } from './thumbnail-configuration';

type TemplateProperties = Readonly<Record<string, unknown>>;

/**
 * The properties of a recording configuration as they stand in the template, tags apart: those that are given and no
 * others, so that the handler alone knows the defaults.
 */
export function toTemplateProperties(props: RecordingConfigurationProps): TemplateProperties {
  // A plain JavaScript caller may have forgotten the bucket; the check of the properties then says so.
  const { bucket } = props as Partial<RecordingConfigurationProps>;
  return keepGiven({
    DestinationConfiguration: { S3: keepGiven({ BucketName: bucket?.bucketName }) },
    Name: props.recordingConfigurationName,
    RecordingReconnectWindowSeconds: toSeconds('RecordingReconnectWindowSeconds', props.recordingReconnectWindow),
    RenditionConfiguration: props.renditionConfiguration && toRenditions(props.renditionConfiguration),
    ThumbnailConfiguration: props.thumbnailConfiguration && toThumbnails(props.thumbnailConfiguration),
    Timeouts: props.timeouts && toTimeouts(props.timeouts),
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

function toThumbnails(configuration: ThumbnailConfiguration): TemplateProperties {
  return keepGiven({
    RecordingMode: configuration.recordingMode,
    TargetIntervalSeconds: toSeconds('ThumbnailConfiguration.TargetIntervalSeconds', configuration.targetInterval),
    Resolution: configuration.resolution,
    Storage: configuration.storage,
  });
}

function toTimeouts(timeouts: RecordingConfigurationTimeouts): TemplateProperties {
  return keepGiven({
    Create: toSeconds('Timeouts.Create', timeouts.create),
    Delete: toSeconds('Timeouts.Delete', timeouts.delete),
  });
}

/**
 * A duration in seconds, with its fraction, which the check of the properties then refuses in its own words.
 *
 * @throws if it is a token in another unit, which nobody can convert before deployment
 */
function toSeconds(path: string, duration: Duration | undefined): number | undefined {
  if (duration?.isUnresolved() && duration.unitLabel() !== 'seconds') {
    const unit = duration.unitLabel();
    throw new Error(
      `${path} is a token in ${unit}: expected Duration.seconds(), since a token cannot be converted before deployment.`,
    );
  }
  return duration?.toSeconds({ integral: false });
}

function keepGiven(properties: TemplateProperties): TemplateProperties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
