import type { Problem } from '../../schema/problem';

/** Props whose name is not that of the template's property with a small first letter. */
const PROPS: Readonly<Record<string, string>> = {
  DestinationConfiguration: 'bucket',
  'DestinationConfiguration.S3': 'bucket',
  'DestinationConfiguration.S3.BucketName': 'bucket',
  Name: 'recordingConfigurationName',
  RecordingReconnectWindowSeconds: 'recordingReconnectWindow',
  'ThumbnailConfiguration.TargetIntervalSeconds': 'thumbnailConfiguration.targetInterval',
};

/** The prop that becomes a property of the template; undefined for a path that is none of the template's. */
function toPropName(path: string): string | undefined {
  if (!/^[A-Z]\w*([.[]|$)/.test(path)) return undefined;
  // The template has a list of keys and values, the prop is a map.
  if (/^Tags\b/.test(path)) return 'tags';
  return PROPS[path] ?? path.replace(/(^|\.)[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A problem that names the prop, which the user of the construct has written, beside the property of the template. */
export function nameProp(problem: Problem): Problem {
  const { path, text } = problem;
  const prop = text.startsWith(`${path} `) ? toPropName(path) : undefined;
  return prop === undefined ? problem : { path, text: `${prop} (${path})${text.slice(path.length)}` };
}
