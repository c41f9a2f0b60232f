import { checkCombination } from './check-combination';
import { checkValue } from './check-value';
import type { Problem } from './problem';
import { PROPERTIES, type RecordingConfigurationProperties } from './properties';
import type { IsUnresolved } from './unresolved-value';

export type ParsedProperties =
  | { readonly properties: RecordingConfigurationProperties; readonly problems: readonly [] }
  | { readonly properties?: undefined; readonly problems: readonly Problem[] };

/**
 * Parses the properties as CloudFormation sends them. Returns either all problems, or all values in their types.
 * Ignores `ServiceToken` and `ServiceTimeout`.
 */
export function parseProperties(properties: unknown): ParsedProperties {
  const { checked, problems } = check(properties, () => false);
  if (problems.length > 0) return { problems };
  // Without problems, the checked value matches the rules from which this type is derived.
  return { properties: checked as RecordingConfigurationProperties, problems: [] };
}

/** Returns all problems of properties. Ignores values that are known only at deployment. */
export function findProblems(properties: unknown, isUnresolved: IsUnresolved): readonly Problem[] {
  return check(properties, isUnresolved).problems;
}

function check(properties: unknown, isUnresolved: IsUnresolved): { checked: unknown; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const checked = checkValue(PROPERTIES, '', properties, problems, isUnresolved);
  return { checked, problems: [...problems, ...checkCombination(checked)] };
}
