import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';
import { analyzeUpdate, diffTags, type TagDiff } from './diff';
import type { DesiredState } from './desired-state';
import { callWithRetry } from './retry';
import type { RequestContext } from './request-context';
import { parseOrigin, toOriginTag, toOwnerTags } from './ownership';
import { readDesiredState, retryRead } from './stack-events';
import { isCurrentRequest, type ExpectedState } from './superseded';

/** The configuration whose tags are changed to the desired ones. */
export interface TagTarget {
  readonly configuration: RecordingConfiguration;
  /** The previous state, whose tag keys may have to be removed. */
  readonly previous: DesiredState | undefined;
  /** Additional tags besides the desired tags and the owner tags. */
  readonly extraTags?: Tags;
}

/**
 * The result of a tag update. `refused`: the tags differ, and were not changed because the request seems superseded.
 */
export type TagOutcome = 'same' | 'changed' | 'refused';

/**
 * Updates the tags of a configuration to the desired tags and owner tags. Tags added outside the stack stay. A
 * superseded request changes nothing.
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

/** The stack resource may be stale for one read, but not for this many. */
const MAX_ATTEMPTS = 3;

/**
 * Checks once more, before the response, that the request is current. If it is, changes the tags after an earlier `refused`.
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
 * Restores the owner tags of a configuration that is about to be replaced, because a rollback finds it by them. They
 * may have been removed or changed out of band.
 *
 * @param actual - the hash of its actual settings
 */
export async function repairOwnerTags(
  context: RequestContext,
  expected: ExpectedState,
  { arn, tags }: RecordingConfiguration,
  actual: string,
): Promise<void> {
  const changes = diffTags(tags, toOwnerTags(context.owner, actual), {});
  if (!hasChanges(changes) || !(await isCurrentRequest(context, expected))) return;
  await changeTags(context, arn, changes);
}

/** The desired state may change during the update, but not in this many rounds. */
const MAX_RECONCILE_ROUNDS = 5;

/**
 * Updates the tags to the resource's desired state, current or last.
 *
 * @param applied - the desired state of this request
 * @param original - the state before this request; undefined if unknown
 */
export async function restoreDesiredTags(
  context: RequestContext,
  arn: string,
  applied: DesiredState,
  original?: DesiredState,
): Promise<void> {
  await restoreTags(context, arn, applied, original, (round) =>
    round === 1 ? readLaterState(context, applied) : readDesiredState(context),
  );
}

/** Updates the tags, as {@link restoreDesiredTags} does, to the state to which a rollback returns. */
export async function restoreRolledBackTags(
  context: RequestContext,
  arn: string,
  applied: DesiredState,
  original: DesiredState | undefined,
): Promise<void> {
  await restoreTags(context, arn, applied, original, () => retryRead(context, () => readDesiredState(context, true)));
}

async function restoreTags(
  context: RequestContext,
  arn: string,
  applied: DesiredState,
  original: DesiredState | undefined,
  readLatest: (round: number) => Promise<DesiredState | undefined>,
): Promise<void> {
  const { configurations, cleanupDeadline, log } = context;
  let previous = { ...original?.tags, ...applied.tags };
  for (let round = 1; round <= MAX_RECONCILE_ROUNDS; round += 1) {
    const latest = await readLatest(round);
    if (latest?.settingsHash !== applied.settingsHash) return;
    const now = await callWithRetry(context, cleanupDeadline, (signal) => configurations.get(arn, signal));
    const changes = diffTags(now?.tags ?? {}, withOwner(context, latest), previous);
    if (now === undefined || !hasChanges(changes)) return;
    log.warn('Stale update; restoring the current tags', { arn });
    await changeTags(context, arn, changes, cleanupDeadline);
    previous = { ...previous, ...latest.tags };
  }
}

/**
 * Returns the desired state of the request that superseded this one. Until the stack events show it, they show this
 * request. If CloudFormation stopped waiting without a rollback, they continue to do so.
 */
async function readLaterState(context: RequestContext, applied: DesiredState): Promise<DesiredState | undefined> {
  return retryRead(context, async (isLast) => {
    const shown = await readDesiredState(context);
    const isOwn = shown !== undefined && analyzeUpdate(shown, applied).kind === 'nothing';
    return isOwn && !isLast ? undefined : shown;
  });
}

function hasChanges({ add, remove }: TagDiff): boolean {
  return remove.length > 0 || Object.keys(add).length > 0;
}

/** If the origin tag was removed out of band, the origin is unknown. */
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
  // Remove first: a resource can have at most 50 tags.
  if (remove.length > 0)
    await callWithRetry(context, deadline, (signal) => configurations.removeTags(arn, remove, signal));
  const added = Object.keys(add);
  if (added.length > 0) await callWithRetry(context, deadline, (signal) => configurations.addTags(arn, add, signal));
  log.info('Changed tags', { arn, added, removed: remove });
}
