/** What a change of a property does to the configuration. */
export type OnChange = 'replaces' | 'in place' | 'no call';

interface Described {
  /** What the property means, one sentence. */
  readonly description: string;
  readonly required?: true;
  /** The default in words, for the documentation; normalisation gives it its effect. */
  readonly default?: string;
}

export interface StringRule extends Described {
  readonly type: 'string';
  readonly pattern: string;
  /** What the pattern allows, in words, to follow "expected". */
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

/** A list of different values, in any order. */
export interface SetRule extends Described {
  readonly type: 'set';
  readonly values: readonly string[];
}

export interface ObjectRule extends Described {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Rule>>;
}

/** A list of Key and Value, as CloudFormation writes tags, or a map, as the IVS API does. */
export interface TagsRule extends Described {
  readonly type: 'tags';
}

export type Rule = StringRule | EnumRule | IntegerRule | SetRule | ObjectRule | TagsRule;

/** The TypeScript type of the values that a rule lets through. */
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
