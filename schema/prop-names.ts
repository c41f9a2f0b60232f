/**
 * Returns the construct's prop for a property path: in camelCase, and without the unit of a duration. The exceptions
 * follow the names of the CDK.
 */
export function toPropPath(path: string): string {
  if (/^DestinationConfiguration\b/.test(path)) return 'bucket';
  if (path === 'Name') return 'recordingConfigurationName';
  return path.replace(/(^|\.)[A-Z]/g, (letter) => letter.toLowerCase()).replace(/Seconds$/, '');
}

/** Returns the name of the prop in its object. */
export function toPropName(path: string): string {
  return toPropPath(path).replace(/^.*\./, '');
}
