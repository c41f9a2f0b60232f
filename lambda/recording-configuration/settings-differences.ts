import type { RecordingSettings } from '../aws/recording-configurations';

/** Returns the differences between two settings, one text per template property. */
export function describeDifferences(actual: RecordingSettings, declared: RecordingSettings): readonly string[] {
  const actualValues = flatten(actual);
  return Object.entries(flatten(declared))
    .filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(actualValues[path]))
    .map(([path, value]) => `${path}: ${describe(actualValues[path])} in IVS, ${describe(value)} in the template`);
}

/** Returns the settings by property path. All paths are present. */
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
