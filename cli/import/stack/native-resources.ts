import type { DescribedRecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import type { Connection } from '../../aws/connection';
import type { DeployedResource, DeployedStack } from '../../aws/deployed-stacks';
import { CommandError } from '../../command-error';

export const NATIVE_TYPE = 'AWS::IVS::RecordingConfiguration';

/** A native resource of a stack, and its configuration as IVS returns it. */
export interface DeployedNativeResource {
  readonly logicalId: string;
  readonly configuration: DescribedRecordingConfiguration;
}

/** A stack with at least one native resource. */
export interface NativeStack {
  readonly stack: DeployedStack;
  readonly resources: readonly DeployedNativeResource[];
}

/**
 * Reads the native recording configurations of a deployed stack.
 *
 * @throws CommandError if the stack or one of its configurations does not exist, or if it has none
 */
export async function readNativeStack(
  nameOrId: string,
  { configurations, stacks, region }: Connection,
  signal: AbortSignal,
): Promise<NativeStack> {
  const stack = await stacks.describe(nameOrId, signal);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
    throw new CommandError(`There is no stack ${nameOrId} in ${region}. Check the name, the Region and the account.`);
  }
  const found = await stacks.listResources(stack.id, signal);
  const native = found.filter(({ type, status }) => type === NATIVE_TYPE && !isGone(status));
  if (native.length === 0) throw new CommandError(describeMissing(stack.name, found));
  const resources: DeployedNativeResource[] = [];
  for (const { logicalId, physicalId = '', status } of native) {
    const configuration = physicalId === '' ? undefined : await configurations.get(physicalId, signal);
    if (configuration === undefined) {
      throw new CommandError(
        `${logicalId} (${physicalId || status}) of ${stack.name} does not exist in IVS. If it was deleted ` +
          'outside the stack, remove it from the template first.',
      );
    }
    resources.push({ logicalId, configuration });
  }
  return { stack, resources };
}

function isGone(status: string): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}

function describeMissing(stackName: string, resources: readonly DeployedResource[]): string {
  const own = resources.filter(({ type }) => type === RESOURCE_TYPE).map(({ logicalId }) => logicalId);
  const hint = own.length === 0 ? '' : ` It has ${own.join(', ')} of the type ${RESOURCE_TYPE}, which needs no import.`;
  return `The stack ${stackName} has no ${NATIVE_TYPE}.${hint}`;
}
