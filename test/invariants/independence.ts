import type { Choice } from './choice-tree';

/** A part of the state that a step can read or write. */
type StatePart = 'configurations' | 'tags' | 'channels' | 'stack';

interface Access {
  readonly reads?: readonly StatePart[];
  readonly writes?: readonly StatePart[];
}

/** The state that each action reads and writes. */
const ACCESSES: Readonly<Record<string, Access>> = {
  create: { writes: ['configurations'] },
  // IVS does not delete a configuration in use. A missing configuration cannot be used or tagged.
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

/**
 * Whether two steps are independent: neither writes state that the other reads or writes. Two calls that one actor makes
 * at a time are, too, because it waits for both; but not a crash, after which the other may not come.
 */
export function areIndependent(one: Choice, other: Choice): boolean {
  if (one.actor === other.actor && (one.action === other.action || one.isCrash || other.isCrash)) return false;
  const [a, b] = [ACCESSES[one.action], ACCESSES[other.action]];
  return a !== undefined && b !== undefined && !isAffectedBy(a, b) && !isAffectedBy(b, a);
}

function isAffectedBy({ reads = [], writes = [] }: Access, { writes: changed = [] }: Access): boolean {
  return [...reads, ...writes].some((part) => changed.includes(part));
}
