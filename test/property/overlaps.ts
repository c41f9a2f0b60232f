import type { Overlap, Stage } from './interleavings';
import { TEMPLATES } from './schedule';

const nothing = (): Promise<void> => Promise.resolve();

const deployed =
  (template: 'a1' | 'b1') =>
  async ({ stack }: Stage): Promise<void> => {
    await stack.deploy(TEMPLATES[template], undefined);
  };

/** Delivers the first event of the stack once more. */
function deliverFirstAgain({ fn, sent }: Stage): void {
  const [first] = sent;
  if (first !== undefined) fn.deliver(first);
}

/** Every pair of events of one resource that can overlap. */
export const OVERLAPS: readonly Overlap[] = [
  {
    title: 'the same Create twice',
    prepare: nothing,
    act: async (stage: Stage): Promise<void> => {
      stage.duplicate = true;
      await stage.stack.deploy(TEMPLATES.a1, undefined);
    },
  },
  {
    title: 'a Create and the Delete with an invented id that cancels it',
    prepare: nothing,
    act: ({ stack, otherFailure }: Stage): Promise<void> => stack.deploy(TEMPLATES.a1, otherFailure),
  },
  {
    title: 'a replacing Update that is cancelled and the Update that undoes it',
    prepare: deployed('a1'),
    act: ({ stack, otherFailure }: Stage): Promise<void> => stack.deploy(TEMPLATES.b1, otherFailure),
  },
  {
    title: 'an Update of tags that is cancelled and the Update that undoes it',
    prepare: deployed('a1'),
    act: ({ stack, otherFailure }: Stage): Promise<void> => stack.deploy(TEMPLATES.a2, otherFailure),
  },
  {
    title: 'the same replacing Update twice',
    isLarge: true,
    prepare: deployed('a1'),
    act: async (stage: Stage): Promise<void> => {
      stage.duplicate = true;
      await stage.stack.deploy(TEMPLATES.b1, undefined);
    },
  },
  {
    title: 'a Delete and a Create that is delivered late',
    prepare: deployed('a1'),
    act: async (stage: Stage): Promise<void> => {
      deliverFirstAgain(stage);
      await stage.stack.delete();
    },
  },
  {
    title: 'the same Delete twice',
    prepare: deployed('a1'),
    act: async (stage: Stage): Promise<void> => {
      stage.duplicate = true;
      await stage.stack.delete();
    },
  },
];
