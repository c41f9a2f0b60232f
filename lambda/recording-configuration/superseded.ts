import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { analyzeUpdate } from './diff';
import type { DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { hasLaterOperation, retryRead, readDesiredState, readHeld, wasEverHeld } from './stack-events';
import { retryUntilConsistent } from './retry';
import {
  getRecordedId,
  isDeleting,
  isRollback,
  describeStackResource,
  type StackResourceStatus,
} from './stack-resource';

/** The state that distinguishes the current request of a resource from a canceled or stale one. */
export interface ExpectedState {
  /** The desired state of the request. */
  readonly desired: DesiredState;
  /** The physical id in the request; undefined for a Create. */
  readonly physicalId: string | undefined;
  /** For an update: whether the resource still has the configuration that the update changes. */
  readonly isForwardUpdate: boolean;
  /** For an update that moves channels: their previous configuration. */
  readonly channelsFrom?: string | undefined;
}

/**
 * How to handle a configuration that a request created.
 *
 * - `keep`: CloudFormation waits for it, or already has it
 * - `delete`: CloudFormation does not wait for it and never had it
 * - `leave`: CloudFormation may have had it, and deletes it
 */
export type Disposition = 'keep' | 'delete' | 'leave';

/**
 * Decides how to handle a configuration after its create. If another resource fails, CloudFormation does not wait: it
 * sets the resource's status and sends the request that undoes this one while this one still runs. Both requests
 * therefore check after they write, and at least one sees the other.
 *
 * @param isNew - whether this delivery created it, not an earlier delivery of the same request
 */
export async function resolveDisposition(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Disposition> {
  if (await isCurrentRequest(context, expected)) return 'keep';
  return resolveSupersededDisposition(context, expected, configuration, isNew);
}

/** Decides as {@link resolveDisposition} does, for a request that is known to be superseded. */
export async function resolveSupersededDisposition(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Disposition> {
  const { arn } = configuration;
  const stackResource = await waitForSupersedingUpdate(context, expected);
  const held = await readHeld(context, stackResource);
  if (held !== 'unknown' && held.id === arn) return 'keep';
  if (held === 'unknown' && isDeleting(stackResource)) return 'leave';
  const isOver = stackResource === 'absent' || isDeleting(stackResource);
  if (isNew || isOver || isUnchanged(getRecordedId(stackResource), expected)) return 'delete';
  return (await wasEverHeld(context, configuration)) ? 'leave' : 'delete';
}

const SUPERSEDING_POLL_MS = 5_000;

/**
 * Waits while another request for the same settings is in progress. It may have found the configuration and depend on
 * it, which is known only after its response.
 *
 * @returns the stack resource after that; a further read may be older
 */
async function waitForSupersedingUpdate(
  context: RequestContext,
  { desired }: ExpectedState,
): Promise<StackResourceStatus> {
  const { clock, cleanupDeadline } = context;
  for (;;) {
    const stackResource = await describeStackResource(context);
    if (typeof stackResource === 'string' || stackResource.status !== 'UPDATE_IN_PROGRESS') return stackResource;
    const latest = await readDesiredState(context);
    if (latest?.settingsHash !== desired.settingsHash) return stackResource;
    await clock.sleep(SUPERSEDING_POLL_MS, cleanupDeadline.signal);
  }
}

/** Returns whether the resource has the same configuration as before the request. It then never had the new one. */
function isUnchanged(recorded: string | undefined, { physicalId }: ExpectedState): boolean {
  if (physicalId !== undefined) return recorded === physicalId;
  return recorded === undefined || parseRecordingConfigurationArn(recorded) === undefined;
}

/** Returns whether CloudFormation waits for this request, not for a later one of the resource. */
export async function isCurrentRequest(context: RequestContext, expected: ExpectedState): Promise<boolean> {
  const { cloudFormation } = context;
  const result = await retryRead(context, async () => {
    const seen = { isCurrent: 'unclear' as boolean | 'unclear' };
    await retryUntilConsistent(context, async () => {
      seen.isCurrent = await isCurrent(context, expected);
      return seen.isCurrent !== false;
    });
    return seen.isCurrent === 'unclear' && !cloudFormation.hasNoDesiredState ? undefined : seen.isCurrent;
  });
  if (typeof result === 'boolean') return result;
  cloudFormation.hasNoDesiredState = true;
  // A rollback undoes a forward update; any other update may be the rollback.
  return !expected.isForwardUpdate;
}

/**
 * Returns `unclear` if there may be two requests in a rollback and CloudFormation does not show which one is current.
 */
async function isCurrent(context: RequestContext, expected: ExpectedState): Promise<boolean | 'unclear'> {
  const stackResource = await describeStackResource(context);
  if (stackResource === 'unknown') return true;
  if (stackResource === 'absent') return false;
  if (context.kind === 'Create') return stackResource.status === 'CREATE_IN_PROGRESS';
  if (stackResource.status !== 'UPDATE_IN_PROGRESS' || stackResource.physicalId !== expected.physicalId) return false;
  if (!(await isRollback(context))) {
    // After an update that CloudFormation gave up on without a rollback, the next one may be in progress.
    const { updatedAt = -Infinity } = stackResource;
    return updatedAt <= context.startedAtEpochMs || !(await hasLaterOperation(context));
  }
  // In a rollback there may be two requests: the canceled update, and the one that undoes it.
  const latest = await readDesiredState(context, true);
  if (latest === undefined) return 'unclear';
  return analyzeUpdate(latest, expected.desired).kind === 'nothing';
}
