import type { Choice } from './choice-tree';

/** A part of the world that something can look at or change. */
type Part = 'configurations' | 'tags' | 'channels' | 'stack';

interface Touch {
  readonly reads?: readonly Part[];
  readonly writes?: readonly Part[];
}

/** What everything that can happen touches. */
const TOUCHES: Readonly<Record<string, Touch>> = {
  create: { writes: ['configurations'] },
  // A configuration in use is not deleted, and none can be used, or has tags, that is not there.
  delete: { reads: ['channels'], writes: ['configurations'] },
  addTags: { reads: ['configurations'], writes: ['tags'] },
  removeTags: { reads: ['configurations'], writes: ['tags'] },
  get: { reads: ['configurations', 'tags'] },
  list: { reads: ['configurations', 'tags'] },
  listUsing: { reads: ['channels'] },
  isLive: { reads: ['channels'] },
  getChannel: { reads: ['channels'] },
  setRecording: { reads: ['configurations'], writes: ['channels'] },
  'goes live': { writes: ['channels'] },
  adopts: { reads: ['configurations', 'tags', 'stack'], writes: ['configurations', 'tags', 'stack'] },
  'changes a channel': { reads: ['configurations'], writes: ['channels'] },
  'points a channel': { reads: ['configurations'], writes: ['channels'] },
  findBucket: {},
  describeResource: { reads: ['stack'] },
  describeStack: { reads: ['stack'] },
  listEvents: { reads: ['stack'] },
  answer: { writes: ['stack'] },
  fails: { writes: ['stack'] },
};

/** Whether the order of two things matters to nobody: neither changes what the other looks at or changes. */
export function areIndependent(one: Choice, other: Choice): boolean {
  if (one.actor === other.actor) return false;
  const [a, b] = [TOUCHES[one.action], TOUCHES[other.action]];
  return a !== undefined && b !== undefined && !isDisturbedBy(a, b) && !isDisturbedBy(b, a);
}

function isDisturbedBy({ reads = [], writes = [] }: Touch, { writes: changed = [] }: Touch): boolean {
  return [...reads, ...writes].some((part) => changed.includes(part));
}
