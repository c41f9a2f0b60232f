import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkTags } from '../../schema/check-tags';
import { findProblems } from '../../schema/parse-properties';
import { formatProblems, type Problem } from '../../schema/problem';
import { isRecord } from '../../schema/unresolved-value';

/**
 * Whether a value is not there yet: a token is known at deployment, and what is looked up in an account, as by
 * `StringParameter.valueFromLookup`, at the next run of the app. An error now would keep the CDK from looking it up:
 * https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || isLookedUp(value);
}

/** Whether a text stands for one that the CDK is yet to look up. */
export function isLookedUp(value: unknown): boolean {
  return typeof value === 'string' && value.includes('dummy-value-for-');
}

/** Everything wrong with properties in the form of the template, in the handler's words; what is unknown passes. */
export function findPropertyProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
  return findProblems(properties, isUnknown);
}

/** Everything wrong with tags as the template has them; what is unknown passes. */
export function findTagProblems(tags: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  if (tags !== undefined) checkTags('Tags', tags, problems, isUnknown);
  return problems;
}

/**
 * Everything wrong with properties that are resolved to what the template says; what only CloudFormation can evaluate
 * passes.
 */
export function findTemplateProblems(properties: unknown): readonly Problem[] {
  return findProblems(properties, (value) => isIntrinsic(value) || isLookedUp(value));
}

/** Whether a value is a reference or a function of CloudFormation's. */
function isIntrinsic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

/** The text of a problem with its code. */
export function formatWithCode({ text, hasCode }: Problem): string {
  return hasCode === true ? text : `InvalidProperties: ${text}`;
}

/** Throws if there is a problem; the error names the construct, as the CDK's own validation errors do. */
export function throwProblems(construct: IConstruct, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const text = others.length === 0 ? formatWithCode(first) : `InvalidProperties: ${formatProblems(problems)}`;
  throw new Error(`[${construct.node.path}] ${text}`);
}
