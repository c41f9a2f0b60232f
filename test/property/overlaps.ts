import type { Overlap } from './interleavings';
import { LIVE_OVERLAPS } from './live-overlaps';
import type { Stage } from './stage';
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

const del = ({ stack }: Stage): Promise<void> => stack.delete();

/** The first event of the stack is delivered once more while the stack is deleted. */
const delAndDeliverFirstAgain = ({ fn, sent, stack }: Stage): Promise<void> => {
  const [first] = sent;
  if (first !== undefined) fn.deliver(first);
  return stack.delete();
};

/** Somebody lets the first channel use the configuration that is being replaced, as long as it is there. */
const replaceWhileAChannelComes = (stage: Stage): Promise<void> => {
  const { outside, stack } = stage;
  const [channel] = outside.channels;
  const old = stack.current?.physicalId;
  if (channel !== undefined && old !== undefined) {
    outside.point(channel, '');
    void stage.happening('somebody', 'points a channel').then(() => {
      outside.pointIfPossible(channel, old);
    });
  }
  return deploy('b1')(stage);
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
  { title: 'the same Delete twice', prepare: deploy('a1'), act: twice(del) },
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
    act: twice(del),
  },
  ...LIVE_OVERLAPS,
];
