import { TemplateError } from './template-error';
import { isObject, isStringList, printScalar } from './values';
import type { JsonObject } from './values';
import { splitAttribute } from '../../../cli/util/cloudformation-yaml';

export function readAttributeReference(argument: unknown, name: string): [logicalId: string, attribute: string] {
  const parts = typeof argument === 'string' ? splitAttribute(argument) : argument;
  if (isStringList(parts) && parts.length >= 2) return [parts[0] ?? '', parts.slice(1).join('.')];
  throw new TemplateError(
    `Template error: every ${name} object requires two non-empty parameters, the resource name and the resource ` +
      `attribute, not ${JSON.stringify(argument)}.`,
  );
}

export function readSubstitution(argument: unknown, name: string): { pattern: string; variables: JsonObject } {
  if (typeof argument === 'string') return { pattern: argument, variables: {} };
  const [pattern, variables] = expectTuple(argument, 2, name);
  if (typeof pattern !== 'string' || !isObject(variables)) {
    throw new TemplateError(`Template error: ${name} needs a string, or a list of a string and a map of variables.`);
  }
  return { pattern, variables };
}

export function expectTuple(argument: unknown, length: number, name: string): unknown[] {
  if (Array.isArray(argument) && argument.length === length) return argument;
  throw new TemplateError(
    `Template error: ${name} needs a list of ${length} arguments, not ${JSON.stringify(argument)}.`,
  );
}

export function expectList(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`Template error: ${name} needs a list, not ${JSON.stringify(value)}.`);
}

export function expectText(value: unknown, name: string): string {
  const text = printScalar(value);
  if (text !== undefined) return text;
  throw new TemplateError(`Template error: ${name} needs a string, not ${JSON.stringify(value)}.`);
}
