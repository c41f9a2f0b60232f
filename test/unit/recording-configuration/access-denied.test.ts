import {
  classifyDenial,
  mayBePropagation,
  type DenialCause,
} from '../../../lambda/recording-configuration/access-denied';

const USER = 'User: arn:aws:sts::123456789012:assumed-role/role/function is not authorized to perform: ivs:GetStream';

test.each<[reason: string, cause: DenialCause]>([
  ['because no identity-based policy allows the ivs:GetStream action', 'unknown'],
  ['because no session policy allows the ivs:GetStream action', 'unknown'],
  ['because no resource-based policy allows the ivs:GetStream action', 'unknown'],
  ['on resource: arn:aws:ivs:us-east-1:123456789012:channel/AbC', 'unknown'],
  ['', 'unknown'],
  ['with an explicit deny in an identity-based policy', 'explicit-deny'],
  ['with an explicit deny in a resource-based policy', 'explicit-deny'],
  ['with an explicit deny in a permissions boundary', 'explicit-deny'],
  ['with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1', 'explicit-deny'],
  ['with an explicit deny in a resource control policy', 'explicit-deny'],
  ['with an explicit deny in a VPC endpoint policy', 'explicit-deny'],
  ['due to an explicit deny in a Service Control Policy', 'explicit-deny'],
  ['because no permissions boundary allows the ivs:GetStream action', 'permissions-boundary'],
  ['because no service control policy allows the ivs:GetStream action', 'organization-policy'],
  ['because no resource control policy allows the ivs:GetStream action', 'organization-policy'],
  ['because no VPC endpoint policy allows the ivs:GetStream action', 'endpoint-policy'],
])('a denial "%s" has the cause %s', (reason, cause) => {
  expect(classifyDenial(`${USER} ${reason}`)).toBe(cause);
  expect(mayBePropagation(`${USER} ${reason}`)).toBe(cause === 'unknown');
});
