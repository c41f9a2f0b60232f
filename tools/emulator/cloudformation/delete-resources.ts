import { createAuthorizedHandler } from './authorized-handler';
import { reverseGraph, walkGraph } from './graph';
import { toOutcome } from './outcome';
import type { ResourceOutcome } from './resource-handler';
import { isPresent, listPresentResources } from './stack';
import type { Stack, StackResource } from './stack';
import type { DeletionPolicy } from './template';
import type { JsonObject } from './values';
import type { AccountState } from './account-state';

export interface DeleteOptions {
  readonly account: AccountState;
  readonly stack: Stack;
  /** Whether to delete a resource. */
  readonly shouldDelete: (resource: StackResource) => boolean;
  /** Whether resources superseded by a replacement are kept. Default: false. */
  readonly keepsSuperseded?: boolean;
  /** Whether this operation created the resource; `RetainExceptOnCreate` depends on it. */
  readonly isNew: (resource: StackResource) => boolean;
  /** Whether `Retain` is treated as `RetainExceptOnCreate`. Default: false. */
  readonly retainsExceptOnCreate?: boolean;
  /** Whether to continue after a failed deletion, after three attempts, as the cleanup of an update does. */
  readonly continueOnFailure: boolean;
}

/** https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck */
const CLEANUP_ATTEMPTS = 3;

/** Deletes resources, dependents first, and returns the logical ids that could not be deleted. */
export async function deleteResources(options: DeleteOptions): Promise<string[]> {
  const { account, stack } = options;
  const affected = listPresentResources(stack).filter(
    (item) => options.shouldDelete(item) || (!options.keepsSuperseded && item.superseded.length > 0),
  );
  const graph = new Map(affected.map((item) => [item.logicalId, item.dependencies]));
  const failed: string[] = [];

  const visit = async (logicalId: string): Promise<boolean> => {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) return true;
    const attempts = options.continueOnFailure ? CLEANUP_ATTEMPTS : 1;
    let isDone = false;
    for (let attempt = 1; attempt <= attempts && !isDone; attempt += 1) {
      const isSupersededDeleted = await deleteSuperseded(resource);
      const isCurrentDeleted =
        !options.shouldDelete(resource) || !isPresent(resource) || (await deleteCurrent(resource));
      isDone = isSupersededDeleted && isCurrentDeleted;
    }
    if (isDone) return true;
    if (options.continueOnFailure) resource.superseded = [];
    failed.push(logicalId);
    return options.continueOnFailure;
  };
  await walkGraph(reverseGraph(graph), visit, { stopAtFailure: false });
  return failed;

  async function deleteSuperseded(resource: StackResource): Promise<boolean> {
    const remaining: typeof resource.superseded = [];
    for (const item of resource.superseded) {
      const record = (
        status: 'DELETE_SKIPPED' | 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED',
        reason?: string,
      ) => {
        account.eventLog.recordSuperseded(stack, resource, item.physicalId, status, reason);
      };
      if (item.policy === 'Retain') {
        record('DELETE_SKIPPED');
        continue;
      }
      record('DELETE_IN_PROGRESS');
      const outcome = await sendDelete(resource, item.physicalId, item.properties);
      if (outcome.succeeded) record('DELETE_COMPLETE');
      else {
        record('DELETE_FAILED', outcome.reason);
        remaining.push(item);
      }
    }
    resource.superseded = remaining;
    return remaining.length === 0;
  }

  async function deleteCurrent(resource: StackResource): Promise<boolean> {
    if (isRetained(resource.deletionPolicy, options.isNew(resource), options.retainsExceptOnCreate)) {
      account.eventLog.setResourceStatus(stack, resource, 'DELETE_SKIPPED');
      return true;
    }
    account.eventLog.setResourceStatus(stack, resource, 'DELETE_IN_PROGRESS');
    const { physicalId, properties } = resource;
    // Without a physical id nothing was created.
    const outcome = physicalId === undefined ? undefined : await sendDelete(resource, physicalId, properties);
    if (outcome?.succeeded === false) {
      account.eventLog.setResourceStatus(stack, resource, 'DELETE_FAILED', outcome.reason);
      return false;
    }
    account.eventLog.setResourceStatus(stack, resource, 'DELETE_COMPLETE');
    return true;
  }

  async function sendDelete(
    { logicalId, type }: StackResource,
    physicalId: string,
    properties: JsonObject,
  ): Promise<ResourceOutcome> {
    const { id: stackId, name: stackName, deployment } = stack;
    const request = { stackId, stackName, logicalId, type, physicalId, properties, tags: deployment.tags };
    return await toOutcome(async () => {
      const handler = account.findHandler(type);
      if (handler === undefined) throw new Error(`No handler for ${type}, which was deployed.`);
      return await createAuthorizedHandler(handler, account, stack).delete(request);
    });
  }
}

function isRetained(policy: DeletionPolicy, isNew: boolean, exceptOnCreate = false): boolean {
  if (policy === 'Retain') return !(exceptOnCreate && isNew);
  return policy === 'RetainExceptOnCreate' && !isNew;
}
