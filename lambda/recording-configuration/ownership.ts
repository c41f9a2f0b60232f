import { OWNER_TAGS } from '../../schema/tags';
import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';

/** Who a configuration belongs to: one resource of one stack. */
export interface Owner {
  readonly stackId: string;
  readonly logicalId: string;
}

type Tagged = Pick<RecordingConfiguration, 'tags'>;

/** The tags that make a configuration the owner's, whichever of its requests it was created for. */
export function toOwnerTags(owner: Owner, settingsHash: string): Tags {
  return {
    [OWNER_TAGS.stackId]: owner.stackId,
    [OWNER_TAGS.logicalId]: owner.logicalId,
    [OWNER_TAGS.settingsHash]: settingsHash,
  };
}

/** How a configuration came to the owner. */
export interface Origin {
  /** The request that created it, found it or adopted it; several deliveries of an event have one request. */
  readonly requestId: string;
  /** When it was created, in milliseconds since the epoch; undefined where that is not known, as with one that was adopted. */
  readonly createdAt: number | undefined;
  /** Whether the request found it: an earlier one had created it. */
  readonly isFound: boolean;
}

const FOUND = 'found';

/** The tag that tells how a configuration came to the owner. */
export function toOriginTag({ requestId, createdAt, isFound }: Origin): Tags {
  const time = createdAt === undefined ? [] : [new Date(createdAt).toISOString()];
  return { [OWNER_TAGS.requestId]: [requestId, ...(isFound ? [FOUND] : []), ...time].join(' ') };
}

/** Undefined where the tag is missing. */
export function parseOrigin({ tags }: Tagged): Origin | undefined {
  const value = tags[OWNER_TAGS.requestId];
  if (value === undefined) return undefined;
  const [requestId = '', ...rest] = value.split(' ');
  const createdAt = Date.parse(rest.at(-1) ?? '');
  return { requestId, createdAt: Number.isNaN(createdAt) ? undefined : createdAt, isFound: rest[0] === FOUND };
}

/** Whether a delivery of this very request created the configuration. */
export function isCreatedByRequest(configuration: Tagged, requestId: string): boolean {
  const origin = parseOrigin(configuration);
  return origin?.requestId === requestId && origin.createdAt !== undefined && !origin.isFound;
}

/** Whether the configuration belongs to the owner and has the settings that the fingerprint stands for. */
export function isOwnedWithSettings({ tags }: RecordingConfiguration, owner: Owner, settingsHash: string): boolean {
  return Object.entries(toOwnerTags(owner, settingsHash)).every(([key, value]) => tags[key] === value);
}

/** Whether the owner tags name just this resource. */
export function isOwnedBy({ tags }: Tagged, { stackId, logicalId }: Owner): boolean {
  return tags[OWNER_TAGS.stackId] === stackId && tags[OWNER_TAGS.logicalId] === logicalId;
}

/** Whether an owner tag names another resource. A tag that is missing, because a person removed it, names none. */
export function isOwnedByOther({ tags }: RecordingConfiguration, owner: Owner): boolean {
  const { [OWNER_TAGS.stackId]: stackId = owner.stackId, [OWNER_TAGS.logicalId]: logicalId = owner.logicalId } = tags;
  return stackId !== owner.stackId || logicalId !== owner.logicalId;
}

/** Tags of CloudFormation's own, by which the native resource type marks what it makes. */
const NATIVE_TAGS = { stackId: 'aws:cloudformation:stack-id', logicalId: 'aws:cloudformation:logical-id' };

/** Every resource that the configuration's tags name as its owner, of this type and of the native one. */
export function parseOwners({ tags }: RecordingConfiguration): readonly Owner[] {
  return [OWNER_TAGS, NATIVE_TAGS].flatMap((keys) => {
    const { [keys.stackId]: stackId, [keys.logicalId]: logicalId } = tags;
    return stackId === undefined || logicalId === undefined ? [] : [{ stackId, logicalId }];
  });
}

/** The fingerprint that the configuration was tagged with; undefined where the tag is missing. */
export function getSettingsHash({ tags }: RecordingConfiguration): string | undefined {
  return tags[OWNER_TAGS.settingsHash];
}

/**
 * Which of several equal configurations is the resource's. All deliveries of an event come to the same answer: the one
 * that CloudFormation has recorded, else one that an earlier event created, else the oldest.
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
