/**
 * Which kind of policy denies a call, as far as the text of the denial shows.
 *
 * - `explicit-deny`: some policy has a Deny for the action
 * - `permissions-boundary`, `organization-policy`, `endpoint-policy`: that policy does not allow the action
 * - `unknown`: everything else, such as an identity-based policy without the action, or no reason at all
 */
export type DenialCause =
  'explicit-deny' | 'permissions-boundary' | 'organization-policy' | 'endpoint-policy' | 'unknown';

/** The texts are those of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const TEXTS: readonly (readonly [RegExp, DenialCause])[] = [
  [/\bexplicit deny\b/i, 'explicit-deny'],
  [/because no permissions boundary allows/i, 'permissions-boundary'],
  [/because no (?:service|resource) control policy allows/i, 'organization-policy'],
  [/because no VPC endpoint policy allows/i, 'endpoint-policy'],
];

/** @param message - the text of an access denied error */
export function classifyDenial(message: string): DenialCause {
  return TEXTS.find(([text]) => text.test(message))?.[1] ?? 'unknown';
}

/**
 * Whether a denial may pass once the permissions of a new role have reached every part of AWS. A Deny, a boundary and a
 * policy of the organization or of an endpoint are not the new role's, so waiting does not help.
 */
export function mayBePropagation(message: string): boolean {
  return classifyDenial(message) === 'unknown';
}
