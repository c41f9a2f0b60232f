import type { Overlap } from './interleavings';
import { LIVE_OVERLAPS } from './live-channel-scenarios';
import type { Stage } from './simulation';
import { LETTERS, type TemplateName } from './templates';

const nothing = (): Promise<void> => Promise.resolve();

const deploy =
  (template: TemplateName) =>
  ({ stack, templates }: Stage): Promise<void> =>
    stack.deploy(templates[template], undefined);

/** The other resource of the stack fails while the template is deployed, or just afterwards. */
const deployInVain =
  (template: TemplateName) =>
  (stage: Stage): Promise<void> =>
    stage.stack.deploy(stage.templates[template], stage.otherFailure());

const twice =
  (act: (stage: Stage) => Promise<void>) =>
  (stage: Stage): Promise<void> => {
    stage.duplicate = true;
    return act(stage);
  };

/** Only the first event is delivered twice. */
const firstTwice =
  (act: (stage: Stage) => Promise<void>) =>
  (stage: Stage): Promise<void> => {
    stage.duplicate = true;
    const acting = act(stage);
    stage.duplicate = false;
    return acting;
  };

const onDelete = ({ stack }: Stage): Promise<void> => stack.delete();

/** The first event of the stack is delivered once more while the stack is deleted. */
const delAndDeliverFirstAgain = ({ fn, sent, stack }: Stage): Promise<void> => {
  const [first] = sent;
  if (first !== undefined) fn.deliver(first);
  return stack.delete();
};

/** Someone lets the first channel use the configuration that is being replaced, as long as it is there. */
const replaceWhileAChannelComes = (stage: Stage): Promise<void> => {
  const { outside, stack } = stage;
  const [channel] = outside.channels;
  const old = stack.current?.physicalId;
  if (channel !== undefined && old !== undefined) {
    outside.point(channel, '');
    void stage.happening('someone', 'points a channel').then(() => {
      outside.pointIfPossible(channel, old);
    });
  }
  return deploy('b1')(stage);
};

/** The other resource fails while rollback is disabled; then another template is deployed. */
const giveUpThenDeploy =
  (given: TemplateName, next: TemplateName) =>
  async (stage: Stage): Promise<void> => {
    const { stack, templates } = stage;
    await stack.deploy(templates[given], stage.otherFailure(), { isRollbackDisabled: true });
    await stack.deploy(templates[next], undefined);
  };

/** A person lets the first channel use another configuration, at any point. */
const whileAPersonChangesAChannel =
  (act: (stage: Stage) => Promise<void>) =>
  (stage: Stage): Promise<void> => {
    const { outside } = stage;
    const [channel = ''] = outside.channels;
    void stage.happening('a person', 'changes a channel').then(() => {
      outside.change(channel, outside.unowned ?? '');
    });
    return act(stage);
  };

/** Another stack adopts, at any point, what the stack has at the start. */
const whileAnotherAdopts =
  (act: (stage: Stage) => Promise<void>) =>
  (stage: Stage): Promise<void> => {
    const { stack, other, templates } = stage;
    const arn = stack.current?.physicalId;
    const template = { ...templates.a1, AdoptArn: arn };
    void stage.happening('another stack', 'adopts').then(() => {
      stage.meanwhile(
        other.deploy(template, undefined, { policies: { deletion: 'RetainExceptOnCreate', replacement: 'Retain' } }),
      );
    });
    return act(stage);
  };

const withChannels = (channels: number): Pick<Overlap, 'channels' | 'released'> => ({ channels, released: LETTERS });

/** Every pair of events of one resource that can overlap. */
export const OVERLAPS: readonly Overlap[] = [
  { title: 'the same Create twice', prepare: nothing, act: twice(deploy('a1')) },
  {
    title: 'a Create and the Delete with an invented id that cancels it',
    prepare: nothing,
    act: deployInVain('a1'),
  },
  {
    title: 'a replacing Update that is cancelled and the Update that undoes it',
    prepare: deploy('a1'),
    act: deployInVain('b1'),
  },
  {
    title: 'an Update of tags that is cancelled and the Update that undoes it',
    prepare: deploy('a1'),
    act: deployInVain('a2'),
  },
  { title: 'the same replacing Update twice', size: 'huge', prepare: deploy('a1'), act: twice(deploy('b1')) },
  {
    title: 'a Delete and a Create that is delivered late',
    prepare: deploy('a1'),
    act: delAndDeliverFirstAgain,
  },
  { title: 'the same Delete twice', prepare: deploy('a1'), act: twice(onDelete) },
  { title: 'the same adopting Create twice', adopts: true, prepare: nothing, act: twice(deploy('a1')) },
  {
    title: 'an adopting Create and the Delete with an invented id that cancels it',
    adopts: true,
    prepare: nothing,
    act: deployInVain('a1'),
  },
  {
    title: 'an adopting Create and the Delete that cancels it, both twice',
    adopts: true,
    size: 'endless',
    prepare: nothing,
    act: twice(deployInVain('a1')),
  },
  {
    title: 'a Delete and an adopting Create that is delivered late',
    adopts: true,
    prepare: deploy('a1'),
    act: delAndDeliverFirstAgain,
  },
  {
    title: 'a replacing Update that moves a channel, cancelled, and the Update that undoes it',
    ...withChannels(1),
    size: 'large',
    prepare: deploy('a1'),
    act: deployInVain('b1'),
  },
  {
    title: 'a replacing Update that moves two channels, cancelled, and the Update that undoes it',
    ...withChannels(2),
    size: 'large',
    prepare: deploy('a1'),
    act: deployInVain('b1'),
  },
  {
    title: 'the same Update that moves a channel, twice',
    ...withChannels(1),
    size: 'huge',
    prepare: deploy('a1'),
    act: twice(deploy('b1')),
  },
  {
    title: 'a replacing Update that moves a channel, twice, and the Update that undoes it',
    channels: 1,
    // What is undone does not say RELEASE: the Delete that follows would leave the channel where it is.
    released: ['a'],
    size: 'endless',
    prepare: deploy('a1'),
    act: firstTwice(deployInVain('b1')),
  },
  {
    title: 'a replacing Update and a channel that comes to the old configuration',
    ...withChannels(1),
    prepare: deploy('a1'),
    act: replaceWhileAChannelComes,
  },
  {
    title: 'the same Delete of what a channel uses, twice',
    ...withChannels(1),
    prepare: deploy('a1'),
    act: twice(onDelete),
  },
  {
    title: 'a Delete and a person who points the channel elsewhere',
    ...withChannels(1),
    foreign: true,
    // What a run that dies has switched off stays off, for the next delivery cannot tell what it was.
    survivesCrash: false,
    prepare: deploy('a1'),
    act: whileAPersonChangesAChannel(onDelete),
  },
  {
    title: 'a replacing Update and a person who points the channel elsewhere',
    size: 'large',
    ...withChannels(1),
    foreign: true,
    prepare: deploy('a1'),
    act: whileAPersonChangesAChannel(deploy('b1')),
  },
  ...LIVE_OVERLAPS,
];

/** Scenarios with disabled rollback and another stack. `npm run test:interleavings` explores them, not `npm test`. */
export const OPEN_OVERLAPS: readonly Overlap[] = [
  {
    title: 'an Update that is cancelled without a rollback, and the next Update to the same settings',
    size: 'large',
    prepare: deploy('a1'),
    act: giveUpThenDeploy('b1', 'b2'),
  },
  {
    title: 'an Update that is cancelled without a rollback, and the next Update to other settings',
    size: 'large',
    prepare: deploy('a1'),
    act: giveUpThenDeploy('b1', 'c1'),
  },
  {
    title: 'a replacing Update and another stack that adopts what is replaced',
    size: 'endless',
    prepare: deploy('a1'),
    act: whileAnotherAdopts(deploy('b1')),
  },
  {
    title: 'a replacing Update, cancelled, the Update that undoes it, and another stack that adopts the original',
    size: 'endless',
    prepare: deploy('a1'),
    act: whileAnotherAdopts(deployInVain('b1')),
  },
];
