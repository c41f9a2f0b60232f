import type { Scenario } from './interleavings';
import { LIVE_CHANNEL_SCENARIOS } from './live-channel-scenarios';
import type { Simulation } from './simulation';
import { SETTINGS_NAMES, type TemplateName } from './templates';

const nothing = (): Promise<void> => Promise.resolve();

const deploy =
  (template: TemplateName) =>
  ({ stack, templates }: Simulation): Promise<void> =>
    stack.deploy(templates[template], undefined);

/** The other resource of the stack fails during or right after the deployment of the template. */
const deployAndFail =
  (template: TemplateName) =>
  (simulation: Simulation): Promise<void> =>
    simulation.stack.deploy(simulation.templates[template], simulation.waitForOtherFailure());

const deliverTwice =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    simulation.isDeliveringTwice = true;
    return run(simulation);
  };

/** Only the first event is delivered twice. */
const deliverFirstTwice =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    simulation.isDeliveringTwice = true;
    const acting = run(simulation);
    simulation.isDeliveringTwice = false;
    return acting;
  };

const deleteStack = ({ stack }: Simulation): Promise<void> => stack.delete();

/** The first event of the stack is redelivered while the stack is deleted. */
const deleteAndRedeliverFirst = ({ fn, sentEvents, stack }: Simulation): Promise<void> => {
  const [first] = sentEvents;
  if (first !== undefined) fn.deliver(first);
  return stack.delete();
};

/** An operator attaches the first channel to the configuration that is being replaced, while it exists. */
const replaceWhileChannelAttaches = (simulation: Simulation): Promise<void> => {
  const { externalState, stack } = simulation;
  const [channel] = externalState.channels;
  const old = stack.current?.physicalId;
  if (channel !== undefined && old !== undefined) {
    externalState.setChannel(channel, '');
    void simulation.waitForExternalEvent('an operator', 'attaches a channel').then(() => {
      externalState.setChannelIfPresent(channel, old);
    });
  }
  return deploy('b1')(simulation);
};

/** The other resource fails while rollback is disabled; then another template is deployed. */
const failThenDeploy =
  (given: TemplateName, next: TemplateName) =>
  async (simulation: Simulation): Promise<void> => {
    const { stack, templates } = simulation;
    await stack.deploy(templates[given], simulation.waitForOtherFailure(), { isRollbackDisabled: true });
    await stack.deploy(templates[next], undefined);
  };

/** An operator changes the configuration of the first channel, at any point. */
const whileOperatorChangesChannel =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    const { externalState } = simulation;
    const [channel = ''] = externalState.channels;
    void simulation.waitForExternalEvent('an operator', 'changes a channel').then(() => {
      externalState.changeChannel(channel, externalState.unowned ?? '');
    });
    return run(simulation);
  };

/** Another stack adopts the initial configuration of the stack, at any point. */
const whileOtherStackAdopts =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    const { stack, other, templates } = simulation;
    const arn = stack.current?.physicalId;
    const template = { ...templates.a1, AdoptArn: arn };
    void simulation.waitForExternalEvent('another stack', 'adopts').then(() => {
      simulation.runConcurrently(
        other.deploy(template, undefined, { policies: { deletion: 'RetainExceptOnCreate', replacement: 'Retain' } }),
      );
    });
    return run(simulation);
  };

const withChannels = (channels: number): Pick<Scenario, 'channels' | 'settingsWithRelease'> => ({
  channels,
  settingsWithRelease: SETTINGS_NAMES,
});

/** Every pair of events of one resource that can run concurrently. */
export const SCENARIOS: readonly Scenario[] = [
  { title: 'the same Create twice', prepare: nothing, run: deliverTwice(deploy('a1')) },
  {
    title: 'a canceled Create and its Delete with a generated id',
    prepare: nothing,
    run: deployAndFail('a1'),
  },
  {
    title: 'a canceled replacing Update and its rollback',
    prepare: deploy('a1'),
    run: deployAndFail('b1'),
  },
  {
    title: 'a canceled Update of tags and its rollback',
    prepare: deploy('a1'),
    run: deployAndFail('a2'),
  },
  { title: 'the same replacing Update twice', size: 'huge', prepare: deploy('a1'), run: deliverTwice(deploy('b1')) },
  {
    title: 'a Delete and a redelivered Create',
    prepare: deploy('a1'),
    run: deleteAndRedeliverFirst,
  },
  { title: 'the same Delete twice', prepare: deploy('a1'), run: deliverTwice(deleteStack) },
  { title: 'the same adopting Create twice', hasAdoptable: true, prepare: nothing, run: deliverTwice(deploy('a1')) },
  {
    title: 'a canceled adopting Create and its Delete with a generated id',
    hasAdoptable: true,
    prepare: nothing,
    run: deployAndFail('a1'),
  },
  {
    title: 'a canceled adopting Create and its Delete, both twice',
    hasAdoptable: true,
    size: 'unbounded',
    prepare: nothing,
    run: deliverTwice(deployAndFail('a1')),
  },
  {
    title: 'a Delete and a redelivered adopting Create',
    hasAdoptable: true,
    prepare: deploy('a1'),
    run: deleteAndRedeliverFirst,
  },
  {
    title: 'a canceled replacing Update that moves a channel, and its rollback',
    ...withChannels(1),
    size: 'large',
    prepare: deploy('a1'),
    run: deployAndFail('b1'),
  },
  {
    title: 'a canceled replacing Update that moves two channels, and its rollback',
    ...withChannels(2),
    size: 'large',
    prepare: deploy('a1'),
    run: deployAndFail('b1'),
  },
  {
    title: 'the same Update that moves a channel, twice',
    ...withChannels(1),
    size: 'huge',
    prepare: deploy('a1'),
    run: deliverTwice(deploy('b1')),
  },
  {
    title: 'a canceled replacing Update that moves a channel, twice, and its rollback',
    channels: 1,
    // The canceled template has no OnInUse RELEASE. The Delete that follows would not move the channel.
    settingsWithRelease: ['a'],
    size: 'unbounded',
    prepare: deploy('a1'),
    run: deliverFirstTwice(deployAndFail('b1')),
  },
  {
    title: 'a replacing Update and a channel that is attached to the old configuration',
    ...withChannels(1),
    prepare: deploy('a1'),
    run: replaceWhileChannelAttaches,
  },
  {
    title: 'the same Delete of a configuration in use, twice',
    ...withChannels(1),
    prepare: deploy('a1'),
    run: deliverTwice(deleteStack),
  },
  {
    title: 'a Delete and an operator who changes the channel',
    ...withChannels(1),
    hasForeign: true,
    // Channels that a crashed run has detached stay detached: the redelivery does not know their configuration.
    canCrash: false,
    prepare: deploy('a1'),
    run: whileOperatorChangesChannel(deleteStack),
  },
  {
    title: 'a replacing Update and an operator who changes the channel',
    size: 'large',
    ...withChannels(1),
    hasForeign: true,
    prepare: deploy('a1'),
    run: whileOperatorChangesChannel(deploy('b1')),
  },
  {
    title: 'a canceled Update without a rollback, and the next Update to other settings',
    size: 'huge',
    prepare: deploy('a1'),
    run: failThenDeploy('b1', 'c1'),
  },
  ...LIVE_CHANNEL_SCENARIOS,
];

/** Scenarios with disabled rollback and another stack. Only `npm run test:interleavings` explores them. */
export const EXTENDED_SCENARIOS: readonly Scenario[] = [
  {
    title: 'a canceled Update without a rollback, and the next Update to the same settings',
    size: 'large',
    prepare: deploy('a1'),
    run: failThenDeploy('b1', 'b2'),
  },
  {
    title: 'a replacing Update and another stack that adopts the replaced configuration',
    size: 'unbounded',
    prepare: deploy('a1'),
    run: whileOtherStackAdopts(deploy('b1')),
  },
  {
    title: 'a canceled replacing Update, its rollback, and another stack that adopts the original',
    size: 'unbounded',
    prepare: deploy('a1'),
    run: whileOtherStackAdopts(deployAndFail('b1')),
  },
];
