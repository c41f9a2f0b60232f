import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { analyzeUpdate } from './diff';
import type { DesiredState } from './desired-state';
import type { RequestContext } from './request-context';
import { retryRead, readDesiredState, readHeld, wasEverHeld } from './stack-events';
import { retryUntilConsistent, getRecordedId, isDeleting, isRollback, describeStackResource } from './stack-resource';

/** What tells the latest event of a resource from one that was cancelled or delivered late. */
export interface ExpectedState {
  /** What the event asks for. */
  readonly desired: DesiredState;
  /** The id that the event says the resource has; undefined for a Create. */
  readonly physicalId: string | undefined;
  /** For an update: the resource still has what the update is to change. */
  readonly isForwardUpdate: boolean;
  /** For an update that moves channels: the configuration that they used before. */
  readonly channelsFrom?: string | undefined;
}

/**
 * What is to become of a configuration that an event made.
 *
 * - `keep`: CloudFormation waits for it, or has it already
 * - `delete`: CloudFormation neither waits for it nor ever had it
 * - `leave`: CloudFormation may have had it and deletes it itself
 */
export type Disposition = 'keep' | 'delete' | 'leave';

/**
 * Decides on a configuration after it was made. When another resource fails, CloudFormation does not wait: it sets the
 * resource's status and sends the event that undoes this one, while this one still runs. So an event that has made
 * something asks afterwards, and the event that undoes it looks afterwards; one sees the other.
 *
 * @param isNew - this delivery made it, not an earlier one of the same event
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

/** As {@link resolveDisposition}, of an event that CloudFormation does not wait for. */
export async function resolveSupersededDisposition(
  context: RequestContext,
  expected: ExpectedState,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Disposition> {
  const { arn } = configuration;
  await waitForSupersedingUpdate(context, expected);
  // Another delivery's answer may be why: so what is recorded is read once it is certain that no answer counts any more.
  const stackResource = await describeStackResource(context);
  const held = await readHeld(context, stackResource);
  if (held !== 'unknown' && held.id === arn) return 'keep';
  if (held === 'unknown' && isDeleting(stackResource)) return 'leave';
  const isOver = stackResource === 'absent' || isDeleting(stackResource);
  if (isNew || isOver || isUnchanged(getRecordedId(stackResource), expected)) return 'delete';
  return (await wasEverHeld(context, configuration)) ? 'leave' : 'delete';
}

const SUPERSEDING_POLL_MS = 5_000;

/**
 * Waits while another event is under way that wants the same settings: it may have found the configuration and count on
 * it, and only once it is answered is that known.
 */
async function waitForSupersedingUpdate(context: RequestContext, { desired }: ExpectedState): Promise<void> {
  const { clock, cleanupDeadline } = context;
  for (;;) {
    const stackResource = await describeStackResource(context);
    if (typeof stackResource === 'string' || stackResource.status !== 'UPDATE_IN_PROGRESS') return;
    const latest = await readDesiredState(context);
    if (latest?.settingsHash !== desired.settingsHash) return;
    await clock.sleep(SUPERSEDING_POLL_MS, cleanupDeadline.signal);
  }
}

/** Whether the resource has what it had before the event: then what the event made was never taken over. */
function isUnchanged(recorded: string | undefined, { physicalId }: ExpectedState): boolean {
  if (physicalId !== undefined) return recorded === physicalId;
  return recorded === undefined || parseRecordingConfigurationArn(recorded) === undefined;
}

/** Whether CloudFormation waits for this event, and for no later one of the resource. */
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
  // An update that goes forward is what a rollback undoes; any other one may be the rollback.
  return !expected.isForwardUpdate;
}

/** Unclear where there may be two events on a rollback, and CloudFormation does not show which one it waits for. */
async function isCurrent(context: RequestContext, expected: ExpectedState): Promise<boolean | 'unclear'> {
  const stackResource = await describeStackResource(context);
  if (stackResource === 'unknown') return true;
  if (stackResource === 'absent') return false;
  if (context.kind === 'Create') return stackResource.status === 'CREATE_IN_PROGRESS';
  if (stackResource.status !== 'UPDATE_IN_PROGRESS' || stackResource.physicalId !== expected.physicalId) return false;
  if (!(await isRollback(context))) return true;
  // On a rollback there may be two: the update that was cancelled, and the one that undoes it.
  const latest = await readDesiredState(context, true);
  if (latest === undefined) return 'unclear';
  return analyzeUpdate(latest, expected.desired).kind === 'nothing';
}
