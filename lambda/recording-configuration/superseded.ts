import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { RecordingConfiguration } from '../aws/recording-configurations';
import { planChange } from './diff';
import type { Declaration } from './desired-state';
import type { Operation } from './request-context';
import { lookAgain, readGoal, readHeld, wasEverHeld } from './stack-events';
import { confirm, getRecordedId, isDeleting, isRollBack, readStanding } from './stack-resource';

/** What tells the latest event of a resource from one that was cancelled or delivered late. */
export interface Occasion {
  /** What the event asks for. */
  readonly declaration: Declaration;
  /** The id that the event says the resource has; undefined for a Create. */
  readonly physicalId: string | undefined;
  /** For an update: the resource still has what the update is to change. */
  readonly isForward: boolean;
  /** For an update that moves channels: the configuration that they used before. */
  readonly released?: string | undefined;
}

/**
 * What is to become of a configuration that an event made.
 *
 * - `keep`: CloudFormation waits for it, or has it already
 * - `discard`: CloudFormation neither waits for it nor ever had it
 * - `leave`: CloudFormation may have had it and deletes it itself
 */
export type Fate = 'keep' | 'discard' | 'leave';

/**
 * Decides on a configuration after it was made. When another resource fails, CloudFormation does not wait: it sets the
 * resource's status and sends the event that undoes this one, while this one still runs. So an event that has made
 * something asks afterwards, and the event that undoes it looks afterwards; one sees the other.
 *
 * @param isNew - this delivery made it, not an earlier one of the same event
 */
export async function decideFate(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Fate> {
  if (await isStillWanted(operation, occasion)) return 'keep';
  return decideFateOfSuperseded(operation, occasion, configuration, isNew);
}

/** As {@link decideFate}, of an event that CloudFormation does not wait for. */
export async function decideFateOfSuperseded(
  operation: Operation,
  occasion: Occasion,
  configuration: RecordingConfiguration,
  isNew: boolean,
): Promise<Fate> {
  const { arn } = configuration;
  await waitForHeir(operation, occasion);
  // Another delivery's answer may be why: so what is recorded is read once it is certain that no answer counts any more.
  const standing = await readStanding(operation);
  const held = await readHeld(operation, standing);
  if (held !== 'unknown' && held.id === arn) return 'keep';
  if (held === 'unknown' && isDeleting(standing)) return 'leave';
  const isOver = standing === 'absent' || isDeleting(standing);
  if (isNew || isOver || isWhereItWas(getRecordedId(standing), occasion)) return 'discard';
  return (await wasEverHeld(operation, configuration)) ? 'leave' : 'discard';
}

const HEIR_MS = 5_000;

/**
 * Waits while another event is under way that wants the same settings: it may have found the configuration and count on
 * it, and only once it is answered is that known.
 */
async function waitForHeir(operation: Operation, { declaration }: Occasion): Promise<void> {
  const { clock, whole } = operation;
  for (;;) {
    const standing = await readStanding(operation);
    if (typeof standing === 'string' || standing.status !== 'UPDATE_IN_PROGRESS') return;
    const goal = await readGoal(operation);
    if (goal?.fingerprint !== declaration.fingerprint) return;
    await clock.sleep(HEIR_MS, whole.signal);
  }
}

/** Whether the resource has what it had before the event: then what the event made was never taken over. */
function isWhereItWas(recorded: string | undefined, { physicalId }: Occasion): boolean {
  if (physicalId !== undefined) return recorded === physicalId;
  return recorded === undefined || parseRecordingConfigurationArn(recorded) === undefined;
}

/** Whether CloudFormation waits for this event, and for no later one of the resource. */
export async function isStillWanted(operation: Operation, occasion: Occasion): Promise<boolean> {
  const { cloudFormation } = operation;
  const answer = await lookAgain(operation, async () => {
    const seen = { isWanted: 'unclear' as boolean | 'unclear' };
    await confirm(operation, async () => {
      seen.isWanted = await isWanted(operation, occasion);
      return seen.isWanted !== false;
    });
    return seen.isWanted === 'unclear' && !cloudFormation.hasNoGoal ? undefined : seen.isWanted;
  });
  if (typeof answer === 'boolean') return answer;
  cloudFormation.hasNoGoal = true;
  // An update that goes forward is what a rollback undoes; any other one may be the rollback.
  return !occasion.isForward;
}

/** Unclear where there may be two events on a rollback, and CloudFormation does not show which one it waits for. */
async function isWanted(operation: Operation, occasion: Occasion): Promise<boolean | 'unclear'> {
  const standing = await readStanding(operation);
  if (standing === 'unknown') return true;
  if (standing === 'absent') return false;
  if (operation.kind === 'Create') return standing.status === 'CREATE_IN_PROGRESS';
  if (standing.status !== 'UPDATE_IN_PROGRESS' || standing.physicalId !== occasion.physicalId) return false;
  if (!(await isRollBack(operation))) return true;
  // On a rollback there may be two: the update that was cancelled, and the one that undoes it.
  const goal = await readGoal(operation, true);
  if (goal === undefined) return 'unclear';
  return planChange(goal, occasion.declaration).kind === 'nothing';
}
