/** The effect of a property change on the configuration. */
export type OnChange = 'replaces' | 'in place' | 'no call';

interface Described {
  /** The meaning of the property. */
  readonly description: string;
  readonly required?: true;
  /** The default as text for the documentation. The normalization of settings applies it. */
  readonly default?: string;
}

export interface StringRule extends Described {
  readonly type: 'string';
  readonly pattern: string;
  /** The allowed values as text that follows "expected". */
  readonly expected: string;
}

export interface EnumRule extends Described {
  readonly type: 'enum';
  readonly values: readonly string[];
}

export interface IntegerRule extends Described {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/** A list of distinct values in any order. */
export interface SetRule extends Described {
  readonly type: 'set';
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
export type ValueOf<R> = R extends { type: 'integer' }
  ? number
  : R extends { type: 'string' }
    ? string
    : R extends { type: 'enum'; values: readonly (infer V)[] }
      ? V
      : R extends { type: 'set'; values: readonly (infer V)[] }
        ? readonly V[]
        : R extends { type: 'object'; properties: infer P }
          ? ObjectOf<P>
          : R extends { type: 'tags' }
            ? Readonly<Record<string, string>>
            : never;

type ObjectOf<P> = {
  readonly [K in keyof P as P[K] extends { required: true } ? K : never]: ValueOf<P[K]>;
} & {
  readonly [K in keyof P as P[K] extends { required: true } ? never : K]?: ValueOf<P[K]>;
};
