import type { RecordingSettings } from '../aws/recording-configurations';

/** In what two settings differ, one text for each property of a template. */
export function describeDifferences(actual: RecordingSettings, declared: RecordingSettings): readonly string[] {
  const actualValues = flatten(actual);
  return Object.entries(flatten(declared))
    .filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(actualValues[path]))
    .map(([path, value]) => `${path} is ${describe(actualValues[path])} there and ${describe(value)} in the template`);
}

/** The settings by the paths of a template's properties; all paths are there. */
function flatten({
  bucketName,
  name,
  reconnectWindowSeconds,
  renditions,
  thumbnails,
}: RecordingSettings): Readonly<Record<string, unknown>> {
  const interval = thumbnails.mode === 'INTERVAL' ? thumbnails : undefined;
  return {
    'DestinationConfiguration.S3.BucketName': bucketName,
    Name: name,
    RecordingReconnectWindowSeconds: reconnectWindowSeconds,
    'RenditionConfiguration.RenditionSelection': renditions.selection,
    'RenditionConfiguration.Renditions': renditions.selection === 'CUSTOM' ? renditions.resolutions : undefined,
    'ThumbnailConfiguration.RecordingMode': thumbnails.mode,
    'ThumbnailConfiguration.TargetIntervalSeconds': interval?.targetIntervalSeconds,
    'ThumbnailConfiguration.Resolution': interval?.resolution,
    'ThumbnailConfiguration.Storage': interval?.storage,
  };
}

function describe(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
