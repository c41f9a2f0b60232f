import { OWNER_TAGS } from '../../schema/tags';
import type { RecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { DeployedStack } from '../aws/deployed-stacks';
import type { DesiredState } from './declared-resource';
import type { Finding } from './finding';

/** A recording configuration of a stack, as the stack sees it. */
export interface ManagedResource {
  readonly logicalId: string;
  /** Undefined where its creation never came so far. */
  readonly arn: string | undefined;
  readonly status: string;
  readonly declaration: DesiredState;
}

/** The differences of one resource. */
export function findDrift(
  { id }: DeployedStack,
  { logicalId, arn, status, declaration }: ManagedResource,
  configurations: readonly RecordingConfiguration[],
): readonly Finding[] {
  const configuration = configurations.find((candidate) => candidate.arn === arn);
  if (arn === undefined || configuration === undefined) {
    // A creation that still runs may not have made its configuration yet.
    return status === 'CREATE_IN_PROGRESS' ? [] : [{ kind: 'missing', arn, status }];
  }
  const { state, tags } = configuration;
  const owner: readonly (readonly [string, string | undefined])[] = [
    [OWNER_TAGS.stackId, id],
    [OWNER_TAGS.logicalId, logicalId],
    [OWNER_TAGS.settingsHash, declaration.settingsHash],
  ];
  return [
    ...(state === 'ACTIVE' ? [] : [{ kind: 'not-active', arn, state } as const]),
    ...[...declaration.tags].flatMap(([key, declared]): readonly Finding[] => {
      const actual = tags[key];
      if (actual === undefined) return [{ kind: 'tag-removed', arn, key, declared }];
      return actual === declared ? [] : [{ kind: 'tag-changed', arn, key, declared, actual }];
    }),
    ...owner.flatMap(([key, declared]): readonly Finding[] => {
      const actual = tags[key];
      const isRight = actual !== undefined && (declared === undefined || actual === declared);
      return isRight ? [] : [{ kind: 'owner-tag-lost', arn, key, declared, actual }];
    }),
  ];
}

/** A configuration that says that it belongs to the stack, but is not what any of its resources now stands for. */
export interface Leftover {
  readonly arn: string;
  readonly state: string;
  /** The logical id that its tags name; undefined where they name none. */
  readonly logicalId: string | undefined;
  /** The configuration that the resource has now; undefined where there is no such resource any more. */
  readonly replacedBy: string | undefined;
}

/** The configurations that replacements, and resources that went, have left behind. */
export function findLeftovers(
  { id }: DeployedStack,
  resources: readonly ManagedResource[],
  configurations: readonly RecordingConfiguration[],
): readonly Leftover[] {
  return configurations
    .filter(({ arn, tags }) => tags[OWNER_TAGS.stackId] === id && !resources.some((resource) => resource.arn === arn))
    .map(({ arn, state, tags }) => {
      const logicalId = tags[OWNER_TAGS.logicalId];
      const successor = resources.find((resource) => resource.logicalId === logicalId);
      return { arn, state, logicalId, replacedBy: successor?.arn };
    });
}
