/**
 * The kind of policy that denies a call, as far as the error text shows.
 *
 * - `explicit-deny`: a policy has a Deny for the action
 * - `permissions-boundary`, `organization-policy`, `endpoint-policy`: that policy does not allow the action
 * - `unknown`: any other cause, such as an identity-based policy without the action, or no reason given
 */
export type DenialCause =
  'explicit-deny' | 'permissions-boundary' | 'organization-policy' | 'endpoint-policy' | 'unknown';

/** Texts from https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const TEXTS: readonly (readonly [RegExp, DenialCause])[] = [
  [/\bexplicit deny\b/i, 'explicit-deny'],
  [/because no permissions boundary allows/i, 'permissions-boundary'],
  [/because no (?:service|resource) control policy allows/i, 'organization-policy'],
  [/because no VPC endpoint policy allows/i, 'endpoint-policy'],
];

/**
 * Returns the kind of policy that denies the call.
 *
 * @param message - the text of an access denied error
 */
export function classifyDenial(message: string): DenialCause {
  return TEXTS.find(([text]) => text.test(message))?.[1] ?? 'unknown';
}

/**
 * Returns whether the denial may end once the permissions of a new role have propagated. An explicit Deny, a
 * permissions boundary, an organization policy and an endpoint policy are not part of the new role, so waiting does not
 * help.
 */
export function mayBePropagation(message: string): boolean {
  return classifyDenial(message) === 'unknown';
}
