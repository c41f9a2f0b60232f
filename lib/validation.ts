import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { findProblems } from '../contract/parse-properties';
import { formatProblems, type Problem } from '../contract/problem';

/** Everything wrong with properties in the form of the template, in the handler's words; tokens pass. */
export function findPropertyProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
  return findProblems(properties, (value) => Token.isUnresolved(value));
}

/** Throws if there is a problem; the error says in which construct, as the CDK's own validation errors do. */
export function throwProblems(construct: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Error(`[${construct.node.path}] ${formatProblems(problems)}`);
}
