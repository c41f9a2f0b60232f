import { checkTags } from './check-tags';
import { findNearestName } from './nearest-name';
import { unexpectedValue, type Problem } from './problem';
import { CLOUDFORMATION_PROPERTIES } from './properties';
import { RESOURCE_TYPE } from './resource-type';
import type { IntegerRule, ObjectRule, Rule, SetRule, StringRule } from './rule';
import { isPresent, isRecord, UNRESOLVED, type IsUnresolved } from './unresolved-value';

/**
 * Checks a value against its rule and converts it to its type: `60` for `"60"`. Returns {@link UNRESOLVED} for an
 * unresolved value, and undefined for a value with problems.
 *
 * @param path - the path of the value; empty for all properties
 * @param problems - receives the problems
 */
export function checkValue(
  rule: Rule,
  path: string,
  value: unknown,
  problems: Problem[],
  isUnresolved: IsUnresolved,
): unknown {
  if (isUnresolved(value)) return UNRESOLVED;
  switch (rule.type) {
    case 'string':
      return checkString(rule, path, value, problems);
    case 'enum':
      if (typeof value === 'string' && rule.values.includes(value)) return value;
      problems.push(unexpectedValue(path, value, describeExpected(rule)));
      return undefined;
    case 'integer':
      return checkInteger(rule, path, value, problems);
    case 'set':
      return checkSet(rule, path, value, problems, isUnresolved);
    case 'tags':
      return checkTags(path, value, problems, isUnresolved);
    case 'object':
      return checkObject(rule, path, value, problems, isUnresolved);
  }
}

function describeExpected(rule: Rule): string {
  switch (rule.type) {
    case 'string':
      return rule.expected;
    case 'enum':
      return `one of ${rule.values.join(', ')}`;
    case 'integer':
      return `a whole number of ${rule.unit} from ${rule.minimum} to ${rule.maximum}`;
    case 'set':
      return `a list of different values out of ${rule.values.join(', ')}`;
    case 'tags':
      return 'tags';
    case 'object':
      return `an object with ${Object.keys(rule.properties).join(', ')}`;
  }
}

function checkString(rule: StringRule, path: string, value: unknown, problems: Problem[]): unknown {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text === 'string' && new RegExp(rule.pattern).test(text)) return text;
  problems.push(unexpectedValue(path, value, rule.expected));
  return undefined;
}

function checkInteger(rule: IntegerRule, path: string, value: unknown, problems: Problem[]): unknown {
  const number = typeof value === 'string' && /^[+-]?[0-9]+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= rule.minimum && number <= rule.maximum) {
    // Converts -0 to 0, which would have a different settings hash.
    return number + 0;
  }
  problems.push(unexpectedValue(path, value, describeExpected(rule)));
  return undefined;
}

function checkSet(
  rule: SetRule,
  path: string,
  value: unknown,
  problems: Problem[],
  isUnresolved: IsUnresolved,
): unknown {
  if (!Array.isArray(value)) {
    problems.push(unexpectedValue(path, value, describeExpected(rule)));
    return undefined;
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries() as IterableIterator<[number, unknown]>) {
    if (isUnresolved(item)) return UNRESOLVED;
    const where = `${path}[${index}]`;
    if (typeof item !== 'string' || !rule.values.includes(item)) {
      problems.push(unexpectedValue(where, item, `one of ${rule.values.join(', ')}`));
    } else if (seen.has(item)) {
      problems.push(unexpectedValue(where, item, 'each value once'));
    } else {
      seen.add(item);
    }
  }
  return [...seen];
}

function checkObject(
  rule: ObjectRule,
  path: string,
  value: unknown,
  problems: Problem[],
  isUnresolved: IsUnresolved,
): unknown {
  if (!isRecord(value)) {
    problems.push(unexpectedValue(path === '' ? 'Properties' : path, value, describeExpected(rule)));
    return undefined;
  }
  const known = Object.keys(rule.properties);
  const prefix = path === '' ? '' : `${path}.`;
  for (const name of Object.keys(value)) {
    if (known.includes(name) || (path === '' && CLOUDFORMATION_PROPERTIES.includes(name))) continue;
    problems.push(unknownProperty(prefix, name, known));
  }
  const checked: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(rule.properties)) {
    const given = value[name];
    if (isPresent(given)) {
      checked[name] = checkValue(inner, prefix + name, given, problems, isUnresolved);
    } else if (inner.required) {
      checkMissing(inner, prefix + name, problems, isUnresolved);
    }
  }
  return checked;
}

/** Reports a missing object by its required properties, because those must be added to the template. */
function checkMissing(rule: Rule, path: string, problems: Problem[], isUnresolved: IsUnresolved): void {
  if (rule.type === 'object') checkObject(rule, path, {}, problems, isUnresolved);
  else problems.push({ path, text: `${path} is missing: expected ${describeExpected(rule)}.` });
}

function unknownProperty(prefix: string, name: string, known: readonly string[]): Problem {
  const path = prefix + name;
  const nearest = findNearestName(name, known);
  const hint = nearest === undefined ? `expected one of ${known.join(', ')}.` : `did you mean ${prefix}${nearest}?`;
  return { path, text: `${path} is not a property of ${RESOURCE_TYPE}: ${hint}` };
}
