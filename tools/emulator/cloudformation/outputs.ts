import type { ChangeSet } from './change-set';
import { resolveValue } from './intrinsics';
import { createScope } from './scope';
import type { Deployment, Stack, StackOutput } from './stack';
import { TemplateError } from './template-error';
import { printScalar } from './values';
import { listExports, listImporters } from './account-state';
import type { AccountState } from './account-state';

/** Resolves the stack's outputs after a deployment. @throws TemplateError if an output or its export is not valid */
export function resolveOutputs(
  account: AccountState,
  stack: Stack,
  deployment: Deployment,
  changeSet: ChangeSet,
): Map<string, StackOutput> {
  const scope = createScope(account, stack, deployment);
  const outputs = new Map(
    [...changeSet.outputs].map(([name, definition]): [string, StackOutput] => {
      const value = expectText(resolveValue(definition.value, scope), `The Value field of output ${name}`);
      const exported = definition.exportName === undefined ? undefined : resolveValue(definition.exportName, scope);
      const exportName = exported === undefined ? undefined : expectText(exported, `The Export name of output ${name}`);
      return [name, { value, exportName, description: definition.description }];
    }),
  );
  checkExports(account, stack, outputs);
  return outputs;
}

/** Returns the error for an export that changes or is deleted while another stack imports it; otherwise undefined. */
export function findBlockedExport(
  account: AccountState,
  stack: Stack,
  outputs: ReadonlyMap<string, StackOutput>,
): string | undefined {
  const values = new Map([...outputs.values()].map(({ exportName, value }) => [exportName, value]));
  for (const { exportName, value } of stack.outputs.values()) {
    if (exportName === undefined || values.get(exportName) === value) continue;
    const importer = listImporters(account, exportName).find((other) => other !== stack);
    if (importer === undefined) continue;
    const verb = values.has(exportName) ? 'updated' : 'deleted';
    return `Export ${exportName} cannot be ${verb} as it is in use by ${importer.name}`;
  }
  return undefined;
}

function checkExports(account: AccountState, stack: Stack, outputs: ReadonlyMap<string, StackOutput>): void {
  const blocked = findBlockedExport(account, stack, outputs);
  if (blocked !== undefined) throw new TemplateError(blocked);
  const others = listExports(account).filter((item) => item.stack !== stack);
  for (const { exportName } of outputs.values()) {
    const consumed = others.find((item) => item.name === exportName);
    if (consumed !== undefined) {
      throw new TemplateError(`Export with name ${consumed.name} is already exported by stack ${consumed.stack.name}`);
    }
  }
}

function expectText(value: unknown, subject: string): string {
  const text = printScalar(value);
  if (text !== undefined) return text;
  throw new TemplateError(`Template format error: ${subject} must be a string, not ${JSON.stringify(value)}.`);
}
