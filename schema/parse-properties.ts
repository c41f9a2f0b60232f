import { checkCombination } from './check-combination';
import { checkValue } from './check-value';
import type { Problem } from './problem';
import { PROPERTIES, type RecordingConfigurationProperties } from './properties';
import type { IsUnresolved } from './unresolved-value';

export type ParsedProperties =
  | { readonly properties: RecordingConfigurationProperties; readonly problems: readonly [] }
  | { readonly properties?: undefined; readonly problems: readonly Problem[] };

/**
 * Reads the resource's properties as CloudFormation hands them over: all problems at once, or all values in their own
 * types. `ServiceToken` and `ServiceTimeout` are passed over.
 */
export function parseProperties(properties: unknown): ParsedProperties {
  const { checked, problems } = check(properties, () => false);
  if (problems.length > 0) return { problems };
  // Without a problem the checked value has the shape of the rules, from which this type is derived.
  return { properties: checked as RecordingConfigurationProperties, problems: [] };
}

/** Everything wrong with properties of which some may be known only at deployment; those pass. */
export function findProblems(properties: unknown, isUnresolved: IsUnresolved): readonly Problem[] {
  return check(properties, isUnresolved).problems;
}

function check(properties: unknown, isUnresolved: IsUnresolved): { checked: unknown; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const checked = checkValue(PROPERTIES, '', properties, problems, isUnresolved);
  return { checked, problems: [...problems, ...checkCombination(checked)] };
}
