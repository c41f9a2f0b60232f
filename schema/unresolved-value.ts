/** A value that is known only at deployment (a CDK token) and cannot be checked yet. */
export const UNRESOLVED = Symbol('unresolved');

/** Returns whether a value is known only at deployment. */
export type IsUnresolved = (value: unknown) => boolean;

/** Returns whether a property is present. CloudFormation removes `AWS::NoValue`; `null` is equivalent. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
