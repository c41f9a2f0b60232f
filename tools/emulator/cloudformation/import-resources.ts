import type { AccountState } from './account-state';
import { findDenial } from './authorized-handler';
import type { ChangeSet } from './change-set';
import { getErrorMessage } from './error-message';
import { walkGraph } from './graph';
import { resolveProperties } from './intrinsics';
import { resolveOutputs } from './outputs';
import { describeMissing, getPhysicalId } from './resources-to-import';
import type { ResourceToImport } from './resources-to-import';
import { createScope } from './scope';
import { startResource } from './start-resource';
import type { Deployment, Stack, StackResource } from './stack';

/**
 * Imports resources into a stack, without a change to them, in dependency order. The events are those of the
 * documentation: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
export async function importIntoStack(
  account: AccountState,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
  imported: readonly ResourceToImport[],
): Promise<void> {
  const { eventLog } = account;
  const isNew = stack.status === 'REVIEW_IN_PROGRESS';
  const scope = createScope(account, stack, deployment);
  const started: StackResource[] = [];
  let failure: string | undefined;
  eventLog.setStackStatus(stack, 'IMPORT_IN_PROGRESS', 'User Initiated');

  const visit = (logicalId: string): Promise<boolean> => {
    const entry = imported.find((resource) => resource.logicalId === logicalId);
    if (entry !== undefined) failure = importResource(entry);
    return Promise.resolve(failure === undefined);
  };
  await walkGraph(changeSet.graph, visit, { stopAtFailure: true });

  if (failure !== undefined) {
    eventLog.setStackStatus(stack, 'IMPORT_ROLLBACK_IN_PROGRESS', failure);
    for (const resource of started.reverse()) {
      eventLog.setResourceStatus(stack, resource, 'IMPORT_ROLLBACK_IN_PROGRESS');
      eventLog.setResourceStatus(stack, resource, 'IMPORT_ROLLBACK_COMPLETE');
      stack.resources.delete(resource.logicalId);
    }
    eventLog.setStackStatus(stack, isNew ? 'ROLLBACK_COMPLETE' : 'IMPORT_ROLLBACK_COMPLETE');
    return;
  }
  for (const resource of started) {
    const reason = 'Apply stack-level tags to imported resource if applicable.';
    eventLog.setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', reason, resource.properties);
    eventLog.setResourceStatus(stack, resource, 'UPDATE_COMPLETE');
  }
  if (!isNew) stack.updatedAt = account.clock.now();
  stack.deployment = deployment;
  stack.outputs = resolveOutputs(account, stack, deployment, changeSet);
  stack.imports = changeSet.imports;
  eventLog.setStackStatus(stack, 'IMPORT_COMPLETE');

  /** @returns the reason of a failure */
  function importResource(entry: ResourceToImport): string | undefined {
    const { logicalId } = entry;
    const definition = changeSet.resources.get(logicalId);
    if (definition === undefined) return `${logicalId} is not in the template.`;
    const resource = startResource(account, stack, changeSet, definition, { logicalId, status: 'IMPORT_IN_PROGRESS' });
    started.push(resource);
    eventLog.setResourceStatus(stack, resource, 'IMPORT_IN_PROGRESS', 'Resource import started.');
    const reason = readInto(resource, getPhysicalId(entry));
    if (reason !== undefined) {
      eventLog.setResourceStatus(stack, resource, 'IMPORT_FAILED', reason);
      return reason;
    }
    eventLog.setResourceStatus(stack, resource, 'IMPORT_COMPLETE', 'Resource import completed.');
    return undefined;
  }

  function readInto(resource: StackResource, physicalId: string): string | undefined {
    const { type, logicalId } = resource;
    try {
      const properties = resolveProperties(changeSet.resources.get(logicalId)?.properties ?? {}, scope);
      const { tags } = deployment;
      const denial = findDenial(account, stack.caller, ['read'], { type, properties, tags }, physicalId);
      if (denial !== undefined) return denial;
      const attributes = account.findHandler(type)?.existing?.read(physicalId);
      if (attributes === undefined) return describeMissing(type, physicalId);
      Object.assign(resource, { physicalId, properties, attributes });
      return undefined;
    } catch (error) {
      return getErrorMessage(error);
    }
  }
}
