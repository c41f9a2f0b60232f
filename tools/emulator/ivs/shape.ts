import { isObject } from '../cloudformation/values';
import { IvsError } from './ivs-error';

/** Validates one member of a request and returns it typed. @throws IvsError with the member's name */
export type Shape<Value> = (value: unknown, member: string) => Value;

export interface StringLimits {
  /** Default 0. */
  min?: number;
  max: number;
  /** Anchored at both ends, as in the service. */
  pattern?: RegExp;
  /** A description of the pattern. */
  of?: string;
}

export function string({ min = 0, max, pattern = /^/, of = 'any characters' }: StringLimits): Shape<string> {
  return (value, member) => {
    const isValid = typeof value === 'string' && value.length >= min && value.length <= max && pattern.test(value);
    return isValid ? value : throwValidationError(value, member, `a string of ${min} to ${max} characters, of ${of}`);
  };
}

export function integer({ min, max }: { min: number; max: number }): Shape<number> {
  return (value, member) => {
    const isValid = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return isValid ? value : throwValidationError(value, member, `an integer from ${min} to ${max}`);
  };
}

export const boolean: Shape<boolean> = (value, member) =>
  typeof value === 'boolean' ? value : throwValidationError(value, member, 'true or false');

export function oneOf<const Values extends readonly string[]>(values: Values): Shape<Values[number]> {
  return (value, member) =>
    values.find((known) => known === value) ?? throwValidationError(value, member, `one of ${values.join(', ')}`);
}

export function list<Item>(
  item: Shape<Item>,
  { min = 0, max = Infinity }: { min?: number; max?: number } = {},
): Shape<readonly Item[]> {
  return (value, member) => {
    if (!Array.isArray(value)) return throwValidationError(value, member, 'a list');
    if (value.length < min || value.length > max) {
      throw new IvsError('ValidationException', `${member}: ${value.length} items, expected ${min} to ${max}`);
    }
    return value.map((element: unknown, index) => item(element, `${member}[${index}]`));
  };
}

/** An optional member. The service treats null as absent. */
export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return (value, member) => (isAbsent(value) ? undefined : shape(value, member));
}

type Members = Record<string, Shape<unknown>>;
type OptionalKeys<M extends Members> = {
  [K in keyof M]: undefined extends ReturnType<M[K]> ? K : never;
}[keyof M];

export type Structure<M extends Members> = {
  [K in Exclude<keyof M, OptionalKeys<M>>]: ReturnType<M[K]>;
} & { [K in OptionalKeys<M>]?: ReturnType<M[K]> };

/** Reads only these members. Others are ignored, as in the service. */
export function structure<M extends Members>(members: M): Shape<Structure<M>> {
  const entries = Object.entries(members);
  return (value, member) => {
    if (!isObject(value)) return throwValidationError(value, member, 'an object');
    const read = entries.map(([name, shape]) => [name, shape(value[name], member ? `${member}.${name}` : name)]);
    // The compiler does not infer the types of the members from fromEntries.
    return Object.fromEntries(read) as Structure<M>;
  };
}

/** @throws IvsError with ValidationException */
export function throwValidationError(value: unknown, member: string, expected: string): never {
  const problem = isAbsent(value) ? 'is required and missing' : `${quote(value)} is not valid`;
  throw new IvsError('ValidationException', `${member || 'input'}: ${problem}, expected ${expected}`);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
