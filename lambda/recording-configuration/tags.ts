import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { diffTags, type TagDiff } from './diff';
import type { DesiredState } from './desired-state';
import { callWithRetry, type RequestContext } from './request-context';
import { parseOrigin, toOriginTag, toOwnerTags } from './ownership';
import { readDesiredState } from './stack-events';
import { isCurrentRequest, type ExpectedState } from './superseded';

/** What tags are brought to what is declared. */
export interface TagTarget {
  readonly configuration: RecordingConfiguration;
  /** The declaration that this one follows, whose keys may have to go. */
  readonly previous: DesiredState | undefined;
  /** Tags beside those that are declared and the owner's. */
  readonly extraTags?: Tags;
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
export async function reconcileTags(
  context: RequestContext,
  expected: ExpectedState,
  tagTarget: TagTarget,
): Promise<TagOutcome> {
  const { configuration, previous, extraTags } = tagTarget;
  const declared = { ...repairOrigin(context, configuration), ...withOwner(context, expected.desired) };
  const plan = (tags: Tags): TagDiff => diffTags(configuration.tags, tags, previous?.tags ?? {});
  const changes = plan({ ...declared, ...extraTags });
  if (!hasChanges(changes)) return 'same';
  if (!(await isCurrentRequest(context, expected))) return 'refused';
  await changeTags(context, configuration.arn, changes);
  return hasChanges(plan(declared)) ? 'changed' : 'same';
}

/** CloudFormation's record may be stale for one question and not for the next, but not for ever. */
const MAX_ATTEMPTS = 3;

/**
 * Asks a last time, before the response, whether CloudFormation waits for the event. Where it does, tags that were left
 * as they were are changed after all.
 */
export async function isCurrentWithTags(
  context: RequestContext,
  expected: ExpectedState,
  tagTarget: TagTarget,
  outcome: TagOutcome,
): Promise<boolean> {
  let last = outcome;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if (!(await isCurrentRequest(context, expected))) return false;
    if (last !== 'refused') return true;
    last = await reconcileTags(context, expected, tagTarget);
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
  context: RequestContext,
  expected: ExpectedState,
  { arn, tags }: RecordingConfiguration,
  actual: string,
): Promise<void> {
  const changes = diffTags(tags, toOwnerTags(context.owner, actual), {});
  if (hasChanges(changes) && (await isCurrentRequest(context, expected))) await changeTags(context, arn, changes);
}

/** The goal may change while the tags are brought to it, but not for ever. */
const MAX_RECONCILE_ROUNDS = 5;

/**
 * Brings the tags to what CloudFormation wants, or wanted last, of the resource.
 *
 * @param former - what the event was to change; undefined where that is not known
 */
export async function restoreDesiredTags(
  context: RequestContext,
  arn: string,
  applied: DesiredState,
  original?: DesiredState,
): Promise<void> {
  const { configurations, cleanupDeadline, log } = context;
  let previous = { ...original?.tags, ...applied.tags };
  for (let round = 1; round <= MAX_RECONCILE_ROUNDS; round += 1) {
    const latest = await readDesiredState(context);
    if (latest?.settingsHash !== applied.settingsHash) return;
    const now = await callWithRetry(context, cleanupDeadline, (signal) => configurations.get(arn, signal));
    const changes = diffTags(now?.tags ?? {}, withOwner(context, latest), previous);
    if (now === undefined || !hasChanges(changes)) return;
    log.warn('The event is not the latest of its resource; the tags become those of the latest', { arn });
    await changeTags(context, arn, changes, cleanupDeadline);
    previous = { ...previous, ...latest.tags };
  }
}

function hasChanges({ add, remove }: TagDiff): boolean {
  return remove.length > 0 || Object.keys(add).length > 0;
}

/** People may have removed the tag that tells where the configuration came from; that is not known any more then. */
function repairOrigin({ requestId }: RequestContext, configuration: RecordingConfiguration): Tags {
  if (parseOrigin(configuration) !== undefined) return {};
  return toOriginTag({ requestId, createdAt: undefined, isFound: true });
}

function withOwner({ owner }: RequestContext, { tags, settingsHash }: DesiredState): Tags {
  return { ...tags, ...toOwnerTags(owner, settingsHash) };
}

async function changeTags(
  context: RequestContext,
  arn: string,
  { add, remove }: TagDiff,
  deadline = context.deadline,
): Promise<void> {
  const { configurations, log } = context;
  // Removing comes first: a resource has room for 50 tags.
  if (remove.length > 0)
    await callWithRetry(context, deadline, (signal) => configurations.removeTags(arn, remove, signal));
  const added = Object.keys(add);
  if (added.length > 0) await callWithRetry(context, deadline, (signal) => configurations.addTags(arn, add, signal));
  log.info('Changed tags', { arn, added, removed: remove });
}
