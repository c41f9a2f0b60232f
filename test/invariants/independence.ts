import type { Choice } from './choice-tree';

/** A part of the world that something can look at or change. */
type StatePart = 'configurations' | 'tags' | 'channels' | 'stack';

interface Access {
  readonly reads?: readonly StatePart[];
  readonly writes?: readonly StatePart[];
}

/** What everything that can happen touches. */
const ACCESSES: Readonly<Record<string, Access>> = {
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
  'attaches a channel': { reads: ['configurations'], writes: ['channels'] },
  findBucket: {},
  describeResource: { reads: ['stack'] },
  describeStack: { reads: ['stack'] },
  listEvents: { reads: ['stack'] },
  respond: { writes: ['stack'] },
  fails: { writes: ['stack'] },
};

/** Whether the order of two things matters to nobody: neither changes what the other looks at or changes. */
export function areIndependent(one: Choice, other: Choice): boolean {
  if (one.actor === other.actor) return false;
  const [a, b] = [ACCESSES[one.action], ACCESSES[other.action]];
  return a !== undefined && b !== undefined && !isAffectedBy(a, b) && !isAffectedBy(b, a);
}

function isAffectedBy({ reads = [], writes = [] }: Access, { writes: changed = [] }: Access): boolean {
  return [...reads, ...writes].some((part) => changed.includes(part));
}
