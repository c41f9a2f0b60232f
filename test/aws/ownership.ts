import { randomBytes } from 'node:crypto';

/** The start of the names of everything that a run makes. */
export const PREFIX = 'ivsrc-test-';
export const RUN_TAG = 'ivsrc-test:run';
export const EXPIRY_TAG = 'ivsrc-test:expires';

/** What belongs to a run may be swept by later runs after this time. */
const LIFETIME_MS = 2 * 60 * 60_000;

export type Tags = Readonly<Record<string, string | undefined>>;

/** A run: its id is in the names and tags of everything that it makes. */
export interface Run {
  readonly id: string;
  /** ISO time after which a later run may sweep what this one left. */
  readonly expires: string;
}

export function createRun(now = Date.now()): Run {
  return { id: `r${randomBytes(4).toString('hex')}`, expires: new Date(now + LIFETIME_MS).toISOString() };
}

export function formatName({ id }: Run, name: string): string {
  return `${PREFIX}${id}-${name}`;
}

export function formatTags({ id, expires }: Run): Record<string, string> {
  return { [RUN_TAG]: id, [EXPIRY_TAG]: expires };
}

const NAME = new RegExp(`^${PREFIX}(r[0-9a-f]{8})-[a-z0-9-]+$`);

/** Whether a name has the form of this runner's names. */
export function isOwnName(name: string): boolean {
  return NAME.test(name);
}

/** Whether the tags are those of a run; with a name, of the run in the name. */
export function isOwn(tags: Tags, name?: string): boolean {
  const { [RUN_TAG]: id, [EXPIRY_TAG]: expires } = tags;
  if (id === undefined || expires === undefined || Number.isNaN(Date.parse(expires))) return false;
  return name === undefined || NAME.exec(name)?.[1] === id;
}

export function isExpired(tags: Tags, now = Date.now()): boolean {
  return Date.parse(tags[EXPIRY_TAG] ?? '') < now;
}

/** Converts the lists of tags of CloudFormation and S3 to a map. */
export function toTags(list: readonly { readonly Key?: string; readonly Value?: string }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map(({ Key: key = '', Value: value }) => [key, value]));
}
