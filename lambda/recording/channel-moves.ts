import { AwsCallError } from '../aws/aws-call-error';
import type { Channel } from '../aws/channels';
import type { Deadline } from '../time/deadline';
import { persist, type Operation } from './operation';

/** IVS allows an account 5 calls a second of each operation on channels, for all who call. */
const PACE_MS = 200;

/** Channels that use a configuration are live, so that nothing may be changed about them. */
export class LiveChannelsError extends Error {
  override readonly name = 'LiveChannelsError';

  constructor(
    /** The configuration that they use. */
    readonly arn: string,
    readonly live: readonly Channel[],
    /** How many channels that use it are not. */
    readonly others: number,
  ) {
    super(`${live.length} of the channels that use ${arn} are live.`);
  }
}

/** The channels that use a configuration. */
export async function findUsers(operation: Operation, arn: string, deadline: Deadline): Promise<readonly Channel[]> {
  const { channels, clock } = operation;
  const found: Channel[] = [];
  let nextToken: string | undefined;
  do {
    if (nextToken !== undefined) await clock.sleep(PACE_MS, deadline.signal);
    const token = nextToken;
    const page = await persist(operation, deadline, (signal) => channels.listUsing(arn, token, signal));
    found.push(...page.channels);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/**
 * Makes sure that none of the channels that use a configuration is live.
 *
 * @returns the channels
 * @throws LiveChannelsError
 */
export async function refuseLive(operation: Operation, arn: string): Promise<readonly Channel[]> {
  const { channels, clock, work } = operation;
  const users = await findUsers(operation, arn, work);
  const live: Channel[] = [];
  for (const channel of users) {
    if (await persist(operation, work, (signal) => channels.isLive(channel.arn, signal))) live.push(channel);
    await clock.sleep(PACE_MS, work.signal);
  }
  if (live.length > 0) throw new LiveChannelsError(arn, live, users.length - live.length);
  return users;
}

/**
 * Lets every one of the channels that use one configuration use another: all of them or none. IVS refuses to change one
 * that is live; what can be seen beforehand is for {@link refuseLive}.
 *
 * @param to - undefined switches their recording off
 * @throws LiveChannelsError
 */
export async function moveAll(
  operation: Operation,
  users: readonly Channel[],
  from: string,
  to: string | undefined,
): Promise<void> {
  const { work, log } = operation;
  const moved: Channel[] = [];
  try {
    for (const channel of users) {
      // The call may be carried out although its response is lost or the time is over in the middle of it.
      moved.push(channel);
      if (await point(operation, channel, to, work)) continue;
      // It went live between the check and the change.
      moved.pop();
      throw new LiveChannelsError(from, [channel], users.length - 1);
    }
  } catch (error) {
    log.warn('The move of channels is undone', { from, to: to ?? 'none', refusal: describe(error) });
    await moveBack(operation, moved, from, to);
    throw error;
  }
  logMove(operation, from, to, moved);
}

/**
 * Lets the channels that use one configuration use another, but for those that are live.
 *
 * @returns those that are live
 */
export async function moveMovable(
  operation: Operation,
  from: string,
  to: string,
  deadline: Deadline,
): Promise<readonly Channel[]> {
  const { channels } = operation;
  const moved: Channel[] = [];
  const live: Channel[] = [];
  for (const channel of await findUsers(operation, from, deadline)) {
    const isLive = await persist(operation, deadline, (signal) => channels.isLive(channel.arn, signal));
    const isMoved = !isLive && (await point(operation, channel, to, deadline));
    (isMoved ? moved : live).push(channel);
  }
  logMove(operation, from, to, moved);
  return live;
}

/** Whether the channel could be changed; a live one cannot. */
async function point(
  operation: Operation,
  { arn }: Channel,
  to: string | undefined,
  deadline: Deadline,
): Promise<boolean> {
  const { channels, clock } = operation;
  await clock.sleep(PACE_MS, deadline.signal);
  try {
    await persist(operation, deadline, (signal) => channels.setRecordingConfiguration(arn, to, signal));
  } catch (error) {
    if (error instanceof AwsCallError && error.kind === 'conflict') return false;
    throw error;
  }
  return true;
}

/** Undoes a move that did not get through. What cannot be undone is logged; a roll-back tries again. */
async function moveBack(
  operation: Operation,
  moved: readonly Channel[],
  from: string,
  to: string | undefined,
): Promise<void> {
  const { whole, log } = operation;
  const left = new Set(moved.map(({ arn }) => arn));
  const warn = (refusal: string): void => {
    log.warn('Channels could not be moved back', { from: to ?? 'none', to: from, channels: [...left], refusal });
  };
  try {
    // Another event may have pointed a channel elsewhere meanwhile; that stays.
    const users = to === undefined ? moved : await findUsers(operation, to, whole);
    const elsewhere = moved.filter(({ arn }) => users.every((user) => user.arn !== arn));
    for (const { arn } of elsewhere) left.delete(arn);
    for (const channel of users.filter(({ arn }) => left.has(arn))) {
      if (await point(operation, channel, from, whole)) left.delete(channel.arn);
    }
    if (left.size > 0) warn('live');
  } catch (error) {
    warn(describe(error));
  }
}

function logMove({ log }: Operation, from: string, to: string | undefined, moved: readonly Channel[]): void {
  if (moved.length > 0) {
    log.info('Moved channels', { from, to: to ?? 'none', channels: moved.map(({ arn }) => arn) });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
