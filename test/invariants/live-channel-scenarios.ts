import type { Scenario } from './interleavings';
import { findViolations, findOrphans } from './invariants';
import type { Simulation } from './simulation';
import { SETTINGS_NAMES } from './templates';

/** The index of the live channel. Channels before it may have moved already, channels after it not yet. */
const LIVE = 1;

/** The second channel goes live at any point, or never, and stays live. */
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
 * The invariants with a live channel: every failure names it, the only orphan is its configuration, and every other
 * channel uses the stack's configuration.
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

/** Events of a resource, and a channel that goes live while they run. */
export const LIVE_CHANNEL_SCENARIOS: readonly Scenario[] = [
  {
    ...base,
    title: 'a replacing Update and a channel that goes live',
    run: whileChannelGoesLive(({ stack, templates }) => stack.deploy(templates.b1, undefined)),
  },
  {
    ...base,
    title: 'a Delete and a channel that goes live',
    // Channels that it has detached stay detached: a redelivered Delete does not know their configuration.
    canCrash: false,
    run: whileChannelGoesLive(({ stack }) => stack.delete()),
  },
  {
    ...base,
    title: 'a Delete, a channel that goes live, and an operator who changes the other channel',
    hasForeign: true,
    canCrash: false,
    run: whileChannelGoesLive((simulation) => {
      const { externalState } = simulation;
      void simulation.waitForExternalEvent('an operator', 'changes a channel').then(() => {
        externalState.changeChannel(externalState.channels[0] ?? '', externalState.unowned ?? '');
      });
      return simulation.stack.delete();
    }),
  },
  {
    ...base,
    title: 'a canceled replacing Update, its rollback, and a channel that goes live',
    size: 'huge',
    run: whileChannelGoesLive((simulation) =>
      simulation.stack.deploy(simulation.templates.b1, simulation.waitForOtherFailure()),
    ),
  },
];
