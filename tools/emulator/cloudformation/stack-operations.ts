import type { ChangeSet } from './change-set';
import { prepareChangeSet } from './change-set';
import { deleteResources } from './delete-resources';
import { deployResources } from './deploy-resources';
import type { FailedResources } from './deploy-resources';
import { resolveOutputs } from './outputs';
import { createScope } from './scope';
import type { Deployment, Stack, StackOutput } from './stack';
import { TemplateError } from './template-error';
import type { World } from './account-state';

export async function createStack(world: World, stack: Stack, changeSet: ChangeSet): Promise<void> {
  const { journal } = world;
  journal.markStack(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  const result = await deployAndResolve(world, stack, stack.deployment, changeSet);
  if (typeof result !== 'string') {
    stack.outputs = result;
    stack.imports = changeSet.imports;
    journal.markStack(stack, 'CREATE_COMPLETE');
    return;
  }
  journal.markStack(stack, 'ROLLBACK_IN_PROGRESS', `${result.replace(/[.]$/, '')}. Rollback requested by user.`);
  const all = (): boolean => true;
  const failed = await deleteResources({ world, stack, isDoomed: all, isNew: all, abandonsFailures: false });
  if (failed.length === 0) journal.markStack(stack, 'ROLLBACK_COMPLETE');
  else journal.markStack(stack, 'ROLLBACK_FAILED', describeFailure('delete', failed));
}

export async function updateStack(
  world: World,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
): Promise<void> {
  const { journal } = world;
  stack.updatedAt = world.clock.now();
  journal.markStack(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  const result = await deployAndResolve(world, stack, deployment, changeSet);
  if (typeof result === 'string') {
    await rollBackUpdate(world, stack, result);
    return;
  }
  stack.deployment = deployment;
  stack.outputs = result;
  stack.imports = changeSet.imports;
  journal.markStack(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const isClean = await cleanUp(world, stack, changeSet, 'after an update');
  journal.markStack(stack, 'UPDATE_COMPLETE', isClean ? undefined : ABANDONED);
}

export async function deleteStack(world: World, stack: Stack): Promise<void> {
  const { journal } = world;
  journal.markStack(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  const failed = await deleteResources({
    world,
    stack,
    isDoomed: () => true,
    isNew: () => false,
    abandonsFailures: false,
  });
  if (failed.length > 0) {
    journal.markStack(stack, 'DELETE_FAILED', describeFailure('delete', failed));
    return;
  }
  stack.deletedAt = world.clock.now();
  journal.markStack(stack, 'DELETE_COMPLETE');
}

/** Deploys the former template again, and deletes what the failed update had made. */
async function rollBackUpdate(world: World, stack: Stack, reason: string): Promise<void> {
  const { journal } = world;
  const { deployment } = stack;
  journal.markStack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const changeSet = prepareChangeSet(deployment, createScope(world, stack, deployment), world.providerFor);
  const failed = await deployResources({ world, stack, deployment, changeSet, isRollback: true });
  const failures = describeFailures(failed);
  if (failures !== undefined) {
    journal.markStack(stack, 'UPDATE_ROLLBACK_FAILED', failures);
    return;
  }
  journal.markStack(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(world, stack, changeSet, 'after a rollback');
  journal.markStack(stack, 'UPDATE_ROLLBACK_COMPLETE');
}

const ABANDONED = 'Update successful. One or more resources could not be deleted.';

/**
 * What cannot be deleted here is reported by its own events and abandoned; the stack's operation has succeeded.
 *
 * @returns whether everything was deleted
 */
async function cleanUp(
  world: World,
  stack: Stack,
  changeSet: ChangeSet,
  occasion: 'after an update' | 'after a rollback',
): Promise<boolean> {
  const failed = await deleteResources({
    world,
    stack,
    isDoomed: ({ logicalId }) => !changeSet.resources.has(logicalId),
    isNew: () => occasion === 'after a rollback',
    abandonsFailures: true,
  });
  for (const [logicalId, resource] of stack.resources) {
    if (resource.status === 'DELETE_FAILED') stack.resources.delete(logicalId);
  }
  return failed.length === 0;
}

async function deployAndResolve(
  world: World,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
): Promise<Map<string, StackOutput> | string> {
  const failed = await deployResources({ world, stack, deployment, changeSet, isRollback: false });
  const failures = describeFailures(failed);
  if (failures !== undefined) return failures;
  try {
    return resolveOutputs(world, stack, deployment, changeSet);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

function describeFailures({ created, updated }: FailedResources): string | undefined {
  const sentences = [
    ...(created.length > 0 ? [describeFailure('create', created)] : []),
    ...(updated.length > 0 ? [describeFailure('update', updated)] : []),
  ];
  return sentences.length > 0 ? sentences.join('. ') : undefined;
}

function describeFailure(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${[...logicalIds].sort().join(', ')}]`;
}
