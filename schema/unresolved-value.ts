/** Stands for a value that is known only at deployment (a CDK token): nothing about it can be checked yet. */
export const UNRESOLVED = Symbol('unresolved');

/** Whether a value is known only at deployment. */
export type IsUnresolved = (value: unknown) => boolean;

/** Whether a property is given at all; CloudFormation drops `AWS::NoValue`, and `null` says the same. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
