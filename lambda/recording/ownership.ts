import { OWNER_TAGS } from '../../contract/tags';
import type { RecordingConfiguration, Tags } from '../aws/recording-configurations';

/** Who a configuration belongs to: one resource of one stack. */
export interface Owner {
  readonly stackId: string;
  readonly logicalId: string;
}

/** The tags that make a configuration the owner's, whichever of its requests it was created for. */
export function toOwnerTags(owner: Owner, fingerprint: string): Tags {
  return {
    [OWNER_TAGS.stackId]: owner.stackId,
    [OWNER_TAGS.logicalId]: owner.logicalId,
    [OWNER_TAGS.settings]: fingerprint,
  };
}

/** The tag that tells for which request a configuration was created; several deliveries of an event have one request. */
export function toRequestTag(requestId: string): Tags {
  return { [OWNER_TAGS.requestId]: requestId };
}

/** Whether a delivery of this very request created the configuration. */
export function wasMadeFor({ tags }: RecordingConfiguration, requestId: string): boolean {
  return tags[OWNER_TAGS.requestId] === requestId;
}

/** Whether the configuration belongs to the owner and has the settings that the fingerprint stands for. */
export function isOwnedBy({ tags }: RecordingConfiguration, owner: Owner, fingerprint: string): boolean {
  return Object.entries(toOwnerTags(owner, fingerprint)).every(([key, value]) => tags[key] === value);
}

/** Whether an owner tag names another resource. A tag that is missing, because a person removed it, names none. */
export function belongsToAnother({ tags }: RecordingConfiguration, owner: Owner): boolean {
  const { [OWNER_TAGS.stackId]: stackId = owner.stackId, [OWNER_TAGS.logicalId]: logicalId = owner.logicalId } = tags;
  return stackId !== owner.stackId || logicalId !== owner.logicalId;
}

/** Whether any tag names a resource that the configuration belongs to. */
export function hasOwner({ tags }: RecordingConfiguration): boolean {
  return [OWNER_TAGS.stackId, OWNER_TAGS.logicalId].some((key) => Object.hasOwn(tags, key));
}

/** Tags of CloudFormation's own, by which the native resource type marks what it makes. */
const NATIVE_TAGS = { stackId: 'aws:cloudformation:stack-id', logicalId: 'aws:cloudformation:logical-id' };

/** Every resource that the configuration's tags name as its owner, of this type and of the native one. */
export function readOwners({ tags }: RecordingConfiguration): readonly Owner[] {
  return [OWNER_TAGS, NATIVE_TAGS].flatMap((keys) => {
    const { [keys.stackId]: stackId, [keys.logicalId]: logicalId } = tags;
    return stackId === undefined || logicalId === undefined ? [] : [{ stackId, logicalId }];
  });
}

/** The fingerprint that the configuration was tagged with; undefined where the tag is missing. */
export function readFingerprint({ tags }: RecordingConfiguration): string | undefined {
  return tags[OWNER_TAGS.settings];
}

/**
 * Which of several equal configurations is the resource's. All deliveries of an event come to the same answer: the one
 * that CloudFormation has recorded, else the one whose ARN sorts first.
 */
export function chooseSurvivor(arns: readonly string[], recorded: string | undefined): string | undefined {
  if (recorded !== undefined && arns.includes(recorded)) return recorded;
  return [...arns].sort()[0];
}
