import type { Connection } from '../aws/connection';
import type { ImportStackRequest } from '../options';
import type { Output } from '../output';
import { createAppReport } from './app-output';
import { toAppStacks } from './app-stacks';
import { readNativeStack } from './stack/native-resources';
import { planRemovalFromStack, writeSteps, type NativeResource } from './stack/remove-from-stack';
import { readTemplateResources } from './stack/template-resource';

/**
 * Prints an app that adopts the native recording configurations of a deployed stack, and the steps by which the stack
 * stops managing them.
 *
 * @throws CommandError if the stack or one of its configurations does not exist, or if it has none
 */
export async function importFromStack(
  { stack: nameOrId, format, retain, json }: ImportStackRequest,
  connection: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { stack, resources: native } = await readNativeStack(nameOrId, connection, signal);
  const template = readTemplateResources(
    await connection.stacks.readTemplate(stack.id, 'Processed', signal),
    native.map(({ logicalId }) => logicalId),
  );
  const resources = native.map(({ logicalId, configuration: { arn } }): NativeResource => {
    const resource = template.get(logicalId) ?? { isRetained: false, references: [], constructPath: undefined };
    return { logicalId, arn, ...resource };
  });
  const app = toAppStacks(
    native.map(({ logicalId, configuration }) => ({
      configuration,
      preferredId: logicalId,
      options: { retain: retain || template.get(logicalId)?.isRetained === true },
    })),
  );
  const described = native.map(({ configuration }) => configuration);
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
