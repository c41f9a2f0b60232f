import { SETTINGS, type RecordingSettings } from '../../schema/settings';
import type { Tags } from '../aws/recording-configurations';
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

/**
 * Compares the previous with the desired state, both normalized. IVS cannot change settings after the create, so the
 * previous state also gives the actual settings.
 */
export function analyzeUpdate(previous: DesiredState, desired: DesiredState): UpdateAnalysis {
  const names = Object.keys(SETTINGS.properties) as (keyof RecordingSettings)[];
  const reasons = names.filter(
    (name) => JSON.stringify(previous.settings[name]) !== JSON.stringify(desired.settings[name]),
  );
  if (reasons.length > 0) return { kind: 'replace', reasons };
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
