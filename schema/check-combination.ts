import { unexpectedValue, type Problem } from './problem';
import { PROPERTIES } from './properties';
import type { ObjectRule, Rule } from './rule';
import { isRecord, UNRESOLVED } from './unresolved-value';

/**
 * Checks that no setting has a value that does not apply, and that none is missing with another setting. Neither the API
 * model nor CloudFormation's schema contains these rules.
 *
 * @param checked - the result of checkValue for all properties
 */
export function checkCombination(checked: unknown): readonly Problem[] {
  return checkObject(PROPERTIES, checked, '');
}

function checkObject(rule: ObjectRule, checked: unknown, prefix: string): readonly Problem[] {
  if (!isRecord(checked)) return [];
  return Object.entries(rule.properties).flatMap(([name, inner]) => {
    const path = prefix + name;
    if (inner.type === 'object') return checkObject(inner, checked[name], `${path}.`);
    return checkCondition(inner, rule, checked, path, checked[name]);
  });
}

function checkCondition(
  { onlyWith }: Rule,
  { properties }: ObjectRule,
  checked: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): readonly Problem[] {
  if (onlyWith === undefined) return [];
  const { property, value: expected, atLeastOne } = onlyWith;
  const other = checked[property] ?? (properties[property] as { readonly default?: unknown } | undefined)?.default;
  if (other === UNRESOLVED || value === UNRESOLVED) return [];
  const isAbsent = value === undefined || (Array.isArray(value) && value.length === 0);
  if (other !== expected && !isAbsent) {
    const noun = atLeastOne === undefined ? 'value' : `${atLeastOne}s`;
    return [unexpectedValue(path, value, `no ${noun} unless ${property} is ${expected}`)];
  }
  if (other === expected && isAbsent && atLeastOne !== undefined) {
    const state = value === undefined ? 'missing' : 'empty';
    return [{ path, text: `${path} is ${state}: expected at least one ${atLeastOne} with ${property} ${expected}.` }];
  }
  return [];
}
