import type { Overlap } from './interleavings';
import { findBrokenLaws, findLeftovers } from './invariants';
import type { Stage } from './simulation';
import { LETTERS } from './templates';

/** Which of the channels it is matters: those before it may have been moved, those after it not yet. */
const LIVE = 1;

/** The second channel goes live at some point, or was live before or never; it stays so to the end. */
const whileAChannelGoesLive =
  (act: (stage: Stage) => Promise<void>) =>
  (stage: Stage): Promise<void> => {
    const channel = stage.outside.channels[LIVE] ?? '';
    void stage.happening('a streamer', 'goes live').then(() => {
      stage.account.setLive(channel, true);
    });
    return act(stage);
  };

/**
 * What holds although a channel is live: whatever fails names it, what is left over is what it uses, and every other
 * channel uses what the stack has.
 */
function findLawsBrokenWhileLive({ stack, account, outside }: Stage): readonly string[] {
  const live = outside.channels.find((channel) => isLive(account, channel));
  if (live === undefined) return [...stack.violations, ...findBrokenLaws(stack, account, outside)];
  const used = outside.uses(live);
  const { current } = stack;
  const isThere =
    current === undefined || account.recordingConfigurations().some(({ arn }) => arn === current.physicalId);
  return [
    ...stack.violations.filter((violation) => !violation.includes(live)),
    ...findLeftovers(stack, account, outside).filter((leftover) => !leftover.includes(used)),
    ...outside.findMisledChannels(current).filter((misled) => !misled.startsWith(live)),
    ...(isThere ? [] : [`${current.physicalId} is missing`]),
  ];
}

function isLive(account: Stage['account'], channelArn: string): boolean {
  try {
    account.getStream({ channelArn });
    return true;
  } catch {
    return false;
  }
}

const base = {
  channels: 2,
  released: LETTERS,
  prepare: ({ stack, templates }: Stage): Promise<void> => stack.deploy(templates.a1, undefined),
  findBrokenLaws: findLawsBrokenWhileLive,
} satisfies Partial<Overlap>;

/** An event of a resource, and a channel that goes live while it runs. */
export const LIVE_OVERLAPS: readonly Overlap[] = [
  {
    ...base,
    title: 'a replacing Update and a channel that goes live',
    act: whileAChannelGoesLive(({ stack, templates }) => stack.deploy(templates.b1, undefined)),
  },
  {
    ...base,
    title: 'a Delete and a channel that goes live',
    // What it has switched off by then stays off, for a Delete that is delivered again cannot tell what it was.
    survivesCrash: false,
    act: whileAChannelGoesLive(({ stack }) => stack.delete()),
  },
  {
    ...base,
    title: 'a Delete, a channel that goes live, and a person who points the other one elsewhere',
    foreign: true,
    survivesCrash: false,
    act: whileAChannelGoesLive((stage) => {
      const { outside } = stage;
      void stage.happening('a person', 'changes a channel').then(() => {
        outside.change(outside.channels[0] ?? '', outside.unowned ?? '');
      });
      return stage.stack.delete();
    }),
  },
  {
    ...base,
    title: 'a replacing Update, cancelled, the Update that undoes it, and a channel that goes live',
    size: 'huge',
    act: whileAChannelGoesLive((stage) => stage.stack.deploy(stage.templates.b1, stage.otherFailure())),
  },
];
