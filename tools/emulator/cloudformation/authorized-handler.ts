import type { AccountState } from './account-state';
import { isCustomResourceType } from './custom-resource-type';
import { listHandlerPermissions } from './handler-permissions';
import type { HandlerOperation } from './handler-permissions';
import type { ResourceHandler, ResourceOutcome, ResourceRequest } from './resource-handler';
import type { Stack } from './stack';

/**
 * Creates the handler that CloudFormation calls with the permissions of the operation's caller
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html). It does nothing that the
 * caller's policies do not allow.
 *
 * @param isRead - whether the attributes of a resource are used, which CloudFormation gets from the read handler
 */
export function createAuthorizedHandler(
  handler: ResourceHandler,
  account: AccountState,
  { caller }: Stack,
  isRead: (logicalId: string) => boolean = () => false,
): ResourceHandler {
  const authorize = caller === undefined ? undefined : account.authorizeCaller(caller);
  if (authorize === undefined) return handler;

  const perform = async (
    operations: readonly HandlerOperation[],
    request: ResourceRequest,
    name: string,
    handle: () => Promise<ResourceOutcome>,
  ): Promise<ResourceOutcome> => {
    const reason = findDenial(account, caller, operations, request, name);
    return reason === undefined ? await handle() : { succeeded: false, reason, isUntouched: true };
  };
  const listOperations = (first: 'create' | 'update', { type, logicalId }: ResourceRequest): HandlerOperation[] =>
    isRead(logicalId) && !isCustomResourceType(type) ? [first, 'read'] : [first];

  return {
    ...handler,
    create: (request) =>
      perform(listOperations('create', request), request, request.generatedId, () => handler.create(request)),
    update: (request) =>
      perform(listOperations('update', request), request, request.physicalId, () => handler.update(request)),
    delete: (request) => perform(['delete'], request, request.physicalId, () => handler.delete(request)),
  };
}

/** Returns the reason why the caller's policies do not allow operations on a resource. */
export function findDenial(
  account: AccountState,
  caller: string | undefined,
  operations: readonly HandlerOperation[],
  request: Pick<ResourceRequest, 'type' | 'properties' | 'tags'>,
  name: string,
): string | undefined {
  const authorize = caller === undefined ? undefined : account.authorizeCaller(caller);
  if (authorize === undefined) return undefined;
  for (const operation of operations) {
    for (const permission of listHandlerPermissions(account, operation, request, name)) {
      const denial = authorize(permission);
      if (denial !== undefined) return formatDenial(request.type, denial);
    }
  }
  return undefined;
}

/** Observed: https://github.com/aws-solutions/centralized-logging-with-opensearch/issues/216. */
function formatDenial(type: string, denial: string): string {
  return isCustomResourceType(type)
    ? `Received response status [FAILED] from custom resource. Message returned: ${denial}`
    : denial;
}
