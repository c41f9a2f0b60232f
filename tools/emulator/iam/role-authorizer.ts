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
 * @param getAccessKeyId - the access key of those who act as a role
 * @param additionalAuthorize - asked beside the policies
 */
export function createRoleAuthorizer(
  iam: Iam,
  getAccessKeyId: (roleArn: string) => string,
  additionalAuthorize: Authorize = () => undefined,
): RoleAuthorizer {
  const calls: RoleCall[] = [];
  return {
    calls,
    authorize: (call) => {
      const { action, resource, accessKeyId } = call;
      const role = iam.listRoles().find(({ arn }) => getAccessKeyId(arn) === accessKeyId);
      if (role === undefined) return additionalAuthorize(call);
      const isPermitted = isAllowed(iam.getPolicyDocuments(role.arn), call);
      calls.push({ action, resource, roleArn: role.arn, isAllowed: isPermitted });
      if (isPermitted) return additionalAuthorize(call);
      return (
        `User: ${role.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based ` +
        `policy allows the ${action} action`
      );
    },
  };
}
