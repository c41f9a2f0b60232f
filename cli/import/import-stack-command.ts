import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { Connection } from '../aws/connection';
import type { DeployedResource } from '../aws/deployed-stacks';
import { CommandError } from '../command-error';
import type { ImportStackRequest } from '../options';
import type { Output } from '../output';
import { createAppReport } from './app-output';
import { toAppStacks } from './app-stacks';
import { planRemovalFromStack, writeSteps, type NativeResource } from './stack/remove-from-stack';
import { readTemplateResources } from './stack/template-resource';

const NATIVE_TYPE = 'AWS::IVS::RecordingConfiguration';

/**
 * Prints an app that adopts the native recording configurations of a deployed stack, and the steps by which the stack
 * stops managing them.
 *
 * @throws CommandError if the stack or one of its configurations does not exist, or if it has none
 */
export async function importFromStack(
  { stack: nameOrId, format, retain, json }: ImportStackRequest,
  { configurations, stacks, region }: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const stack = await stacks.describe(nameOrId, signal);
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
    throw new CommandError(`There is no stack ${nameOrId} in ${region}. Check the name, the Region and the account.`);
  }
  const found = await stacks.listResources(stack.id, signal);
  const native = found.filter(({ type, status }) => type === NATIVE_TYPE && !isGone(status));
  if (native.length === 0) throw new CommandError(describeMissing(stack.name, found));
  const described: DescribedRecordingConfiguration[] = [];
  for (const resource of native) {
    const { logicalId, physicalId = '' } = resource;
    const configuration = physicalId === '' ? undefined : await configurations.get(physicalId, signal);
    if (configuration === undefined) {
      throw new CommandError(
        `${logicalId} (${physicalId || resource.status}) of ${stack.name} does not exist in IVS. If it was deleted ` +
          'outside the stack, remove it from the template first.',
      );
    }
    described.push(configuration);
  }
  const template = readTemplateResources(
    await stacks.readTemplate(stack.id, signal),
    native.map(({ logicalId }) => logicalId),
  );
  const resources = native.map(({ logicalId, physicalId = '' }): NativeResource => {
    const resource = template.get(logicalId) ?? { isRetained: false, references: [], constructPath: undefined };
    return { logicalId, arn: physicalId, ...resource };
  });
  const app = toAppStacks(
    resources.map(({ logicalId, isRetained }, index) => ({
      configuration: findAt(described, index),
      preferredId: logicalId,
      options: { retain: retain || isRetained },
    })),
  );
  const report = createAppReport(app, described, format);
  const removeFromStack = planRemovalFromStack(stack.name, resources);
  for (const warning of report.warnings) output.warn(`${warning}\n`);
  if (json) {
    output.print(`${JSON.stringify({ ...report, removeFromStack }, null, 2)}\n`);
    return;
  }
  output.print(report.code);
  output.note(`\n${writeSteps(removeFromStack)}`);
}

function isGone(status: string): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED';
}

function findAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}`);
  return item;
}

function describeMissing(stackName: string, resources: readonly DeployedResource[]): string {
  const own = resources.filter(({ type }) => type === RESOURCE_TYPE).map(({ logicalId }) => logicalId);
  const hint = own.length === 0 ? '' : ` It has ${own.join(', ')} of the type ${RESOURCE_TYPE}, which needs no import.`;
  return `The stack ${stackName} has no ${NATIVE_TYPE}.${hint}`;
}
