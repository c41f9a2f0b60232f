import { createHash } from 'node:crypto';
import { flatten, omitDefaults, SETTINGS, type RecordingSettings } from '../../schema/settings';

/**
 * Returns a hash that identifies the settings. It is the value of an owner tag. Defaults are omitted, so that a property
 * that IVS adds changes no existing hash.
 */
export function hashSettings(settings: RecordingSettings): string {
  const values = flatten(SETTINGS, omitDefaults(SETTINGS, settings)).filter(([, value]) => value !== undefined);
  // The hash does not depend on the order of the properties in the schema.
  return createHash('sha256')
    .update(JSON.stringify([...values].sort()))
    .digest('hex')
    .slice(0, 32);
}

/** Returns the differences between two settings, one text per template property. */
export function describeDifferences(actual: RecordingSettings, declared: RecordingSettings): readonly string[] {
  const actualValues = new Map(flatten(SETTINGS, actual));
  return flatten(SETTINGS, declared)
    .filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(actualValues.get(path)))
    .map(([path, value]) => `${path}: ${describe(actualValues.get(path))} in IVS, ${describe(value)} in the template`);
}

function describe(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
