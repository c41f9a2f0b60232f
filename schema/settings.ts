import { PROPERTIES, type RecordingConfigurationProperties } from './properties';
import type { NormalizedOf, ObjectRule, Rule } from './rule';
import { isPresent, isRecord } from './unresolved-value';

type Rules = (typeof PROPERTIES)['properties'];
type SettingName = { [K in keyof Rules]: Rules[K]['update'] extends 'replace' ? K : never }[keyof Rules];
type SettingsRule = Omit<ObjectRule, 'properties'> & { readonly properties: Pick<Rules, SettingName> };

/** The rules of the settings: the properties that IVS cannot change in a configuration. */
export const SETTINGS = {
  ...PROPERTIES,
  properties: Object.fromEntries(Object.entries(PROPERTIES.properties).filter(([, rule]) => rule.update === 'replace')),
} as unknown as SettingsRule;

/** The settings of a recording configuration, normalized, in the form of a template. */
export type RecordingSettings = NormalizedOf<SettingsRule>;

/** Converts parsed properties to settings. Equivalent properties give equal settings. */
export function toSettings(properties: RecordingConfigurationProperties): RecordingSettings {
  return normalize(SETTINGS, properties);
}

/**
 * Normalizes values that match a rule: fills in defaults, sorts lists, and omits settings that do not apply. The order
 * of the names is that of the rule.
 *
 * @param toKey - returns the name in the values for a name in the rule
 */
export function normalize<R extends ObjectRule>(
  rule: R,
  values: unknown,
  toKey: (name: string) => string = (name) => name,
): NormalizedOf<R> {
  const given = isRecord(values) ? values : {};
  const normalized: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(rule.properties)) {
    const { onlyWith } = inner;
    if (onlyWith !== undefined && normalized[onlyWith.property] !== onlyWith.value) continue;
    const value = normalizeValue(inner, given[toKey(name)], toKey);
    if (isPresent(value)) normalized[name] = value;
  }
  return normalized as NormalizedOf<R>;
}

function normalizeValue(rule: Rule, value: unknown, toKey: (name: string) => string): unknown {
  switch (rule.type) {
    case 'object':
      return normalize(rule, value, toKey);
    case 'set': {
      const sorted = rule.values.filter((one) => Array.isArray(value) && value.includes(one));
      return sorted.length > 0 ? sorted : rule.default;
    }
    case 'tags':
      return value;
    default:
      return isPresent(value) && value !== '' ? value : rule.default;
  }
}

/** Returns normalized values without defaults. Objects that are then empty are omitted. */
export function omitDefaults(rule: ObjectRule, values: unknown): Readonly<Record<string, unknown>> {
  const given = isRecord(values) ? values : {};
  const entries = Object.entries(rule.properties).map(([name, inner]) => {
    const isObject = inner.type === 'object';
    const value = isObject ? omitDefaults(inner, given[name]) : given[name];
    const preset = isObject ? {} : inner.type === 'tags' ? undefined : inner.default;
    return [name, JSON.stringify(value) === JSON.stringify(preset) ? undefined : value] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Returns the values of a rule by property path, including absent ones. */
export function flatten(rule: ObjectRule, values: unknown, prefix = ''): readonly (readonly [string, unknown])[] {
  const given = isRecord(values) ? values : {};
  return Object.entries(rule.properties).flatMap(([name, inner]) =>
    inner.type === 'object'
      ? flatten(inner, given[name], `${prefix}${name}.`)
      : [[`${prefix}${name}`, given[name]] as const],
  );
}
