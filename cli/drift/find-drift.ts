import { OWNER_TAGS } from '../../schema/tags';
import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { DeployedStack } from '../aws/deployed-stacks';
import type { DeclaredState } from './declared-resource';
import type { Finding } from './finding';

/** A recording configuration in a stack. */
export interface ManagedResource {
  readonly logicalId: string;
  /** Undefined if it was never created. */
  readonly arn: string | undefined;
  readonly status: string;
  readonly declaredState: DeclaredState;
}

/** Returns the drift of one resource. */
export function findDrift(
  { id }: DeployedStack,
  { logicalId, arn, status, declaredState }: ManagedResource,
  configurations: readonly RecordingConfiguration[],
): readonly Finding[] {
  const configuration = configurations.find((candidate) => candidate.arn === arn);
  if (arn === undefined || configuration === undefined) {
    // A create in progress may not have created its configuration yet.
    return status === 'CREATE_IN_PROGRESS' ? [] : [{ kind: 'missing', arn, status }];
  }
  const { state, tags } = configuration;
  const owner: readonly (readonly [string, string | undefined])[] = [
    [OWNER_TAGS.stackId, id],
    [OWNER_TAGS.logicalId, logicalId],
    [OWNER_TAGS.settingsHash, declaredState.settingsHash],
  ];
  return [
    ...(state === 'ACTIVE' ? [] : [{ kind: 'not-active', arn, state } as const]),
    ...[...declaredState.tags].flatMap(([key, declared]): readonly Finding[] => {
      const actual = tags[key];
      if (actual === undefined) return [{ kind: 'tag-removed', arn, key, declared }];
      return actual === declared ? [] : [{ kind: 'tag-changed', arn, key, declared, actual }];
    }),
    ...owner.flatMap(([key, declared]): readonly Finding[] => {
      const actual = tags[key];
      const isCorrect = actual !== undefined && (declared === undefined || actual === declared);
      return isCorrect ? [] : [{ kind: 'owner-tag-lost', arn, key, declared, actual }];
    }),
  ];
}

/** A configuration that has the owner tags of the stack but belongs to none of its resources. */
export interface Orphan {
  readonly arn: string;
  readonly state: string;
  /** The logical id in its tags; undefined if the tag is missing. */
  readonly logicalId: string | undefined;
  /** The current configuration of the resource; undefined if the resource no longer exists. */
  readonly replacedBy: string | undefined;
}

/** Returns the orphans of replacements and removed resources. */
export function findOrphans(
  { id }: DeployedStack,
  resources: readonly ManagedResource[],
  configurations: readonly RecordingConfiguration[],
): readonly Orphan[] {
  return configurations
    .filter(({ arn, tags }) => tags[OWNER_TAGS.stackId] === id && !resources.some((resource) => resource.arn === arn))
    .map(({ arn, state, tags }) => {
      const logicalId = tags[OWNER_TAGS.logicalId];
      const replacement = resources.find((resource) => resource.logicalId === logicalId);
      return { arn, state, logicalId, replacedBy: replacement?.arn };
    });
}
