import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { planTagChanges, type TagChanges } from './change-plan';
import type { Declaration } from './declaration';
import { persist, type Operation } from './operation';
import { toOwnerTags } from './ownership';
import { isStillWanted, readGoal, type Occasion } from './standing';

/**
 * Makes a configuration's tags those that are declared, owner tags included; tags that others added stay. An event that
 * CloudFormation no longer waits for changes nothing.
 *
 * @param before - the declaration that this one follows, whose keys may have to go
 * @returns whether the tags differed
 */
export async function reconcileTags(
  operation: Operation,
  configuration: RecordingConfiguration,
  occasion: Occasion,
  before: Declaration | undefined,
): Promise<boolean> {
  const { arn } = configuration;
  const { declaration } = occasion;
  const declared = withOwner(operation, declaration);
  const changes = planTagChanges(configuration.tags, declared, before?.tags ?? {});
  if (!isAnyChange(changes)) return false;
  if (await isStillWanted(operation, occasion)) await changeTags(operation, arn, changes);
  return true;
}

/** The goal may change while the tags are brought to it, but not for ever. */
const MAX_GOALS = 5;

/** Brings the tags to what CloudFormation wants, or wanted last, of the resource. */
export async function restoreGoal(operation: Operation, arn: string, written: Declaration): Promise<void> {
  const { configurations, work, log } = operation;
  let before = written;
  for (let goals = 1; goals <= MAX_GOALS; goals += 1) {
    const goal = await readGoal(operation);
    if (goal?.fingerprint !== written.fingerprint) return;
    const now = await persist(operation, work, (signal) => configurations.get(arn, signal));
    const changes = planTagChanges(now?.tags ?? {}, withOwner(operation, goal), before.tags);
    if (now === undefined || !isAnyChange(changes)) return;
    log.warn('The event is not the latest of its resource; the tags become those of the latest', { arn });
    await changeTags(operation, arn, changes);
    before = goal;
  }
}

function isAnyChange({ add, remove }: TagChanges): boolean {
  return remove.length > 0 || Object.keys(add).length > 0;
}

function withOwner({ owner }: Operation, { tags, fingerprint }: Declaration): Tags {
  return { ...tags, ...toOwnerTags(owner, fingerprint) };
}

async function changeTags(operation: Operation, arn: string, { add, remove }: TagChanges): Promise<void> {
  const { configurations, work, log } = operation;
  // Removing comes first: a resource has room for 50 tags.
  if (remove.length > 0) await persist(operation, work, (signal) => configurations.removeTags(arn, remove, signal));
  const added = Object.keys(add);
  if (added.length > 0) await persist(operation, work, (signal) => configurations.addTags(arn, add, signal));
  log.info('Changed tags', { arn, added, removed: remove });
}
