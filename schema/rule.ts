/** The effect of a change of a property: a new configuration, a change of its tags, or no call to IVS. */
export type UpdateBehavior = 'replace' | 'in-place' | 'none';

/** A setting applies only while another one of the same object, which the schema lists first, has a value. */
interface Condition {
  readonly property: string;
  readonly value: string;
  /** The noun for an item of the list, if the list must then have at least one. */
  readonly atLeastOne?: string;
}

interface Described {
  /** The meaning of the property. */
  readonly description: string;
  readonly required?: true;
  /** The default for the documentation, if it is not a value. */
  readonly defaultText?: string;
  readonly onlyWith?: Condition;
  /** Of a top-level property: the nested ones have the same. */
  readonly update?: UpdateBehavior;
}

/** An empty string counts as absent. */
export interface StringRule extends Described {
  readonly type: 'string';
  readonly default?: string;
  readonly pattern: string;
  /** The allowed values as text that follows "expected". */
  readonly expected: string;
}

export interface EnumRule extends Described {
  readonly type: 'enum';
  readonly default?: string;
  readonly values: readonly string[];
}

export interface IntegerRule extends Described {
  readonly type: 'integer';
  readonly default?: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/** A list of distinct values in any order. An empty list counts as absent. */
export interface SetRule extends Described {
  readonly type: 'set';
  readonly default?: readonly string[];
  /** In the order in which normalized lists have them. */
  readonly values: readonly string[];
}

export interface ObjectRule extends Described {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Rule>>;
}

/** A list of Key and Value, as in CloudFormation, or a map, as in the IVS API. */
export interface TagsRule extends Described {
  readonly type: 'tags';
}

export type Rule = StringRule | EnumRule | IntegerRule | SetRule | ObjectRule | TagsRule;

/** The TypeScript type of the values that a rule allows. */
export type ValueOf<R> = R extends { type: 'object'; properties: infer P }
  ? {
      readonly [K in keyof P as P[K] extends { required: true } ? K : never]: ValueOf<P[K]>;
    } & {
      readonly [K in keyof P as P[K] extends { required: true } ? never : K]?: ValueOf<P[K]>;
    }
  : LeafOf<R>;

/** The TypeScript type of normalized values: every object is present, and every default that applies. */
export type NormalizedOf<R> = R extends { type: 'object'; properties: infer P }
  ? {
      readonly [K in keyof P as IsPresent<P[K]> extends true ? K : never]: NormalizedOf<P[K]>;
    } & {
      readonly [K in keyof P as IsPresent<P[K]> extends true ? never : K]?: NormalizedOf<P[K]>;
    }
  : LeafOf<R>;

type IsPresent<R> = R extends { onlyWith: Condition }
  ? false
  : R extends { required: true } | { default: unknown } | { type: 'object' }
    ? true
    : false;

type LeafOf<R> = R extends { type: 'integer' }
  ? number
  : R extends { type: 'string' }
    ? string
    : R extends { type: 'enum'; values: readonly (infer V)[] }
      ? V
      : R extends { type: 'set'; values: readonly (infer V)[] }
        ? readonly V[]
        : R extends { type: 'tags' }
          ? Readonly<Record<string, string>>
          : never;
