import { isObject, isStringList } from '../cloudformation/values';
import { isAllowed, type Access } from '../iam/policy-evaluation';

/**
 * Whether a bucket policy alone allows a call of a role in the bucket's account. Only Allow statements without a
 * condition whose principal is the role or `*` are evaluated.
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
