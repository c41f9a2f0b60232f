import { expectList, expectText, expectTuple, readAttributeReference, readSubstitution } from './intrinsic-arguments';
import type { ParameterValue } from './parameters';
import { parseSubstitution } from './substitution';
import { TemplateError } from './template-error';
import { isObject, printScalar } from './values';
import type { JsonObject } from './values';
import { splitAttribute } from '../../../cli/util/cloudformation-yaml';

/** Resolves the names in a value. */
export interface Scope {
  parameter(name: string): ParameterValue | undefined;
  /** A pseudo parameter such as `AWS::Region`, except `AWS::NoValue`. */
  pseudoParameter(name: string): ParameterValue | undefined;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  resource(logicalId: string): ScopedResource | undefined;
  exportNames(): readonly string[];
  exportedValue(name: string): string | undefined;
  zones(region: string): string[];
}

export interface ScopedResource {
  readonly ref: string;
  /** The attributes of the type, or those in the response of a custom resource. */
  readonly attributeNames: readonly string[];
  attribute(name: string): unknown;
}

type Intrinsic = (argument: unknown, scope: Scope, name: string) => unknown;

const NO_VALUE = Symbol('AWS::NoValue');

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => resolveRef(expectText(argument, 'Ref'), scope),
  Condition: (argument, scope) => scope.condition(expectText(argument, 'Condition')),
  'Fn::GetAtt': (argument, scope, name) => {
    const [logicalId, attribute] = readAttributeReference(argument, name);
    return resolveAttribute(logicalId, attribute, scope);
  },
  'Fn::Sub': (argument, scope, name) => {
    const { pattern, variables } = readSubstitution(argument, name);
    return parseSubstitution(pattern)
      .map((part) => ('text' in part ? part.text : substitute(part.name, variables, scope)))
      .join('');
  },
  'Fn::Join': (argument, scope, name) => {
    const [delimiter, list] = expectTuple(argument, 2, name);
    const items = expectList(resolveValue(list, scope), name);
    return items.map((item) => expectText(item, name)).join(expectText(delimiter, name));
  },
  'Fn::Select': (argument, scope, name) => {
    const [index, list] = expectTuple(argument, 2, name);
    const items = expectList(resolveValue(list, scope), name);
    const position = Number(expectText(resolveValue(index, scope), name));
    if (!Number.isInteger(position) || position < 0 || position >= items.length) {
      throw new TemplateError(
        `Template error: Fn::Select cannot select nonexistent value at index ${position} of ${items.length}.`,
      );
    }
    return items[position];
  },
  'Fn::Split': (argument, scope, name) => {
    const [delimiter, text] = expectTuple(argument, 2, name);
    return expectText(resolveValue(text, scope), name).split(expectText(delimiter, name));
  },
  'Fn::If': (argument, scope, name) => {
    const [condition, whenTrue, whenFalse] = expectTuple(argument, 3, name);
    return resolve(scope.condition(expectText(condition, name)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope, name) => {
    const [left, right] = expectTuple(argument, 2, name).map((item) => resolveValue(item, scope));
    return JSON.stringify(printScalar(left) ?? left) === JSON.stringify(printScalar(right) ?? right);
  },
  'Fn::And': (argument, scope, name) => resolveConditions(argument, scope, name).every(Boolean),
  'Fn::Or': (argument, scope, name) => resolveConditions(argument, scope, name).some(Boolean),
  'Fn::Not': (argument, scope, name) => !resolveConditions(argument, scope, name)[0],
  'Fn::FindInMap': (argument, scope, name) => {
    const [map, top, second] = expectTuple(argument, 3, name).map((item) =>
      expectText(resolveValue(item, scope), name),
    ) as [string, string, string];
    return scope.mapping(map, top, second);
  },
  'Fn::ImportValue': (argument, scope, name) => {
    const exportName = expectText(resolveValue(argument, scope), name);
    const value = scope.exportedValue(exportName);
    if (value === undefined) throw new TemplateError(describeMissingExport(exportName, scope));
    return value;
  },
  'Fn::GetAZs': (argument, scope, name) => {
    const region = expectText(resolveValue(argument, scope), name);
    return scope.zones(region === '' ? String(scope.pseudoParameter('AWS::Region')) : region);
  },
  'Fn::Base64': (argument, scope, name) =>
    Buffer.from(expectText(resolveValue(argument, scope), name)).toString('base64'),
};

/** Parses an intrinsic function call; undefined if the object is not one. @throws if the `Fn::` name is unknown */
export function readIntrinsic(value: JsonObject): { name: string; argument: unknown } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (name === undefined || keys.length !== 1) {
    const unexpected = keys.find((key) => key.startsWith('Fn::'));
    if (unexpected === undefined) return undefined;
    throw new TemplateError(
      `Template error: ${unexpected} must be the only key of its object, not one of ${keys.join(', ')}.`,
    );
  }
  // `Condition` is a function inside functions such as Fn::And, and an ordinary key elsewhere, as in IAM documents.
  if (name === 'Condition') return typeof value[name] === 'string' ? { name, argument: value[name] } : undefined;
  if (Object.hasOwn(INTRINSICS, name)) return { name, argument: value[name] };
  if (!name.startsWith('Fn::')) return undefined;
  throw new TemplateError(
    `Template error: ${name} is not supported by the emulator; it supports ${Object.keys(INTRINSICS).join(', ')}.`,
  );
}

/** Resolves every intrinsic function in a value and removes the properties set to `AWS::NoValue`. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  const resolved = resolve(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

export function resolveProperties(properties: JsonObject, scope: Scope): JsonObject {
  const resolved = resolveValue(properties, scope);
  return isObject(resolved) ? resolved : {};
}

function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const call = readIntrinsic(value);
  if (call !== undefined) return INTRINSICS[call.name]?.(call.argument, scope, call.name);
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

function resolveRef(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const value = scope.parameter(name) ?? scope.pseudoParameter(name) ?? scope.resource(name)?.ref;
  if (value === undefined) {
    throw new TemplateError(`Template error: Ref ${name} is neither a parameter nor a resource of this template.`);
  }
  return value;
}

export function describeMissingExport(name: string, scope: Scope): string {
  const others = scope.exportNames();
  const hint = others.length === 0 ? 'No stack exports anything.' : `There are ${others.join(', ')}.`;
  return `No export named ${name} found. ${hint}`;
}

function resolveAttribute(logicalId: string, attribute: string, scope: Scope): unknown {
  const resource = scope.resource(logicalId);
  const value = resource?.attribute(attribute);
  if (value === undefined) {
    const names = resource?.attributeNames ?? [];
    const hint = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
    throw new TemplateError(
      `Template error: resource ${logicalId} has no attribute ${attribute} (Fn::GetAtt). ${hint}`,
    );
  }
  return value;
}

function substitute(name: string, variables: JsonObject, scope: Scope): string {
  const [first = name, attribute] = splitAttribute(name);
  const value = Object.hasOwn(variables, name)
    ? resolveValue(variables[name], scope)
    : attribute === undefined
      ? resolveRef(name, scope)
      : resolveAttribute(first, attribute, scope);
  return expectText(value, `Fn::Sub variable ${name}`);
}

function resolveConditions(argument: unknown, scope: Scope, name: string): boolean[] {
  return expectList(argument, name).map((item) => {
    const value = resolveValue(item, scope);
    if (typeof value !== 'boolean') {
      throw new TemplateError(
        `Template error: every member of ${name} must be a condition, not ${JSON.stringify(item)}.`,
      );
    }
    return value;
  });
}
