import fc from 'fast-check';
import type { ObjectRule, Rule } from '../../schema/rule';
import { SETTINGS } from '../../schema/settings';

const present = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Removes undefined members, which a template cannot have. */
function compact(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}

/** Strings whose pattern fast-check cannot generate. */
const STRINGS: Readonly<Record<string, RegExp>> = { BucketName: /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/ };

function arbitraryValue(name: string, rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.type) {
    case 'string':
      return fc.stringMatching(STRINGS[name] ?? new RegExp(rule.pattern));
    case 'enum':
      return fc.constantFrom(...rule.values);
    case 'integer':
      return fc.integer({ min: rule.minimum, max: rule.maximum });
    case 'set':
      return fc.shuffledSubarray([...rule.values], { minLength: rule.onlyWith?.atLeastOne === undefined ? 0 : 1 });
    case 'object':
      return arbitraryObject(rule);
    case 'tags':
      throw new Error('Tags are not settings');
  }
}

function arbitraryObject({ properties }: ObjectRule): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const members = Object.entries(properties).map(([name, rule]) => {
    const value = arbitraryValue(name, rule);
    const isAlways = rule.required === true || rule.onlyWith?.atLeastOne !== undefined;
    return [name, isAlways ? value : present(value)] as const;
  });
  return fc.record(Object.fromEntries(members)).map((values) =>
    compact(
      Object.fromEntries(
        Object.entries(values).filter(([name]) => {
          const condition = properties[name]?.onlyWith;
          if (condition === undefined) return true;
          const other = properties[condition.property] as { readonly default?: unknown };
          return (values[condition.property] ?? other.default) === condition.value;
        }),
      ),
    ),
  );
}

const tagText = (minLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[a-zA-Z0-9 _.:/=+@-]{${minLength},20}$`));
const tagKey = tagText(1).filter((key) => !/^(aws:|cdk-ivs)/i.test(key));

/** All valid properties, in the forms of a template. */
export const arbitraryProperties: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({
    settings: arbitraryObject(SETTINGS),
    Tags: present(
      fc.dictionary(tagKey, tagText(0), { maxKeys: 10, noNullPrototype: true }).chain((tags) =>
        fc.constantFrom<unknown>(
          tags,
          Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        ),
      ),
    ),
    Timeouts: present(fc.record({ Create: fc.integer({ min: 1, max: 840 }) })),
  })
  .map(({ settings, ...others }) => compact({ ...settings, ...others }));
