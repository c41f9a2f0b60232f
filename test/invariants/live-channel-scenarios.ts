import type { Scenario } from './interleavings';
import { findViolations, findOrphans } from './invariants';
import type { Simulation } from './simulation';
import { SETTINGS_NAMES } from './templates';

/** Which of the channels it is matters: those before it may have been moved, those after it not yet. */
const LIVE = 1;

/** The second channel goes live at some point, or was live before or never; it stays so to the end. */
const whileChannelGoesLive =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    const channel = simulation.externalState.channels[LIVE] ?? '';
    void simulation.waitForExternalEvent('a streamer', 'goes live').then(() => {
      simulation.account.setLive(channel, true);
    });
    return run(simulation);
  };

/**
 * What holds although a channel is live: whatever fails names it, what is left over is what it uses, and every other
 * channel uses what the stack has.
 */
function findViolationsWhileLive({ stack, account, externalState }: Simulation): readonly string[] {
  const live = externalState.channels.find((channel) => isLive(account, channel));
  if (live === undefined) return [...stack.violations, ...findViolations(stack, account, externalState)];
  const used = externalState.getConfiguration(live);
  const { current } = stack;
  const isThere =
    current === undefined || account.recordingConfigurations().some(({ arn }) => arn === current.physicalId);
  return [
    ...stack.violations.filter((violation) => !violation.includes(live)),
    ...findOrphans(stack, account, externalState).filter((orphan) => !orphan.includes(used)),
    ...externalState.findWrongChannels(current).filter((wrong) => !wrong.startsWith(live)),
    ...(isThere ? [] : [`${current.physicalId} is missing`]),
  ];
}

function isLive(account: Simulation['account'], channelArn: string): boolean {
  try {
    account.getStream({ channelArn });
    return true;
  } catch {
    return false;
  }
}

const base = {
  channels: 2,
  settingsWithRelease: SETTINGS_NAMES,
  prepare: ({ stack, templates }: Simulation): Promise<void> => stack.deploy(templates.a1, undefined),
  findViolations: findViolationsWhileLive,
} satisfies Partial<Scenario>;

/** An event of a resource, and a channel that goes live while it runs. */
export const LIVE_CHANNEL_SCENARIOS: readonly Scenario[] = [
  {
    ...base,
    title: 'a replacing Update and a channel that goes live',
    run: whileChannelGoesLive(({ stack, templates }) => stack.deploy(templates.b1, undefined)),
  },
  {
    ...base,
    title: 'a Delete and a channel that goes live',
    // What it has switched off by then stays off, for a Delete that is delivered again cannot tell what it was.
    canCrash: false,
    run: whileChannelGoesLive(({ stack }) => stack.delete()),
  },
  {
    ...base,
    title: 'a Delete, a channel that goes live, and a person who points the other one elsewhere',
    hasForeign: true,
    canCrash: false,
    run: whileChannelGoesLive((simulation) => {
      const { externalState } = simulation;
      void simulation.waitForExternalEvent('a person', 'changes a channel').then(() => {
        externalState.changeChannel(externalState.channels[0] ?? '', externalState.unowned ?? '');
      });
      return simulation.stack.delete();
    }),
  },
  {
    ...base,
    title: 'a replacing Update, cancelled, the Update that undoes it, and a channel that goes live',
    size: 'huge',
    run: whileChannelGoesLive((simulation) =>
      simulation.stack.deploy(simulation.templates.b1, simulation.waitForOtherFailure()),
    ),
  },
];
