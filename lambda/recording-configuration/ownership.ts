import { OWNER_TAGS } from '../../schema/tags';
import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';

/** The owner of a configuration: one resource of one stack. */
export interface Owner {
  readonly stackId: string;
  readonly logicalId: string;
}

type Tagged = Pick<RecordingConfiguration, 'tags'>;

/** Returns the tags that mark a configuration as the owner's, independent of the request. */
export function toOwnerTags(owner: Owner, settingsHash: string): Tags {
  return {
    [OWNER_TAGS.stackId]: owner.stackId,
    [OWNER_TAGS.logicalId]: owner.logicalId,
    [OWNER_TAGS.settingsHash]: settingsHash,
  };
}

/** How the owner got a configuration. */
export interface Origin {
  /** The request that created, found or adopted it. All deliveries of a request have the same id. */
  readonly requestId: string;
  /** Creation time in milliseconds since the epoch; undefined if unknown, as for an adopted one. */
  readonly createdAt: number | undefined;
  /** Whether the request found it; an earlier request created it. */
  readonly isFound: boolean;
}

const FOUND = 'found';

/** Returns the tag that records how the owner got a configuration. */
export function toOriginTag({ requestId, createdAt, isFound }: Origin): Tags {
  const time = createdAt === undefined ? [] : [new Date(createdAt).toISOString()];
  return { [OWNER_TAGS.requestId]: [requestId, ...(isFound ? [FOUND] : []), ...time].join(' ') };
}

/** Returns undefined if the tag is missing. */
export function parseOrigin({ tags }: Tagged): Origin | undefined {
  const value = tags[OWNER_TAGS.requestId];
  if (value === undefined) return undefined;
  const [requestId = '', ...rest] = value.split(' ');
  const createdAt = Date.parse(rest.at(-1) ?? '');
  return { requestId, createdAt: Number.isNaN(createdAt) ? undefined : createdAt, isFound: rest[0] === FOUND };
}

/** Returns whether any delivery of this request created the configuration. */
export function isCreatedByRequest(configuration: Tagged, requestId: string): boolean {
  const origin = parseOrigin(configuration);
  return origin?.requestId === requestId && origin.createdAt !== undefined && !origin.isFound;
}

/** Returns whether the configuration belongs to the owner and its tag has the settings hash. */
export function isOwnedWithSettings({ tags }: RecordingConfiguration, owner: Owner, settingsHash: string): boolean {
  return Object.entries(toOwnerTags(owner, settingsHash)).every(([key, value]) => tags[key] === value);
}

/** Returns whether the owner tags name exactly this resource. */
export function isOwnedBy({ tags }: Tagged, { stackId, logicalId }: Owner): boolean {
  return tags[OWNER_TAGS.stackId] === stackId && tags[OWNER_TAGS.logicalId] === logicalId;
}

/** Returns whether an owner tag names another resource. A missing tag, removed out of band, names none. */
export function isOwnedByOther({ tags }: RecordingConfiguration, owner: Owner): boolean {
  const { [OWNER_TAGS.stackId]: stackId = owner.stackId, [OWNER_TAGS.logicalId]: logicalId = owner.logicalId } = tags;
  return stackId !== owner.stackId || logicalId !== owner.logicalId;
}

/** Tags that CloudFormation sets on resources of native types. */
const NATIVE_TAGS = { stackId: 'aws:cloudformation:stack-id', logicalId: 'aws:cloudformation:logical-id' };

/** Returns every resource that the tags name as owner, of this resource type and of the native one. */
export function parseOwners({ tags }: RecordingConfiguration): readonly Owner[] {
  return [OWNER_TAGS, NATIVE_TAGS].flatMap((keys) => {
    const { [keys.stackId]: stackId, [keys.logicalId]: logicalId } = tags;
    return stackId === undefined || logicalId === undefined ? [] : [{ stackId, logicalId }];
  });
}

/** Returns the settings hash in the tags; undefined if the tag is missing. */
export function getSettingsHash({ tags }: RecordingConfiguration): string | undefined {
  return tags[OWNER_TAGS.settingsHash];
}

/**
 * Selects the canonical configuration among duplicates. All deliveries of a request select the same one: the recorded
 * one, else one of an earlier request, else the oldest.
 */
export function selectCanonical<Configuration extends Pick<RecordingConfiguration, 'arn' | 'tags'>>(
  configurations: readonly Configuration[],
  recorded: string | undefined,
  requestId: string,
): Configuration | undefined {
  const rank = (configuration: Configuration): readonly (number | string)[] => [
    configuration.arn === recorded ? 0 : 1,
    isCreatedByRequest(configuration, requestId) ? 1 : 0,
    parseOrigin(configuration)?.createdAt ?? 0,
    configuration.arn,
  ];
  return [...configurations].sort((a, b) => compare(rank(a), rank(b)))[0];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}
