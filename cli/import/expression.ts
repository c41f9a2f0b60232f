import { toPropName } from '../../schema/prop-names';
import { PROPERTIES } from '../../schema/properties';
import type { ObjectRule, Rule } from '../../schema/rule';
import { normalize } from '../../schema/settings';
import type { Tags } from '../../lambda/aws/recording-configurations';
import type { ImportSpec, TagEntries } from './import-spec';

/** A value in the code of a CDK language. Types are those of the library. */
export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number' | 'seconds'; readonly value: number }
  | { readonly kind: 'member'; readonly type: string; readonly name: string }
  | { readonly kind: 'list'; readonly type: string; readonly names: readonly string[] }
  | { readonly kind: 'tags'; readonly tags: TagEntries }
  /** Options are the struct that a factory method takes as its only argument. */
  | { readonly kind: 'struct' | 'options'; readonly type: string; readonly fields: readonly Field[] }
  | { readonly kind: 'call'; readonly type: string; readonly method: string; readonly values: readonly Expression[] }
  | { readonly kind: 'bucket'; readonly id: string; readonly name: string }
  | { readonly kind: 'provider' | 'retain' };

/** A named value: a prop, a builder call or a field. */
export interface Field {
  /** In camelCase. */
  readonly name: string;
  readonly value: Expression;
}

type Values = Readonly<Record<string, unknown>>;

/** Types that do not have the name of the property. */
const TYPES: Readonly<Record<string, string>> = {
  Renditions: 'Resolution',
  Timeouts: 'RecordingConfigurationTimeouts',
};

/** The classes that are created by factory methods. */
interface Factories {
  /** The property whose value selects the method. */
  readonly selector: string;
  /** The methods that do not have the name of the value. */
  readonly methods?: Readonly<Record<string, string>>;
  /** The structs of methods that take the other properties as options, instead of as arguments. */
  readonly options?: Readonly<Record<string, string>>;
}

const FACTORIES: Readonly<Record<string, Factories>> = {
  RenditionConfiguration: { selector: 'RenditionSelection' },
  ThumbnailConfiguration: {
    selector: 'RecordingMode',
    methods: { DISABLED: 'disable' },
    options: { INTERVAL: 'IntervalThumbnailOptions' },
  },
};

/** Returns the construct id of the imported bucket. */
export function nameBucket({ id }: Pick<ImportSpec, 'id'>): string {
  return `${id}Bucket`;
}

/** Returns the props of a construct that adopts a configuration. */
export function toProps(spec: ImportSpec, hasProvider: boolean): readonly Field[] {
  const { DestinationConfiguration: destination, ...properties } = spec.properties;
  const bucket = { kind: 'bucket', id: nameBucket(spec), name: destination.S3.BucketName } as const;
  return [
    { name: 'adoptArn', value: { kind: 'text', text: spec.adoptArn } },
    { name: 'bucket', value: bucket },
    ...(hasProvider ? [{ name: 'provider', value: { kind: 'provider' } } as const] : []),
    ...toFields(PROPERTIES, '', properties),
    ...(spec.tags.length > 0 ? [{ name: 'tags', value: { kind: 'tags', tags: spec.tags } } as const] : []),
    ...(spec.retain ? [{ name: 'removalPolicy', value: { kind: 'retain' } } as const] : []),
  ];
}

/** @param values - those of the rule, without defaults */
function toFields(rule: ObjectRule, prefix: string, values: Values): readonly Field[] {
  return Object.entries(rule.properties).flatMap(([name, inner]) => {
    const path = prefix + name;
    const value = values[name];
    return value === undefined ? [] : [{ name: toPropName(path), value: toExpression(inner, path, value) }];
  });
}

function toExpression(rule: Rule, path: string, value: unknown): Expression {
  const type = toTypeName(path);
  switch (rule.type) {
    case 'string':
      return { kind: 'text', text: value as string };
    case 'integer':
      return { kind: rule.unit === 'seconds' ? 'seconds' : 'number', value: value as number };
    case 'enum':
      return { kind: 'member', type, name: value as string };
    case 'set':
      return { kind: 'list', type, names: value as readonly string[] };
    case 'tags':
      return { kind: 'tags', tags: Object.entries(value as Tags) };
    case 'object':
      return toObject(rule, path, type, value as Values);
  }
}

/** Returns the enum, the class or the struct of a property in the library. */
export function toTypeName(path: string): string {
  const name = path.replace(/^.*\./, '');
  return TYPES[name] ?? name;
}

function toObject(rule: ObjectRule, path: string, type: string, values: Values): Expression {
  const fields = toFields(rule, `${path}.`, values);
  const factories = FACTORIES[path];
  if (factories === undefined) return { kind: 'struct', type, fields };
  const { selector, methods, options } = factories;
  const selected = String((normalize(rule, values) as Values)[selector]);
  const method = methods?.[selected] ?? selected.toLowerCase();
  const others = fields.filter(({ name }) => name !== toPropName(`${path}.${selector}`));
  const struct = options?.[selected];
  const given: readonly Expression[] =
    struct === undefined ? others.map(({ value }) => value) : [{ kind: 'options', type: struct, fields: others }];
  return { kind: 'call', type, method, values: given };
}
