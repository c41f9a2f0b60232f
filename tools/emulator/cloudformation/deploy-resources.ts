import type { ChangeSet } from './change-set';
import { walkGraph } from './graph';
import { resolveProperties } from './intrinsics';
import type { Scope } from './intrinsics';
import { settleUnlessCancelled } from './outcome';
import type { ResourceProvider, ResourceRequest } from './resource-handler';
import { createScope } from './scope';
import { isPresent } from './stack';
import type { Deployment, Stack, StackResource } from './stack';
import type { ResourceDefinition } from './template';
import { TemplateError } from './template-error';
import { areSameProperties, stringifyScalars } from './values';
import type { JsonObject } from './values';
import { generatePhysicalId } from './account-state';
import type { World } from './account-state';

export interface DeploymentPass {
  readonly world: World;
  readonly stack: Stack;
  readonly deployment: Deployment;
  readonly changeSet: ChangeSet;
  /** A rollback deploys what was there before: nothing that it replaces is worth keeping. */
  readonly isRollback: boolean;
}

export interface FailedResources {
  readonly created: string[];
  readonly updated: string[];
}

/**
 * Creates and updates resources in dependency order. At the first failure nothing more is started, and what is still
 * running is given up at once: marked as cancelled and left to its provider, whose answer no longer counts.
 */
export async function deployResources(pass: DeploymentPass): Promise<FailedResources> {
  const { world, stack, deployment, changeSet } = pass;
  const failed: FailedResources = { created: [], updated: [] };
  const cancellation = new AbortController();
  const scope = createScope(world, stack, deployment);

  const visit = async (logicalId: string): Promise<boolean> => {
    const definition = changeSet.resources.get(logicalId);
    if (definition === undefined) return true;
    if (cancellation.signal.aborted) return false;
    const current = stack.resources.get(logicalId);
    const exists = current !== undefined && isPresent(current);
    const succeeded = exists ? await updateResource(current, definition) : await createResource(logicalId, definition);
    if (succeeded) return true;
    (exists ? failed.updated : failed.created).push(logicalId);
    if (!pass.isRollback) cancellation.abort();
    return false;
  };
  await walkGraph(changeSet.graph, visit, { stopAtFailure: true });
  return failed;

  async function createResource(logicalId: string, definition: ResourceDefinition): Promise<boolean> {
    const resource: StackResource = {
      logicalId,
      type: definition.type,
      physicalId: undefined,
      status: 'CREATE_IN_PROGRESS',
      statusReason: undefined,
      changedAt: world.clock.now(),
      properties: {},
      attributes: {},
      isUnsettled: false,
      superseded: [],
      dependencies: changeSet.graph.get(logicalId) ?? new Set(),
      deletionPolicy: definition.deletionPolicy,
      updateReplacePolicy: definition.updateReplacePolicy,
    };
    stack.resources.set(logicalId, resource);
    const provider = findProvider(world, definition);
    const properties = resolveFor(provider, definition, scope);
    const goal = typeof properties === 'string' ? undefined : properties;
    // Before the provider hears of it: a custom resource may ask for this status while it works.
    world.journal.markResource(stack, resource, 'CREATE_IN_PROGRESS', undefined, goal);
    if (typeof properties === 'string') return finish(resource, 'CREATE_FAILED', properties);
    resource.properties = properties;
    const generatedId = generatePhysicalId(stack.name, logicalId);
    const announce = (physicalId: string): void => {
      if (resource.status !== 'CREATE_IN_PROGRESS') return;
      resource.physicalId = physicalId;
      const reason = 'Resource creation Initiated';
      world.journal.markResource(stack, resource, 'CREATE_IN_PROGRESS', reason, properties);
    };
    const { signal } = cancellation;
    const request = { ...describeRequest(pass, resource), generatedId, announce, signal };
    const outcome = await settleUnlessCancelled(() => provider.create(request), signal);

    if (outcome === 'cancelled') {
      resource.physicalId ??= generatedId;
      return finish(resource, 'CREATE_FAILED', 'Resource creation cancelled');
    }
    resource.physicalId = outcome.physicalId ?? resource.physicalId;
    if (!outcome.succeeded) return finish(resource, 'CREATE_FAILED', outcome.reason);
    resource.attributes = outcome.attributes ?? {};
    return finish(resource, 'CREATE_COMPLETE');
  }

  async function updateResource(resource: StackResource, definition: ResourceDefinition): Promise<boolean> {
    resource.dependencies = changeSet.graph.get(resource.logicalId) ?? new Set();
    resource.deletionPolicy = definition.deletionPolicy;
    resource.updateReplacePolicy = definition.updateReplacePolicy;
    const provider = findProvider(world, definition);
    const properties = resolveFor(provider, definition, scope);
    if (typeof properties === 'string') return finish(resource, 'UPDATE_FAILED', properties);
    const { physicalId, properties: oldProperties } = resource;
    if (!resource.isUnsettled && areSameProperties(properties, oldProperties)) return true;
    if (physicalId === undefined) throw new Error(`${resource.logicalId} exists without a physical id.`);

    world.journal.markResource(stack, resource, 'UPDATE_IN_PROGRESS', undefined, properties);
    const generatedId = generatePhysicalId(stack.name, resource.logicalId);
    const { signal } = cancellation;
    const base = { ...describeRequest(pass, resource), properties };
    let isOver = false;
    const announce = (next: string): void => {
      if (!isOver) replacePhysicalId(resource, next, properties, oldProperties);
    };
    const request = { ...base, physicalId, oldProperties, generatedId, announce, signal };
    const outcome = await settleUnlessCancelled(() => provider.update(request), signal);
    isOver = true;

    if (outcome === 'cancelled') {
      Object.assign(resource, { properties, isUnsettled: true });
      return finish(resource, 'UPDATE_FAILED', 'Resource update cancelled');
    }
    if (!outcome.succeeded && outcome.isUntouched) return finish(resource, 'UPDATE_FAILED', outcome.reason);
    Object.assign(resource, { properties, isUnsettled: !outcome.succeeded });
    if (outcome.physicalId !== undefined && (outcome.succeeded || world.adoptsFailedUpdateId)) {
      replacePhysicalId(resource, outcome.physicalId, properties, oldProperties);
    }
    if (!outcome.succeeded) return finish(resource, 'UPDATE_FAILED', outcome.reason);
    resource.attributes = outcome.attributes ?? {};
    return finish(resource, 'UPDATE_COMPLETE');
  }

  function replacePhysicalId(
    resource: StackResource,
    next: string,
    properties: JsonObject,
    oldProperties: JsonObject,
  ): void {
    const former = resource.physicalId;
    if (former === undefined || next === former) return;
    const reason = 'Requested update required the provider to create a new physical resource';
    world.journal.markResource(stack, resource, 'UPDATE_IN_PROGRESS', reason, properties);
    const policy = pass.isRollback ? 'Delete' : resource.updateReplacePolicy;
    resource.superseded.push({ physicalId: former, properties: oldProperties, policy });
    // A rollback may return to what was about to be cleaned up.
    resource.superseded = resource.superseded.filter((item) => item.physicalId !== next);
    resource.physicalId = next;
  }

  function finish(resource: StackResource, status: StackResource['status'], reason?: string): boolean {
    world.journal.markResource(stack, resource, status, reason);
    return reason === undefined;
  }
}

/** The properties as the provider shall see them, or the reason why they cannot be resolved. */
function resolveFor(provider: ResourceProvider, definition: ResourceDefinition, scope: Scope): JsonObject | string {
  try {
    const properties = resolveProperties(definition.properties, scope);
    return provider.stringifiesProperties ? (stringifyScalars(properties) as JsonObject) : properties;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function findProvider(world: World, { type }: ResourceDefinition): ResourceProvider {
  const provider = world.providerFor(type);
  if (provider === undefined) throw new Error(`No provider for ${type}, though the template was accepted.`);
  return provider;
}

function describeRequest({ stack, deployment }: DeploymentPass, resource: StackResource): ResourceRequest {
  const { logicalId, type, properties } = resource;
  return { stackId: stack.id, stackName: stack.name, logicalId, type, properties, tags: deployment.tags };
}
