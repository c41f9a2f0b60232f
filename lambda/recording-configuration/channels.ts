import { AwsCallError, isNotFound, isRejected } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import type { Deadline } from '../util/deadline';
import { callWithRetry } from './retry';
import type { RequestContext } from './request-context';
import { getErrorMessage } from '../util/error-message';

/** IVS allows 5 calls per second per account for each channel operation, shared by all callers. */
const CALL_INTERVAL_MS = 200;

/** Channels that use a configuration are live, and IVS does not allow changes to a live channel. */
export class LiveChannelsError extends Error {
  override readonly name = 'LiveChannelsError';

  constructor(
    /** The configuration that the channels use. */
    readonly arn: string,
    readonly live: readonly Channel[],
    /** The number of channels that use the configuration and are not live. */
    readonly others: number,
  ) {
    super(`${live.length} of the channels that use ${arn} are live.`);
  }
}

/** Returns the channels that use a configuration. */
export async function listChannelsUsing(
  context: RequestContext,
  arn: string,
  deadline: Deadline,
): Promise<readonly Channel[]> {
  const { channels, clock } = context;
  const found: Channel[] = [];
  let nextToken: string | undefined;
  do {
    if (nextToken !== undefined) await clock.sleep(CALL_INTERVAL_MS, deadline.signal);
    const token = nextToken;
    const page = await callWithRetry(context, deadline, (signal) => channels.listUsing(arn, token, signal));
    found.push(...page.channels);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/**
 * Throws if a channel that uses the configuration is live.
 *
 * @returns all channels that use it
 * @throws LiveChannelsError
 */
export async function assertNoLiveChannels(context: RequestContext, arn: string): Promise<readonly Channel[]> {
  const { channels, clock, deadline } = context;
  const channelsInUse = await listChannelsUsing(context, arn, deadline);
  const live: Channel[] = [];
  for (const channel of channelsInUse) {
    if (await callWithRetry(context, deadline, (signal) => channels.isLive(channel.arn, signal))) live.push(channel);
    await clock.sleep(CALL_INTERVAL_MS, deadline.signal);
  }
  if (live.length > 0) throw new LiveChannelsError(arn, live, channelsInUse.length - live.length);
  return channelsInUse;
}

/** A move of channels from one configuration to another. */
interface Move {
  /** Undefined if the channels have no configuration. */
  readonly from: string | undefined;
  /** Undefined to detach the channels. */
  readonly to: string | undefined;
  readonly deadline: Deadline;
  /** The channels that were changed, or may have been. */
  readonly changed: Set<Channel>;
  /** Duration of the last channel check, in milliseconds. */
  checkMs: number;
}

function startMove(from: string | undefined, to: string | undefined, deadline: Deadline): Move {
  return { from, to, deadline, changed: new Set(), checkMs: 0 };
}

/**
 * Moves all channels that use a configuration to another, or none of them. IVS rejects changes to a live channel;
 * {@link assertNoLiveChannels} detects most of them in advance.
 *
 * @param to - undefined to detach the channels
 * @returns a function that undoes the move
 * @throws LiveChannelsError
 */
export async function moveChannelsOrNone(
  context: RequestContext,
  channelsInUse: readonly Channel[],
  from: string,
  to: string | undefined,
): Promise<() => Promise<void>> {
  const { deadline, log } = context;
  const move = startMove(from, to, deadline);
  let others = channelsInUse.length - 1;
  try {
    for (const channel of channelsInUse) {
      const outcome = await moveChannel(context, move, channel);
      // The channel went live between the check and the change.
      if (outcome === 'live') throw new LiveChannelsError(from, [channel], others);
      if (outcome === 'elsewhere') others -= 1;
    }
  } catch (error) {
    log.warn('Move of channels undone', { from, to: to ?? 'none', error: getErrorMessage(error) });
    await moveBack(context, move);
    throw error;
  }
  logMove(context, move);
  return () => moveBack(context, move);
}

/**
 * Moves the channels that use a configuration to another, except live channels. If the other one no longer exists, the
 * channels keep recording with theirs.
 *
 * @returns the live channels
 */
export async function moveIdleChannels(
  context: RequestContext,
  from: string,
  to: string,
  deadline: Deadline,
): Promise<readonly Channel[]> {
  const { channels, log } = context;
  const move = startMove(from, to, deadline);
  const live: Channel[] = [];
  try {
    for (const channel of await listChannelsUsing(context, from, deadline)) {
      const isLive = await callWithRetry(context, deadline, (signal) => channels.isLive(channel.arn, signal));
      if (isLive || (await moveChannel(context, move, channel)) === 'live') live.push(channel);
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
    log.warn('Channels not moved; the other configuration no longer exists', { from, to });
  }
  logMove(context, move);
  return live;
}

/** A channel that is `elsewhere` no longer uses the configuration and is not changed. */
type MoveOutcome = 'moved' | 'elsewhere' | 'live';

/** Moves a channel to another configuration. A live channel cannot be changed. */
async function moveChannel(context: RequestContext, move: Move, channel: Channel): Promise<MoveOutcome> {
  const { clock } = context;
  const { deadline, changed, checkMs } = move;
  // The check has a separate quota, so its duration counts toward the interval.
  await clock.sleep(Math.max(0, CALL_INTERVAL_MS - checkMs), deadline.signal);
  try {
    return await callWithRetry(context, deadline, (signal) => checkAndMove(context, move, channel, signal));
  } catch (error) {
    if (!(error instanceof AwsCallError) || error.kind !== 'ResourceConflict') throw error;
    changed.delete(channel);
    return 'live';
  }
}

/** IVS has no conditional update. A change made to the channel between these two calls is overwritten. */
async function checkAndMove(
  { channels, clock, log }: RequestContext,
  move: Move,
  channel: Channel,
  signal: AbortSignal,
): Promise<Exclude<MoveOutcome, 'live'>> {
  const { from, to = '', changed } = move;
  const { arn } = channel;
  const startedAt = clock.now();
  const used = await channels.getRecordingConfiguration(arn, signal);
  move.checkMs = clock.now() - startedAt;
  const isOutcomeUnknown = changed.has(channel);
  // An earlier attempt succeeded, but its response was lost.
  if (isOutcomeUnknown && used === to) return 'moved';
  if (used !== (from ?? '')) {
    changed.delete(channel);
    log.info('Channel changed meanwhile; not moved', { channel: arn, uses: used });
    return 'elsewhere';
  }
  // The call may succeed even if its response is lost or the deadline passes during the call.
  changed.add(channel);
  try {
    await channels.setRecordingConfiguration(arn, move.to, signal);
  } catch (error) {
    if (isRejected(error) && !isOutcomeUnknown) changed.delete(channel);
    // Either the channel or the configuration was deleted meanwhile.
    if (!isNotFound(error) || (await channels.getRecordingConfiguration(arn, signal)) !== undefined) throw error;
    return 'elsewhere';
  }
  return 'moved';
}

/** Undoes a move that failed. Logs the channels that it cannot move back; a rollback retries them. */
async function moveBack(context: RequestContext, { from, to, changed }: Move): Promise<void> {
  const { cleanupDeadline, log } = context;
  const back = startMove(to, from, cleanupDeadline);
  const remaining = new Set(changed);
  const warn = (error: string): void => {
    const channels = [...remaining].map(({ arn }) => arn);
    log.warn('Channels not moved back', { from: to ?? 'none', to: from, channels, error });
  };
  try {
    for (const channel of changed) {
      if ((await moveChannel(context, back, channel)) !== 'live') remaining.delete(channel);
    }
    if (remaining.size > 0) warn('live');
  } catch (error) {
    warn(getErrorMessage(error));
  }
}

function logMove({ log }: RequestContext, { from, to, changed }: Move): void {
  if (changed.size > 0) {
    log.info('Moved channels', { from, to: to ?? 'none', channels: [...changed].map(({ arn }) => arn) });
  }
}
