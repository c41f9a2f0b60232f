import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { removeOwnerTags } from './adopt';
import { requestDelete } from './delete-configuration';
import type { DesiredState } from './desired-state';
import { staleDeleteError } from './errors';
import { findHolder } from './holder';
import { createOnInUseHandler } from './on-in-use';
import { isOwnedByOther } from './ownership';
import { needsHistory, planDelete, type DeletePlan } from './plan-delete';
import type { RequestContext } from './request-context';
import { retryUntilConsistent } from './retry';
import { readHistory } from './stack-events';
import { describeStackResource, getRecordedId, isDeleting, type StackResourceStatus } from './stack-resource';
import { deleteDuplicates, deleteUnfinishedCreate } from './sweep-orphans';
import { findConfiguration, waitUntilDeleted } from './wait';

/**
 * Deletes the configuration with the physical id. If the physical id is not an ARN, deletes everything that the failed
 * or canceled create left.
 *
 * @param desired - undefined if the properties are invalid; nothing was created from them
 */
export async function onDelete(
  context: RequestContext,
  desired: DesiredState | undefined,
  physicalId: string,
): Promise<void> {
  const isArn = parseRecordingConfigurationArn(physicalId) !== undefined;
  if (!isArn && desired === undefined) return;
  const stackResource = await readDeletion(context, physicalId);
  const onInUse = createOnInUseHandler(context, desired, stackResource, physicalId);
  if (!isArn) {
    await deleteUnfinishedCreate(context, desired?.adoptArn, physicalId, onInUse);
    return;
  }
  const isDeletingResource = isDeleting(stackResource) && getRecordedId(stackResource) === physicalId;
  const configuration = await findConfiguration(context, physicalId, context.deadline);
  if (configuration !== undefined) {
    const plan = await decide(context, configuration, desired?.adoptArn, isDeletingResource);
    if (plan === 'release-adoption') await removeOwnerTags(context, physicalId);
    if (plan !== 'delete') return;
    await requestDelete(context, physicalId, context.deadline, onInUse);
  }
  // Duplicates are deleted only with the resource itself, not with a replaced configuration.
  if (isDeletingResource && desired !== undefined) {
    await deleteDuplicates(context, physicalId, configuration, desired.settingsHash, onInUse);
  } else if (configuration !== undefined) {
    await waitUntilDeleted(context, physicalId, context.deadline);
  }
}

/**
 * Reads the stack resource of a Delete.
 *
 * @throws ResourceError if CloudFormation cannot have sent this Delete
 */
async function readDeletion(context: RequestContext, physicalId: string): Promise<StackResourceStatus> {
  let stackResource: StackResourceStatus = 'unknown';
  const isConsistent = await retryUntilConsistent(context, async () => {
    stackResource = await describeStackResource(context);
    // CloudFormation deletes a replaced configuration or a failed create while the resource remains, but never its
    // current one.
    return isDeleting(stackResource) || getRecordedId(stackResource) !== physicalId;
  });
  if (!isConsistent) throw staleDeleteError(physicalId);
  return stackResource;
}

/** Reads what decides how the Delete handles the configuration, and decides. */
async function decide(
  context: RequestContext,
  configuration: RecordingConfiguration,
  adoptArn: string | undefined,
  isDeletingResource: boolean,
): Promise<DeletePlan> {
  const { owner, log } = context;
  const { arn } = configuration;
  const holder = isOwnedByOther(configuration, owner) ? await findHolder(context, configuration) : undefined;
  const facts = { owner, configuration, isDeletingResource, holder, isNamed: arn === adoptArn };
  const plan = planDelete({
    ...facts,
    history: needsHistory(facts) ? await readHistory(context, arn) : undefined,
  });
  if (plan === 'not-owned') log.warn('Delete ignored; another resource owns the configuration', { arn });
  if (plan === 'keep') log.warn('Configuration kept; it existed before the operation being rolled back', { arn });
  return plan;
}
