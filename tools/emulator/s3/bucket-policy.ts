import { isObject, isStringList } from '../cloudformation/values';
import { isAllowed, type Access } from '../iam/policy-evaluation';

/**
 * Whether a bucket policy by itself allows a role of the bucket's account a call. Only statements without a condition that
 * name the role, or everybody, are evaluated; what they deny is not.
 */
export function isAllowedByBucketPolicy(policy: unknown, roleArn: string, access: Access): boolean {
  const statements: unknown = isObject(policy) ? policy.Statement : undefined;
  const allowing = [statements]
    .flat()
    .filter(isObject)
    .filter(({ Effect, Condition }) => Effect === 'Allow' && Condition === undefined)
    .filter(({ Principal }) => namesPrincipal(Principal, roleArn))
    .map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
  return allowing.length > 0 && isAllowed([{ Statement: allowing }], access);
}

function namesPrincipal(principal: unknown, roleArn: string): boolean {
  const named = isObject(principal) ? principal.AWS : principal;
  const list = typeof named === 'string' ? [named] : named;
  return isStringList(list) && (list.includes('*') || list.includes(roleArn));
}
