import { createAuthorizedHandler } from './authorized-handler';
import type { ChangeSet } from './change-set';
import { walkGraph } from './graph';
import { resolveProperties } from './intrinsics';
import type { Scope } from './intrinsics';
import { toOutcomeUnlessCanceled } from './outcome';
import type { ResourceHandler, ResourceRequest } from './resource-handler';
import { createScope } from './scope';
import { startResource } from './start-resource';
import { isPresent } from './stack';
import type { Deployment, Stack, StackResource } from './stack';
import type { ResourceDefinition } from './template';
import { TemplateError } from './template-error';
import { areSameProperties, stringifyScalars } from './values';
import type { JsonObject } from './values';
import { generatePhysicalId } from './account-state';
import type { AccountState } from './account-state';

export interface DeployOptions {
  readonly account: AccountState;
  readonly stack: Stack;
  readonly deployment: Deployment;
  readonly changeSet: ChangeSet;
  /** Whether this is a rollback, which deletes what it replaces regardless of UpdateReplacePolicy. */
  readonly isRollback: boolean;
  /** Whether a failure leaves everything else as it is, and independent resources go on. Default: false. */
  readonly keepsGoing?: boolean;
}

export interface FailedResources {
  readonly created: string[];
  readonly updated: string[];
}

/**
 * Creates and updates resources in dependency order. The first failure cancels the deployment: no further operation
 * starts, and running operations are marked as canceled and their outcomes are ignored. Without a rollback, it only
 * keeps its dependents from starting.
 */
export async function deployResources(options: DeployOptions): Promise<FailedResources> {
  const { account, stack, deployment, changeSet, isRollback, keepsGoing = false } = options;
  const failed: FailedResources = { created: [], updated: [] };
  const cancellation = new AbortController();
  const scope = createScope(account, stack, deployment);

  const visit = async (logicalId: string): Promise<boolean> => {
    const definition = changeSet.resources.get(logicalId);
    if (definition === undefined) return true;
    if (cancellation.signal.aborted) return false;
    const current = stack.resources.get(logicalId);
    const exists = current !== undefined && isPresent(current);
    const succeeded = exists ? await updateResource(current, definition) : await createResource(logicalId, definition);
    if (succeeded) return true;
    (exists ? failed.updated : failed.created).push(logicalId);
    if (!isRollback && !keepsGoing) cancellation.abort();
    return false;
  };
  await walkGraph(changeSet.graph, visit, { stopAtFailure: !keepsGoing });
  return failed;

  async function createResource(logicalId: string, definition: ResourceDefinition): Promise<boolean> {
    const resource = startResource(account, stack, changeSet, definition, { logicalId, status: 'CREATE_IN_PROGRESS' });
    const handler = getHandler(options, definition);
    const properties = resolveHandlerProperties(handler, definition, scope);
    const desired = typeof properties === 'string' ? undefined : properties;
    // Set before calling the handler: a custom resource may read this status while it works.
    account.eventLog.setResourceStatus(stack, resource, 'CREATE_IN_PROGRESS', undefined, desired);
    if (typeof properties === 'string') return finish(resource, 'CREATE_FAILED', properties);
    resource.properties = properties;
    const generatedId = generatePhysicalId(stack.name, logicalId);
    const announce = (physicalId: string): void => {
      if (resource.status !== 'CREATE_IN_PROGRESS') return;
      resource.physicalId = physicalId;
      const reason = 'Resource creation Initiated';
      account.eventLog.setResourceStatus(stack, resource, 'CREATE_IN_PROGRESS', reason, properties);
    };
    const { signal } = cancellation;
    const request = { ...describeRequest(options, resource), generatedId, announce, signal };
    const outcome = await toOutcomeUnlessCanceled(() => handler.create(request), signal);

    if (outcome === 'canceled') {
      resource.physicalId ??= generatedId;
      return finish(resource, 'CREATE_FAILED', 'Resource creation cancelled');
    }
    // A resource without progress of its own, such as a custom resource: its id is known from the response on.
    const isFromResponse = outcome.physicalId !== undefined && outcome.physicalId !== generatedId;
    if (resource.physicalId === undefined && isFromResponse) announce(outcome.physicalId);
    resource.physicalId = outcome.physicalId ?? resource.physicalId;
    if (!outcome.succeeded) return finish(resource, 'CREATE_FAILED', outcome.reason);
    resource.attributes = outcome.attributes ?? {};
    return finish(resource, 'CREATE_COMPLETE');
  }

  async function updateResource(resource: StackResource, definition: ResourceDefinition): Promise<boolean> {
    resource.dependencies = changeSet.graph.get(resource.logicalId) ?? new Set();
    resource.deletionPolicy = definition.deletionPolicy;
    resource.updateReplacePolicy = definition.updateReplacePolicy;
    const handler = getHandler(options, definition);
    const properties = resolveHandlerProperties(handler, definition, scope);
    if (typeof properties === 'string') {
      if (keepsGoing) resource.needsUpdate = true;
      return finish(resource, 'UPDATE_FAILED', properties);
    }
    const { physicalId, properties: oldProperties } = resource;
    if (!resource.needsUpdate && areSameProperties(properties, oldProperties)) return true;
    if (physicalId === undefined) throw new Error(`${resource.logicalId} exists without a physical id.`);

    account.eventLog.setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', undefined, properties);
    if (keepsGoing && isReplacement(handler, properties, oldProperties)) {
      resource.needsUpdate = true;
      return finish(resource, 'UPDATE_FAILED', REPLACEMENT_REFUSED);
    }
    const generatedId = generatePhysicalId(stack.name, resource.logicalId);
    const { signal } = cancellation;
    const base = { ...describeRequest(options, resource), properties };
    let hasEnded = false;
    const announce = (next: string): void => {
      if (!hasEnded) replacePhysicalId(resource, next, properties, oldProperties);
    };
    const request = { ...base, physicalId, oldProperties, generatedId, announce, signal };
    const outcome = await toOutcomeUnlessCanceled(() => handler.update(request), signal);
    hasEnded = true;

    if (outcome === 'canceled') {
      Object.assign(resource, { properties, needsUpdate: true });
      return finish(resource, 'UPDATE_FAILED', 'Resource update cancelled');
    }
    if (!outcome.succeeded && outcome.isUntouched) {
      if (keepsGoing) resource.needsUpdate = true;
      return finish(resource, 'UPDATE_FAILED', outcome.reason);
    }
    // Without a rollback, a failed resource itself returns to its last stable state.
    const isRestored = keepsGoing && !outcome.succeeded;
    Object.assign(resource, { properties: isRestored ? oldProperties : properties, needsUpdate: !outcome.succeeded });
    if (outcome.physicalId !== undefined && (outcome.succeeded || account.adoptFailedUpdateId)) {
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
    const previousId = resource.physicalId;
    if (previousId === undefined || next === previousId) return;
    const reason = 'Requested update required the provider to create a new physical resource';
    account.eventLog.setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS', reason, properties);
    const policy = options.isRollback ? 'Delete' : resource.updateReplacePolicy;
    resource.superseded.push({ physicalId: previousId, properties: oldProperties, policy });
    // A rollback may return to a resource that was to be cleaned up.
    resource.superseded = resource.superseded.filter((item) => item.physicalId !== next);
    resource.physicalId = next;
  }

  function finish(resource: StackResource, status: StackResource['status'], reason?: string): boolean {
    account.eventLog.setResourceStatus(stack, resource, status, reason);
    return reason === undefined;
  }
}

/** Observed: https://github.com/aws/aws-cdk/issues/30546. */
const REPLACEMENT_REFUSED = 'Replacement type updates not supported on stack with disable-rollback.';

/** Of a custom resource, only the response shows it. */
function isReplacement(
  { createOnlyProperties = [] }: ResourceHandler,
  properties: JsonObject,
  oldProperties: JsonObject,
): boolean {
  return createOnlyProperties.some((name) => !areSameProperties([properties[name]], [oldProperties[name]]));
}

/** Resolves the properties for the handler, or returns the reason why they cannot be resolved. */
function resolveHandlerProperties(
  handler: ResourceHandler,
  definition: ResourceDefinition,
  scope: Scope,
): JsonObject | string {
  try {
    const properties = resolveProperties(definition.properties, scope);
    return handler.stringifyProperties ? (stringifyScalars(properties) as JsonObject) : properties;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function getHandler({ account, stack, changeSet }: DeployOptions, { type }: ResourceDefinition): ResourceHandler {
  const handler = account.findHandler(type);
  if (handler === undefined) throw new Error(`No handler for ${type}, which the change set accepted.`);
  return createAuthorizedHandler(handler, account, stack, (logicalId) => changeSet.read.has(logicalId));
}

function describeRequest({ stack, deployment }: DeployOptions, resource: StackResource): ResourceRequest {
  const { logicalId, type, properties } = resource;
  return { stackId: stack.id, stackName: stack.name, logicalId, type, properties, tags: deployment.tags };
}
