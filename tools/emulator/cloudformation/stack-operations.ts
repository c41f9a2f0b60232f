import type { ChangeSet } from './change-set';
import { prepareChangeSet } from './change-set';
import { deleteResources } from './delete-resources';
import { deployResources } from './deploy-resources';
import type { FailedResources } from './deploy-resources';
import { resolveOutputs } from './outputs';
import { createScope } from './scope';
import type { Deployment, Stack, StackOutput } from './stack';
import { TemplateError } from './template-error';
import type { AccountState } from './account-state';

export async function createStack(account: AccountState, stack: Stack, changeSet: ChangeSet): Promise<void> {
  const { eventLog } = account;
  eventLog.setStackStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  const result = await deployAndResolve(account, stack, stack.deployment, changeSet);
  if (typeof result !== 'string') {
    stack.outputs = result;
    stack.imports = changeSet.imports;
    eventLog.setStackStatus(stack, 'CREATE_COMPLETE');
    return;
  }
  eventLog.setStackStatus(stack, 'ROLLBACK_IN_PROGRESS', `${result.replace(/[.]$/, '')}. Rollback requested by user.`);
  const all = (): boolean => true;
  const failed = await deleteResources({ account, stack, shouldDelete: all, isNew: all, continueOnFailure: false });
  if (failed.length === 0) eventLog.setStackStatus(stack, 'ROLLBACK_COMPLETE');
  else eventLog.setStackStatus(stack, 'ROLLBACK_FAILED', describeFailure('delete', failed));
}

export async function updateStack(
  account: AccountState,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
): Promise<void> {
  const { eventLog } = account;
  stack.updatedAt = account.clock.now();
  eventLog.setStackStatus(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  const result = await deployAndResolve(account, stack, deployment, changeSet);
  if (typeof result === 'string') {
    await rollbackUpdate(account, stack, result);
    return;
  }
  stack.deployment = deployment;
  stack.outputs = result;
  stack.imports = changeSet.imports;
  eventLog.setStackStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const isClean = await runCleanup(account, stack, changeSet, 'after an update');
  eventLog.setStackStatus(stack, 'UPDATE_COMPLETE', isClean ? undefined : CLEANUP_FAILED_REASON);
}

export async function deleteStack(account: AccountState, stack: Stack): Promise<void> {
  const { eventLog } = account;
  eventLog.setStackStatus(stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  const failed = await deleteResources({
    account,
    stack,
    shouldDelete: () => true,
    isNew: () => false,
    continueOnFailure: false,
  });
  if (failed.length > 0) {
    eventLog.setStackStatus(stack, 'DELETE_FAILED', describeFailure('delete', failed));
    return;
  }
  stack.deletedAt = account.clock.now();
  eventLog.setStackStatus(stack, 'DELETE_COMPLETE');
}

/** Deploys the previous template, and deletes what the failed update created. */
async function rollbackUpdate(account: AccountState, stack: Stack, reason: string): Promise<void> {
  const { eventLog } = account;
  const { deployment } = stack;
  eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const changeSet = prepareChangeSet(deployment, createScope(account, stack, deployment), account.findHandler);
  const failed = await deployResources({ account, stack, deployment, changeSet, isRollback: true });
  const failures = describeFailures(failed);
  if (failures !== undefined) {
    eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', failures);
    return;
  }
  eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await runCleanup(account, stack, changeSet, 'after a rollback');
  eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE');
}

const CLEANUP_FAILED_REASON = 'Update successful. One or more resources could not be deleted.';

/**
 * Deletes superseded and removed resources. A resource that cannot be deleted has DELETE_FAILED events and is no longer
 * part of the stack; the stack operation still succeeds.
 *
 * @returns whether everything was deleted
 */
async function runCleanup(
  account: AccountState,
  stack: Stack,
  changeSet: ChangeSet,
  phase: 'after an update' | 'after a rollback',
): Promise<boolean> {
  const failed = await deleteResources({
    account,
    stack,
    shouldDelete: ({ logicalId }) => !changeSet.resources.has(logicalId),
    isNew: () => phase === 'after a rollback',
    continueOnFailure: true,
  });
  for (const [logicalId, resource] of stack.resources) {
    if (resource.status === 'DELETE_FAILED') stack.resources.delete(logicalId);
  }
  return failed.length === 0;
}

async function deployAndResolve(
  account: AccountState,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
): Promise<Map<string, StackOutput> | string> {
  const failed = await deployResources({ account, stack, deployment, changeSet, isRollback: false });
  const failures = describeFailures(failed);
  if (failures !== undefined) return failures;
  try {
    return resolveOutputs(account, stack, deployment, changeSet);
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
