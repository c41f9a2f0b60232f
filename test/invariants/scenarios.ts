import type { Scenario } from './interleavings';
import { LIVE_CHANNEL_SCENARIOS } from './live-channel-scenarios';
import type { Simulation } from './simulation';
import { SETTINGS_NAMES, type TemplateName } from './templates';

const nothing = (): Promise<void> => Promise.resolve();

const deploy =
  (template: TemplateName) =>
  ({ stack, templates }: Simulation): Promise<void> =>
    stack.deploy(templates[template], undefined);

/** The other resource of the stack fails while the template is deployed, or just afterwards. */
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

/** The first event of the stack is delivered once more while the stack is deleted. */
const deleteAndRedeliverFirst = ({ fn, sentEvents, stack }: Simulation): Promise<void> => {
  const [first] = sentEvents;
  if (first !== undefined) fn.deliver(first);
  return stack.delete();
};

/** Someone lets the first channel use the configuration that is being replaced, as long as it is there. */
const replaceWhileChannelAttaches = (simulation: Simulation): Promise<void> => {
  const { externalState, stack } = simulation;
  const [channel] = externalState.channels;
  const old = stack.current?.physicalId;
  if (channel !== undefined && old !== undefined) {
    externalState.setChannel(channel, '');
    void simulation.waitForExternalEvent('someone', 'attaches a channel').then(() => {
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

/** A person lets the first channel use another configuration, at any point. */
const whileOperatorChangesChannel =
  (run: (simulation: Simulation) => Promise<void>) =>
  (simulation: Simulation): Promise<void> => {
    const { externalState } = simulation;
    const [channel = ''] = externalState.channels;
    void simulation.waitForExternalEvent('a person', 'changes a channel').then(() => {
      externalState.changeChannel(channel, externalState.unowned ?? '');
    });
    return run(simulation);
  };

/** Another stack adopts, at any point, what the stack has at the start. */
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

/** Every pair of events of one resource that can overlap. */
export const SCENARIOS: readonly Scenario[] = [
  { title: 'the same Create twice', prepare: nothing, run: deliverTwice(deploy('a1')) },
  {
    title: 'a Create and the Delete with an invented id that cancels it',
    prepare: nothing,
    run: deployAndFail('a1'),
  },
  {
    title: 'a replacing Update that is cancelled and the Update that undoes it',
    prepare: deploy('a1'),
    run: deployAndFail('b1'),
  },
  {
    title: 'an Update of tags that is cancelled and the Update that undoes it',
    prepare: deploy('a1'),
    run: deployAndFail('a2'),
  },
  { title: 'the same replacing Update twice', size: 'huge', prepare: deploy('a1'), run: deliverTwice(deploy('b1')) },
  {
    title: 'a Delete and a Create that is delivered late',
    prepare: deploy('a1'),
    run: deleteAndRedeliverFirst,
  },
  { title: 'the same Delete twice', prepare: deploy('a1'), run: deliverTwice(deleteStack) },
  { title: 'the same adopting Create twice', hasAdoptable: true, prepare: nothing, run: deliverTwice(deploy('a1')) },
  {
    title: 'an adopting Create and the Delete with an invented id that cancels it',
    hasAdoptable: true,
    prepare: nothing,
    run: deployAndFail('a1'),
  },
  {
    title: 'an adopting Create and the Delete that cancels it, both twice',
    hasAdoptable: true,
    size: 'unbounded',
    prepare: nothing,
    run: deliverTwice(deployAndFail('a1')),
  },
  {
    title: 'a Delete and an adopting Create that is delivered late',
    hasAdoptable: true,
    prepare: deploy('a1'),
    run: deleteAndRedeliverFirst,
  },
  {
    title: 'a replacing Update that moves a channel, cancelled, and the Update that undoes it',
    ...withChannels(1),
    size: 'large',
    prepare: deploy('a1'),
    run: deployAndFail('b1'),
  },
  {
    title: 'a replacing Update that moves two channels, cancelled, and the Update that undoes it',
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
    title: 'a replacing Update that moves a channel, twice, and the Update that undoes it',
    channels: 1,
    // What is undone does not say RELEASE: the Delete that follows would leave the channel where it is.
    settingsWithRelease: ['a'],
    size: 'unbounded',
    prepare: deploy('a1'),
    run: deliverFirstTwice(deployAndFail('b1')),
  },
  {
    title: 'a replacing Update and a channel that comes to the old configuration',
    ...withChannels(1),
    prepare: deploy('a1'),
    run: replaceWhileChannelAttaches,
  },
  {
    title: 'the same Delete of what a channel uses, twice',
    ...withChannels(1),
    prepare: deploy('a1'),
    run: deliverTwice(deleteStack),
  },
  {
    title: 'a Delete and a person who points the channel elsewhere',
    ...withChannels(1),
    hasForeign: true,
    // What a run that dies has switched off stays off, for the next delivery cannot tell what it was.
    canCrash: false,
    prepare: deploy('a1'),
    run: whileOperatorChangesChannel(deleteStack),
  },
  {
    title: 'a replacing Update and a person who points the channel elsewhere',
    size: 'large',
    ...withChannels(1),
    hasForeign: true,
    prepare: deploy('a1'),
    run: whileOperatorChangesChannel(deploy('b1')),
  },
  ...LIVE_CHANNEL_SCENARIOS,
];

/** Scenarios with disabled rollback and another stack. `npm run test:interleavings` explores them, not `npm test`. */
export const EXTENDED_SCENARIOS: readonly Scenario[] = [
  {
    title: 'an Update that is cancelled without a rollback, and the next Update to the same settings',
    size: 'large',
    prepare: deploy('a1'),
    run: failThenDeploy('b1', 'b2'),
  },
  {
    title: 'an Update that is cancelled without a rollback, and the next Update to other settings',
    size: 'large',
    prepare: deploy('a1'),
    run: failThenDeploy('b1', 'c1'),
  },
  {
    title: 'a replacing Update and another stack that adopts what is replaced',
    size: 'unbounded',
    prepare: deploy('a1'),
    run: whileOtherStackAdopts(deploy('b1')),
  },
  {
    title: 'a replacing Update, cancelled, the Update that undoes it, and another stack that adopts the original',
    size: 'unbounded',
    prepare: deploy('a1'),
    run: whileOtherStackAdopts(deployAndFail('b1')),
  },
];
