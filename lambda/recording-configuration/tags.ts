import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { planTagChanges, type TagChanges } from './diff';
import type { Declaration } from './desired-state';
import { persist, type Operation } from './request-context';
import { readOrigin, toOriginTag, toOwnerTags } from './ownership';
import { readGoal } from './stack-events';
import { isStillWanted, type Occasion } from './superseded';

/** What tags are brought to what is declared. */
export interface Tagging {
  readonly configuration: RecordingConfiguration;
  /** The declaration that this one follows, whose keys may have to go. */
  readonly before: Declaration | undefined;
  /** Tags beside those that are declared and the owner's. */
  readonly more?: Tags;
}

/**
 * What became of the tags that are declared, and the owner's. `refused`: they differ, and were left so since
 * CloudFormation does not seem to wait for the event.
 */
export type TagOutcome = 'same' | 'changed' | 'refused';

/**
 * Makes a configuration's tags those that are declared, owner tags included; tags that others added stay. An event that
 * CloudFormation no longer waits for changes nothing.
 */
export async function reconcileTags(operation: Operation, occasion: Occasion, tagging: Tagging): Promise<TagOutcome> {
  const { configuration, before, more } = tagging;
  const declared = { ...repairOrigin(operation, configuration), ...withOwner(operation, occasion.declaration) };
  const plan = (tags: Tags): TagChanges => planTagChanges(configuration.tags, tags, before?.tags ?? {});
  const changes = plan({ ...declared, ...more });
  if (!isAnyChange(changes)) return 'same';
  if (!(await isStillWanted(operation, occasion))) return 'refused';
  await changeTags(operation, configuration.arn, changes);
  return isAnyChange(plan(declared)) ? 'changed' : 'same';
}

/** CloudFormation's record may be stale for one question and not for the next, but not for ever. */
const MAX_QUESTIONS = 3;

/**
 * Asks a last time, before the response, whether CloudFormation waits for the event. Where it does, tags that were left
 * as they were are changed after all.
 */
export async function isWantedWithTags(
  operation: Operation,
  occasion: Occasion,
  tagging: Tagging,
  outcome: TagOutcome,
): Promise<boolean> {
  let last = outcome;
  for (let questions = 1; questions <= MAX_QUESTIONS; questions += 1) {
    if (!(await isStillWanted(operation, occasion))) return false;
    if (last !== 'refused') return true;
    last = await reconcileTags(operation, occasion, tagging);
  }
  return false;
}

/**
 * Makes sure that a configuration which is about to be replaced has its owner tags, by which a rollback finds it. People
 * may have removed or changed them.
 *
 * @param actual - the fingerprint of the settings that it has
 */
export async function repairOwnerTags(
  operation: Operation,
  occasion: Occasion,
  { arn, tags }: RecordingConfiguration,
  actual: string,
): Promise<void> {
  const changes = planTagChanges(tags, toOwnerTags(operation.owner, actual), {});
  if (isAnyChange(changes) && (await isStillWanted(operation, occasion))) await changeTags(operation, arn, changes);
}

/** The goal may change while the tags are brought to it, but not for ever. */
const MAX_GOALS = 5;

/**
 * Brings the tags to what CloudFormation wants, or wanted last, of the resource.
 *
 * @param former - what the event was to change; undefined where that is not known
 */
export async function restoreGoal(
  operation: Operation,
  arn: string,
  written: Declaration,
  former?: Declaration,
): Promise<void> {
  const { configurations, whole, log } = operation;
  let before = { ...former?.tags, ...written.tags };
  for (let goals = 1; goals <= MAX_GOALS; goals += 1) {
    const goal = await readGoal(operation);
    if (goal?.fingerprint !== written.fingerprint) return;
    const now = await persist(operation, whole, (signal) => configurations.get(arn, signal));
    const changes = planTagChanges(now?.tags ?? {}, withOwner(operation, goal), before);
    if (now === undefined || !isAnyChange(changes)) return;
    log.warn('The event is not the latest of its resource; the tags become those of the latest', { arn });
    await changeTags(operation, arn, changes, whole);
    before = { ...before, ...goal.tags };
  }
}

function isAnyChange({ add, remove }: TagChanges): boolean {
  return remove.length > 0 || Object.keys(add).length > 0;
}

/** People may have removed the tag that tells where the configuration came from; that is not known any more then. */
function repairOrigin({ requestId }: Operation, configuration: RecordingConfiguration): Tags {
  if (readOrigin(configuration) !== undefined) return {};
  return toOriginTag({ requestId, madeAt: undefined, isFound: true });
}

function withOwner({ owner }: Operation, { tags, fingerprint }: Declaration): Tags {
  return { ...tags, ...toOwnerTags(owner, fingerprint) };
}

async function changeTags(
  operation: Operation,
  arn: string,
  { add, remove }: TagChanges,
  deadline = operation.work,
): Promise<void> {
  const { configurations, log } = operation;
  // Removing comes first: a resource has room for 50 tags.
  if (remove.length > 0) await persist(operation, deadline, (signal) => configurations.removeTags(arn, remove, signal));
  const added = Object.keys(add);
  if (added.length > 0) await persist(operation, deadline, (signal) => configurations.addTags(arn, add, signal));
  log.info('Changed tags', { arn, added, removed: remove });
}
