import type { RecordingSettings, Tags } from '../aws/recording-configurations';
import type { DesiredState } from './desired-state';

/** The kind of change that an update makes. */
export type UpdateAnalysis =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tags' }
  | {
      readonly kind: 'replace';
      /** The changed properties that require replacement. */
      readonly reasons: readonly string[];
    };

const PROPERTY_OF: Readonly<Record<keyof RecordingSettings, string>> = {
  bucketName: 'DestinationConfiguration',
  name: 'Name',
  reconnectWindowSeconds: 'RecordingReconnectWindowSeconds',
  renditions: 'RenditionConfiguration',
  thumbnails: 'ThumbnailConfiguration',
};

/**
 * Compares the previous with the desired state, both normalized. IVS cannot change settings after the create, so the
 * previous state also gives the actual settings.
 */
export function analyzeUpdate(previous: DesiredState, desired: DesiredState): UpdateAnalysis {
  const keys = Object.keys(PROPERTY_OF) as (keyof RecordingSettings)[];
  const changed = keys.filter(
    (key) => JSON.stringify(previous.settings[key]) !== JSON.stringify(desired.settings[key]),
  );
  if (changed.length > 0) return { kind: 'replace', reasons: changed.map((key) => PROPERTY_OF[key]) };
  return areEqual(previous.tags, desired.tags) ? { kind: 'nothing' } : { kind: 'tags' };
}

/** The tags to add and remove. */
export interface TagDiff {
  readonly add: Tags;
  readonly remove: readonly string[];
}

/**
 * Compares actual with desired tags. Desired keys are set or corrected, previously declared keys are removed, and tags
 * added outside the stack stay.
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
