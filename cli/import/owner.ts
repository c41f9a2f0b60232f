import { OWNER_TAGS } from '../../schema/tags';
import type { Tags } from '../../lambda/aws/recording-configurations';

/** The owner of a configuration according to its tags. */
export interface ResourceOwner {
  /** Whether it has this package's resource type or the native one. */
  readonly type: 'custom resource' | 'native resource';
  readonly stackId: string | undefined;
  readonly stackName: string | undefined;
  readonly logicalId: string | undefined;
}

/** Tags that CloudFormation sets on resources of native types. */
const NATIVE_TAGS = {
  stackId: 'aws:cloudformation:stack-id',
  stackName: 'aws:cloudformation:stack-name',
  logicalId: 'aws:cloudformation:logical-id',
} as const;

/** Returns the owner in the tags; undefined if there is none. */
export function readOwner(tags: Tags): ResourceOwner | undefined {
  const stackId = tags[OWNER_TAGS.stackId];
  const logicalId = tags[OWNER_TAGS.logicalId];
  if (stackId !== undefined || logicalId !== undefined) {
    return { type: 'custom resource', stackId, stackName: nameStack(stackId), logicalId };
  }
  const native = {
    stackId: tags[NATIVE_TAGS.stackId],
    stackName: tags[NATIVE_TAGS.stackName] ?? nameStack(tags[NATIVE_TAGS.stackId]),
    logicalId: tags[NATIVE_TAGS.logicalId],
  };
  if (Object.values(native).every((part) => part === undefined)) return undefined;
  return { type: 'native resource', ...native };
}

/** Describes the owner: `the custom resource Recording of the stack video`. */
export function describeOwner({ type, stackId, stackName, logicalId }: ResourceOwner): string {
  return `the ${type} ${logicalId ?? '(unknown)'} of the stack ${stackName ?? stackId ?? '(unknown)'}`;
}

function nameStack(stackId: string | undefined): string | undefined {
  return /^arn:[^:]*:cloudformation:[^:]*:[^:]*:stack\/([^/]+)\//.exec(stackId ?? '')?.[1];
}
