import type { RecordingSettings, Tags } from '../aws/recording-configurations';
import type { DesiredState } from './desired-state';

/** What an update has to do. */
export type UpdateAnalysis =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tags' }
  | {
      readonly kind: 'replace';
      /** The properties that changed and cannot be changed in place. */
      readonly reasons: readonly string[];
    };

const PROPERTY_OF: Readonly<Record<keyof RecordingSettings, string>> = {
  bucketName: 'DestinationConfiguration',
  name: 'Name',
  reconnectWindowSeconds: 'RecordingReconnectWindowSeconds',
  renditions: 'RenditionConfiguration',
  thumbnails: 'ThumbnailConfiguration',
};

/** Compares what was declared with what is declared now, both normalised: settings cannot differ from their declaration. */
export function analyzeUpdate(previous: DesiredState, desired: DesiredState): UpdateAnalysis {
  const keys = Object.keys(PROPERTY_OF) as (keyof RecordingSettings)[];
  const changed = keys.filter(
    (key) => JSON.stringify(previous.settings[key]) !== JSON.stringify(desired.settings[key]),
  );
  if (changed.length > 0) return { kind: 'replace', reasons: changed.map((key) => PROPERTY_OF[key]) };
  return areEqual(previous.tags, desired.tags) ? { kind: 'nothing' } : { kind: 'tags' };
}

/** What has to be done to a configuration's tags. */
export interface TagDiff {
  readonly add: Tags;
  readonly remove: readonly string[];
}

/**
 * Compares the tags that are there with those that should be. Declared keys are set and repaired, keys declared before
 * and not now are removed, keys that others added stay.
 */
export function diffTags(actual: Tags, desired: Tags, previous: Tags): TagDiff {
  return {
    add: Object.fromEntries(Object.entries(desired).filter(([key, value]) => actual[key] !== value)),
    remove: Object.keys(previous).filter((key) => !Object.hasOwn(desired, key) && Object.hasOwn(actual, key)),
  };
}

function areEqual(a: Tags, b: Tags): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}
