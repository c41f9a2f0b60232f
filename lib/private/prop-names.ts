import type { Problem } from '../../schema/problem';

/** Props whose name is not the property name of the template in camelCase. */
const PROPS: Readonly<Record<string, string>> = {
  DestinationConfiguration: 'bucket',
  'DestinationConfiguration.S3': 'bucket',
  'DestinationConfiguration.S3.BucketName': 'bucket',
  Name: 'recordingConfigurationName',
  RecordingReconnectWindowSeconds: 'recordingReconnectWindow',
  'ThumbnailConfiguration.TargetIntervalSeconds': 'thumbnailConfiguration.targetInterval',
};

/** Returns the prop for a property of the template; undefined for any other path. */
function toPropName(path: string): string | undefined {
  if (!/^[A-Z]\w*([.[]|$)/.test(path)) return undefined;
  // The template has a list of keys and values, but the prop is a map.
  if (/^Tags\b/.test(path)) return 'tags';
  return PROPS[path] ?? path.replace(/(^|\.)[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Adds the name of the prop to a problem, because the user of the construct writes the prop, not the property. */
export function nameProp(problem: Problem): Problem {
  const { path, text } = problem;
  const prop = text.startsWith(`${path} `) ? toPropName(path) : undefined;
  return prop === undefined ? problem : { ...problem, text: `${prop} (${path})${text.slice(path.length)}` };
}
