import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { planTagChanges } from './change-plan';
import type { Declaration } from './declaration';
import { persist, type Operation } from './operation';
import { toOwnerTags } from './ownership';
import { isStillWanted, type Occasion } from './standing';

/**
 * Makes a configuration's tags those that are declared, owner tags included; tags that others added stay. A late
 * delivery of an event that CloudFormation has long settled changes nothing.
 *
 * @param before - the declaration that this one follows, whose keys may have to go
 */
export async function reconcileTags(
  operation: Operation,
  configuration: RecordingConfiguration,
  declaration: Declaration,
  before: Declaration | undefined,
  occasion: Occasion,
): Promise<void> {
  const { configurations, owner, work, log } = operation;
  const declared: Tags = { ...declaration.tags, ...toOwnerTags(owner, declaration.fingerprint) };
  const { add, remove } = planTagChanges(configuration.tags, declared, before?.tags ?? {});
  const added = Object.keys(add);
  if (added.length === 0 && remove.length === 0) return;
  const { arn } = configuration;
  if (!(await isStillWanted(operation, occasion))) {
    log.warn('The event is not the latest of its resource; the tags stay as they are', { arn });
    return;
  }
  // Removing comes first: a resource has room for 50 tags.
  if (remove.length > 0) {
    await persist(operation, work, (signal) => configurations.removeTags(arn, remove, signal));
  }
  if (added.length > 0) {
    await persist(operation, work, (signal) => configurations.addTags(arn, add, signal));
  }
  log.info('Changed tags', { arn, added, removed: remove });
}
