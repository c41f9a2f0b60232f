import type { AccountState } from './account-state';
import type { ChangeSet } from './change-set';
import type { ResourceStatus, Stack, StackResource } from './stack';
import type { ResourceDefinition } from './template';

/** Adds a resource of a change set to the stack, with no physical id yet. */
export function startResource(
  account: AccountState,
  stack: Stack,
  changeSet: ChangeSet,
  definition: ResourceDefinition,
  { logicalId, status }: { readonly logicalId: string; readonly status: ResourceStatus },
): StackResource {
  const resource: StackResource = {
    logicalId,
    type: definition.type,
    physicalId: undefined,
    status,
    statusReason: undefined,
    changedAt: account.clock.now(),
    properties: {},
    attributes: {},
    needsUpdate: false,
    superseded: [],
    dependencies: changeSet.graph.get(logicalId) ?? new Set(),
    deletionPolicy: definition.deletionPolicy,
    updateReplacePolicy: definition.updateReplacePolicy,
  };
  stack.resources.set(logicalId, resource);
  return resource;
}
