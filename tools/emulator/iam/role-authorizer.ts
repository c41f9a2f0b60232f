import type { Iam } from '../cloudformation/handlers/iam';
import type { Authorize } from '../cloudformation/signature';
import { isAllowed, type Access } from './policy-evaluation';

/** A call that a role made. */
export interface RoleCall extends Access {
  readonly roleArn: string;
  readonly isAllowed: boolean;
}

export interface RoleAuthorizer {
  readonly authorize: Authorize;
  /** Every call that a role made, oldest first. */
  readonly calls: readonly RoleCall[];
}

/**
 * Denies what a role's policies do not allow. Calls that no role of the account signed, such as a test's own, pass.
 *
 * @param accessKeyIdOf - the access key of those who act as a role
 * @param further - asked beside the policies
 */
export function createRoleAuthorizer(
  iam: Iam,
  accessKeyIdOf: (roleArn: string) => string,
  further: Authorize = () => undefined,
): RoleAuthorizer {
  const calls: RoleCall[] = [];
  return {
    calls,
    authorize: (call) => {
      const { action, resource, accessKeyId } = call;
      const role = iam.listRoles().find(({ arn }) => accessKeyIdOf(arn) === accessKeyId);
      if (role === undefined) return further(call);
      const isPermitted = isAllowed(iam.documentsOf(role.arn), call);
      calls.push({ action, resource, roleArn: role.arn, isAllowed: isPermitted });
      if (isPermitted) return further(call);
      return (
        `User: ${role.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based ` +
        `policy allows the ${action} action`
      );
    },
  };
}
