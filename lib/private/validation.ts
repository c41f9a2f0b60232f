import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkTags } from '../../schema/check-tags';
import { findProblems } from '../../schema/parse-properties';
import { formatDetail, type MessageCode, type MessageValues } from '../../schema/messages';
import { formatProblems, type Problem } from '../../schema/problem';
import { isRecord } from '../../schema/unresolved-value';

/**
 * Returns whether a value is unknown: either a token, which is known at deployment, or a lookup such as
 * `StringParameter.valueFromLookup`, which is known in the next run of the app. An error would prevent the CDK from
 * looking it up: https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || isLookedUp(value);
}

/** Returns whether a text is the dummy value of a pending lookup. */
export function isLookedUp(value: unknown): boolean {
  return typeof value === 'string' && value.includes('dummy-value-for-');
}

/** Returns all problems of properties in template form. Ignores unknown values. */
export function findPropertyProblems(properties: Readonly<Record<string, unknown>>): readonly Problem[] {
  return findProblems(properties, isUnknown);
}

/** Returns all problems of tags in template form. Ignores unknown values. */
export function findTagProblems(tags: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  if (tags !== undefined) checkTags('Tags', tags, problems, isUnknown);
  return problems;
}

/** Returns all problems of resolved properties. Ignores values that only CloudFormation can evaluate. */
export function findTemplateProblems(properties: unknown): readonly Problem[] {
  return findProblems(properties, (value) => isIntrinsic(value) || isLookedUp(value));
}

/** Returns whether a value is an intrinsic function of CloudFormation. */
function isIntrinsic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}

/** Creates a problem with a message of its own. */
export function createProblem<Code extends MessageCode>(
  path: string,
  code: Code,
  values: MessageValues<Code>,
): Problem {
  return { path, code, text: formatDetail(code, values) };
}

/** Returns the text of a problem with its code. */
export function formatWithCode({ text, code = 'InvalidProperties' }: Problem): string {
  return `${code}: ${text}`;
}

/** Throws if there are problems. As in the CDK's own validation errors, the message contains the construct path. */
export function throwProblems(construct: IConstruct, problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const text = others.length === 0 ? formatWithCode(first) : `InvalidProperties: ${formatProblems(problems)}`;
  throw new Error(`[${construct.node.path}] ${text}`);
}
