import type { ChangeSet } from './change-set';
import { prepareChangeSet } from './change-set';
import { deleteResources } from './delete-resources';
import { deployResources } from './deploy-resources';
import type { FailedResources } from './deploy-resources';
import { resolveOutputs } from './outputs';
import { createScope } from './scope';
import { isPaused } from './stack';
import type { Deployment, Stack, StackOutput } from './stack';
import { TemplateError } from './template-error';
import type { AccountState } from './account-state';

/** What happens when an operation fails. `DELETE` is for the creation of a stack. */
export type OnFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

export const ON_FAILURE: readonly OnFailure[] = ['ROLLBACK', 'DO_NOTHING', 'DELETE'];

export async function createStack(
  account: AccountState,
  stack: Stack,
  changeSet: ChangeSet,
  onFailure: OnFailure,
): Promise<void> {
  const { eventLog } = account;
  stack.disablesRollback = onFailure === 'DO_NOTHING';
  eventLog.setStackStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  const result = await deployAndResolve(account, stack, stack.deployment, changeSet, onFailure);
  if (typeof result !== 'string') {
    stack.outputs = result;
    stack.imports = changeSet.imports;
    eventLog.setStackStatus(stack, 'CREATE_COMPLETE');
    return;
  }
  if (onFailure === 'DO_NOTHING') {
    stack.imports = changeSet.imports;
    eventLog.setStackStatus(stack, 'CREATE_FAILED', result);
    return;
  }
  const reason = result.replace(/[.]$/, '');
  if (onFailure === 'DELETE') await deleteAll(account, stack, 'DELETE', `${reason}. Delete requested by user.`);
  else await deleteAll(account, stack, 'ROLLBACK', `${reason}. Rollback requested by user.`);
}

export async function updateStack(
  account: AccountState,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
  onFailure: OnFailure,
): Promise<void> {
  const { eventLog } = account;
  const lastStable = isPaused(stack) ? stack.lastStable : stack.deployment;
  stack.updatedAt = account.clock.now();
  stack.disablesRollback = onFailure === 'DO_NOTHING';
  eventLog.setStackStatus(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  const result =
    (await deleteFailedCreations(account, stack)) ??
    (await deployAndResolve(account, stack, deployment, changeSet, onFailure));
  if (typeof result === 'string') {
    if (onFailure === 'DO_NOTHING') {
      Object.assign(stack, { lastStable, deployment, imports: changeSet.imports });
      eventLog.setStackStatus(stack, 'UPDATE_FAILED', result);
    } else await rollbackUpdate(account, stack, result);
    return;
  }
  stack.deployment = deployment;
  stack.lastStable = undefined;
  stack.outputs = result;
  stack.imports = changeSet.imports;
  eventLog.setStackStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const isClean = await runCleanup(account, stack, changeSet, 'after an update');
  eventLog.setStackStatus(stack, 'UPDATE_COMPLETE', isClean ? undefined : CLEANUP_FAILED_REASON);
}

export async function deleteStack(account: AccountState, stack: Stack): Promise<void> {
  await deleteAll(account, stack, 'DELETE', 'User Initiated');
}

/** Returns a stack that failed without a rollback, or whose rollback failed, to its last successful deployment. */
export async function rollbackStack(
  account: AccountState,
  stack: Stack,
  retainsExceptOnCreate: boolean,
): Promise<void> {
  const isFirst = isPaused(stack) && stack.lastStable === undefined;
  if (isFirst) await deleteAll(account, stack, 'ROLLBACK', 'User Initiated', retainsExceptOnCreate);
  else await rollbackUpdate(account, stack, 'User Initiated', retainsExceptOnCreate);
}

/** Deletes every resource. A rollback also deletes what `RetainExceptOnCreate` would keep. */
async function deleteAll(
  account: AccountState,
  stack: Stack,
  operation: 'DELETE' | 'ROLLBACK',
  reason: string,
  retainsExceptOnCreate = false,
): Promise<void> {
  const { eventLog } = account;
  const isCreation = stack.status === 'CREATE_IN_PROGRESS' || operation === 'ROLLBACK';
  eventLog.setStackStatus(stack, `${operation}_IN_PROGRESS`, reason);
  const failed = await deleteResources({
    account,
    stack,
    shouldDelete: () => true,
    isNew: () => isCreation,
    continueOnFailure: false,
    retainsExceptOnCreate,
  });
  if (failed.length > 0) {
    eventLog.setStackStatus(stack, `${operation}_FAILED`, describeFailure('delete', failed));
    return;
  }
  if (operation === 'DELETE') stack.deletedAt = account.clock.now();
  eventLog.setStackStatus(stack, `${operation}_COMPLETE`);
}

/** Resources without a stable state are deleted by the next operation, and created again. */
async function deleteFailedCreations(account: AccountState, stack: Stack): Promise<string | undefined> {
  const failed = await deleteResources({
    account,
    stack,
    shouldDelete: ({ status }) => status === 'CREATE_FAILED',
    keepsSuperseded: true,
    isNew: () => true,
    continueOnFailure: false,
  });
  return failed.length === 0 ? undefined : describeFailure('delete', failed);
}

/** Deploys the last successful template, and deletes what the failed update created. */
async function rollbackUpdate(
  account: AccountState,
  stack: Stack,
  reason: string,
  retainsExceptOnCreate = false,
): Promise<void> {
  const { eventLog } = account;
  const { lastStable: deployment = stack.deployment } = stack;
  Object.assign(stack, { deployment, lastStable: undefined });
  eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const changeSet = prepareChangeSet(deployment, createScope(account, stack, deployment), account.findHandler);
  const failed = await deployResources({ account, stack, deployment, changeSet, isRollback: true });
  const failures = describeFailures(failed);
  if (failures !== undefined) {
    eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', failures);
    return;
  }
  stack.imports = changeSet.imports;
  eventLog.setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await runCleanup(account, stack, changeSet, 'after a rollback', retainsExceptOnCreate);
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
  retainsExceptOnCreate = false,
): Promise<boolean> {
  const failed = await deleteResources({
    account,
    stack,
    shouldDelete: ({ logicalId }) => !changeSet.resources.has(logicalId),
    isNew: () => phase === 'after a rollback',
    continueOnFailure: true,
    retainsExceptOnCreate,
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
  onFailure: OnFailure,
): Promise<Map<string, StackOutput> | string> {
  const keepsGoing = onFailure === 'DO_NOTHING';
  const failed = await deployResources({ account, stack, deployment, changeSet, isRollback: false, keepsGoing });
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
