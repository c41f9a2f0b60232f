import type { Tags } from '../../../lambda/aws/recording-configurations';

/** Tags by their origin. */
export interface TagOrigins {
  /** Tags of the resource itself. */
  readonly ownTags: Tags;
  /** Default tags of its provider that it does not override. */
  readonly inheritedTags: Tags;
}

/**
 * Returns the tags that can be default tags of one provider for all of the resources: inherited with the same value by
 * some, and overridden by the others.
 */
export function findDefaultTags(resources: readonly TagOrigins[]): Tags {
  const values = new Map<string, Set<string>>();
  for (const { inheritedTags } of resources) {
    for (const [key, value] of Object.entries(inheritedTags)) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const isOnAll = (key: string): boolean =>
    resources.every(({ ownTags, inheritedTags }) => Object.hasOwn(ownTags, key) || Object.hasOwn(inheritedTags, key));
  return Object.fromEntries(
    [...values].flatMap(([key, [value = '', ...others]]) =>
      others.length === 0 && isOnAll(key) ? [[key, value]] : [],
    ),
  );
}

/** Returns the tags of a resource that its provider's default tags do not give it. */
export function omitDefaultTags(tags: Tags, defaultTags: Tags, { ownTags }: TagOrigins): Tags {
  const isDefault = (key: string, value: string): boolean =>
    Object.hasOwn(defaultTags, key) && defaultTags[key] === value && !Object.hasOwn(ownTags, key);
  return Object.fromEntries(Object.entries(tags).filter(([key, value]) => !isDefault(key, value)));
}
