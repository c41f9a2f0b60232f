import { isObject, isStringList } from '../cloudformation/values';

/** A call to evaluate. */
export interface Access {
  /** Such as `ivs:TagResource`. */
  readonly action: string;
  /** An ARN, or `*` if the action has no resource. */
  readonly resource: string;
  /** The condition keys of the call, such as `iam:AWSServiceName`. */
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly string[];
}

type Operator = (typeof OPERATORS)[number];

/**
 * Whether policy documents allow a call: a statement allows it and none denies it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
 *
 * @throws if a document has an unsupported element, so that a policy is never evaluated partially
 */
export function isAllowed(documents: readonly unknown[], { action, resource, context = {} }: Access): boolean {
  const matching = documents
    .flatMap(readStatements)
    .filter(
      ({ actions, resources, conditions }) =>
        matchesAny(actions, action, 'i') &&
        matchesAny(resources, resource, '') &&
        conditions.every((condition) => isMet(condition, context)),
    );
  return matching.some(({ effect }) => effect === 'Allow') && matching.every(({ effect }) => effect === 'Allow');
}

/** Lists the actions in the Allow statements, as written. */
export function listActions(documents: readonly unknown[]): readonly string[] {
  return documents.flatMap(readStatements).flatMap(({ effect, actions }) => (effect === 'Allow' ? actions : []));
}

const STATEMENT_KEYS = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];
const OPERATORS = ['StringEquals', 'StringLike'] as const;

function readStatements(document: unknown): readonly Statement[] {
  const { Statement: statements } = isObject(document) ? document : {};
  return [statements].flat().map((statement): Statement => {
    if (!isObject(statement))
      throw new Error(`${JSON.stringify(document)} is not a policy document: expected a Statement.`);
    const unknown = Object.keys(statement).filter((key) => !STATEMENT_KEYS.includes(key));
    if (unknown.length > 0) throw new Error(`${unknown.join(', ')} of a policy statement is not supported.`);
    const { Effect: effect, Action: action, Resource: resource, Condition: condition = {} } = statement;
    if (effect !== 'Allow' && effect !== 'Deny')
      throw new Error(`Effect is ${String(effect)}: expected Allow or Deny.`);
    return {
      effect,
      actions: readList('Action', action),
      resources: readList('Resource', resource),
      conditions: readConditions(condition),
    };
  });
}

function readConditions(statements: unknown): readonly Condition[] {
  if (!isObject(statements))
    throw new Error(`Condition is ${JSON.stringify(statements)}: expected an object of operators.`);
  return Object.entries(statements).flatMap(([name, keys]) => {
    const operator = OPERATORS.find((known) => known === name);
    if (operator === undefined || !isObject(keys)) throw new Error(`The condition ${name} is not supported.`);
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: readList(key, values) }));
  });
}

/** A condition on a key that the call does not have is not met. */
function isMet({ operator, key, values }: Condition, context: Readonly<Record<string, string>>): boolean {
  const given = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (given === undefined) return false;
  return operator === 'StringLike' ? matchesAny(values, given, '') : values.includes(given);
}

function readList(name: string, value: unknown): readonly string[] {
  const list = typeof value === 'string' ? [value] : value;
  if (isStringList(list)) return list;
  throw new Error(`${name} is ${JSON.stringify(value)}: expected a string or a list of strings.`);
}

/** `*` matches any characters, `?` matches one character. */
function matchesAny(patterns: readonly string[], text: string, flags: string): boolean {
  return patterns.some((pattern) => {
    const escaped = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${escaped}$`, `${flags}s`).test(text);
  });
}
