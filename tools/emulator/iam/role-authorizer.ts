import type { Iam } from '../cloudformation/handlers/iam';
import type { Authorize } from '../cloudformation/signature';
import { isAllowed, type Access } from './policy-evaluation';

/** A call made with a role. */
export interface RoleCall extends Access {
  readonly roleArn: string;
  readonly isAllowed: boolean;
}

export interface RoleAuthorizer {
  readonly authorize: Authorize;
  /** Every call made with a role, oldest first. */
  readonly calls: readonly RoleCall[];
}

/**
 * Denies calls that a role's policies do not allow. Calls without a role of the account, such as a test's, are allowed.
 *
 * @param getAccessKeyId - returns the access key id of a role
 * @param additionalAuthorize - authorizes calls in addition to the policies
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
