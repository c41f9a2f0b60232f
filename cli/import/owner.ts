import { OWNER_TAGS } from '../../schema/tags';
import type { Tags } from '../../lambda/aws/recording-configurations';

/** Which resource of which stack a configuration belongs to, as far as its tags say it. */
export interface Owner {
  /** Whether it is a resource of this package's type, or one of the native type. */
  readonly type: 'custom resource' | 'native resource';
  readonly stackId: string | undefined;
  readonly stackName: string | undefined;
  readonly logicalId: string | undefined;
}

/** Tags of CloudFormation's own, which it gives to resources of native types. */
const NATIVE_TAGS = {
  stackId: 'aws:cloudformation:stack-id',
  stackName: 'aws:cloudformation:stack-name',
  logicalId: 'aws:cloudformation:logical-id',
} as const;

/** Who owns the configuration with these tags; undefined where nobody does. */
export function readOwner(tags: Tags): Owner | undefined {
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

/** The owner in words: `the custom resource Recording of the stack video`. */
export function describeOwner({ type, stackId, stackName, logicalId }: Owner): string {
  return `the ${type} ${logicalId ?? '(unknown)'} of the stack ${stackName ?? stackId ?? '(unknown)'}`;
}

function nameStack(stackId: string | undefined): string | undefined {
  return /^arn:[^:]*:cloudformation:[^:]*:[^:]*:stack\/([^/]+)\//.exec(stackId ?? '')?.[1];
}
