import { reverseGraph, walkGraph } from './graph';
import { settle } from './outcome';
import type { ResourceOutcome } from './resource-handler';
import { isPresent, presentResources } from './stack';
import type { Stack, StackResource } from './stack';
import type { DeletionPolicy } from './template';
import type { JsonObject } from './values';
import type { World } from './account-state';

export interface DeletionPass {
  readonly world: World;
  readonly stack: Stack;
  /** Which of the stack's resources go; what replacements left behind goes in any case. */
  readonly isDoomed: (resource: StackResource) => boolean;
  /** Whether this operation created it, which is what `RetainExceptOnCreate` is about. */
  readonly isNew: (resource: StackResource) => boolean;
  /** The cleanup of an update tries three times, then abandons what it cannot delete; every other deletion stops there. */
  readonly abandonsFailures: boolean;
}

/** https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck */
const CLEANUP_ATTEMPTS = 3;

/** Deletes resources, dependants first, and returns the logical ids that could not be deleted. */
export async function deleteResources(pass: DeletionPass): Promise<string[]> {
  const { world, stack } = pass;
  const affected = presentResources(stack).filter((item) => pass.isDoomed(item) || item.superseded.length > 0);
  const graph = new Map(affected.map((item) => [item.logicalId, item.dependencies]));
  const failed: string[] = [];

  const visit = async (logicalId: string): Promise<boolean> => {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) return true;
    const attempts = pass.abandonsFailures ? CLEANUP_ATTEMPTS : 1;
    let isDone = false;
    for (let attempt = 1; attempt <= attempts && !isDone; attempt += 1) {
      const areSupersededGone = await deleteSuperseded(resource);
      const isCurrentGone = !pass.isDoomed(resource) || !isPresent(resource) || (await deleteCurrent(resource));
      isDone = areSupersededGone && isCurrentGone;
    }
    if (isDone) return true;
    if (pass.abandonsFailures) resource.superseded = [];
    failed.push(logicalId);
    return pass.abandonsFailures;
  };
  await walkGraph(reverseGraph(graph), visit, { stopAtFailure: false });
  return failed;

  async function deleteSuperseded(resource: StackResource): Promise<boolean> {
    const remaining: typeof resource.superseded = [];
    for (const item of resource.superseded) {
      const note = (
        status: 'DELETE_SKIPPED' | 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED',
        why?: string,
      ) => {
        world.journal.noteSuperseded(stack, resource, item.physicalId, status, why);
      };
      if (item.policy === 'Retain') {
        note('DELETE_SKIPPED');
        continue;
      }
      note('DELETE_IN_PROGRESS');
      const outcome = await sendDelete(resource, item.physicalId, item.properties);
      if (outcome.succeeded) note('DELETE_COMPLETE');
      else {
        note('DELETE_FAILED', outcome.reason);
        remaining.push(item);
      }
    }
    resource.superseded = remaining;
    return remaining.length === 0;
  }

  async function deleteCurrent(resource: StackResource): Promise<boolean> {
    if (isRetained(resource.deletionPolicy, pass.isNew(resource))) {
      world.journal.markResource(stack, resource, 'DELETE_SKIPPED');
      return true;
    }
    world.journal.markResource(stack, resource, 'DELETE_IN_PROGRESS');
    const { physicalId, properties } = resource;
    // Without a physical id nothing was ever made, and there is nobody to ask.
    const outcome = physicalId === undefined ? undefined : await sendDelete(resource, physicalId, properties);
    if (outcome?.succeeded === false) {
      world.journal.markResource(stack, resource, 'DELETE_FAILED', outcome.reason);
      return false;
    }
    world.journal.markResource(stack, resource, 'DELETE_COMPLETE');
    return true;
  }

  async function sendDelete(
    { logicalId, type }: StackResource,
    physicalId: string,
    properties: JsonObject,
  ): Promise<ResourceOutcome> {
    const { id: stackId, name: stackName, deployment } = stack;
    const request = { stackId, stackName, logicalId, type, physicalId, properties, tags: deployment.tags };
    return await settle(async () => {
      const provider = world.providerFor(type);
      if (provider === undefined) throw new Error(`No provider for ${type}, though it was deployed.`);
      return await provider.delete(request);
    });
  }
}

function isRetained(policy: DeletionPolicy, isNew: boolean): boolean {
  return policy === 'Retain' || (policy === 'RetainExceptOnCreate' && !isNew);
}
