import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../aws/connection';
import { CommandError } from '../command-error';
import type { MigrateStackRequest } from '../options';
import type { Output } from '../output';
import { nameSource, readFile, type FileAdvice } from './read-file';
import { findAdoptionDifferences } from './stack/adoption-differences';
import { listOtherNatives, writeMigrationTemplates, type TemplateText } from './stack/migration-templates';
import { readNativeStack, type DeployedNativeResource } from './stack/native-resources';
import { quoteShell } from './terraform/address';

const ADVICE: FileAdvice = {
  expected: "the stack's template",
  insteadOfDirectory: 'the path of a template in it',
  insteadOfLargeFile: "the stack's template",
};

/**
 * Writes the templates of the steps by which the native recording configurations of a stack become custom resources of
 * the same stack, and prints their paths.
 *
 * @throws CommandError if the stack has none, if the template does not have them, or if a file exists
 */
export async function migrateStack(
  { stack: nameOrId, template, output: directory, retain, json }: MigrateStackRequest,
  connection: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const next =
    template === undefined ? undefined : { source: nameSource(template), text: await readFile(template, ADVICE) };
  const { stack, resources } = await readNativeStack(nameOrId, connection, signal);
  const text = await connection.stacks.readTemplate(stack.id, 'Original', signal);
  const deployed = { source: `The template of ${stack.name}`, text };
  const templates = writeMigrationTemplates(resources, deployed, next ?? deployed, retain);
  const warnings = listWarnings(next ?? deployed, resources);
  const paths = templates.map(({ fileName }) => join(directory, fileName));
  templates.forEach((file, index) => {
    writeNewFile(directory, paths[index] ?? '', file.text);
  });
  for (const warning of warnings) output.warn(`${warning}\n`);
  if (json) {
    const configurations = resources.map(({ logicalId, configuration: { arn, state } }) => ({ logicalId, arn, state }));
    output.print(`${JSON.stringify({ stackName: stack.name, configurations, templates: paths, warnings }, null, 2)}\n`);
    return;
  }
  output.print(`${paths.join('\n')}\n`);
  output.note(`\n${writeSteps(stack.name, paths, resources, nameNext(template))}`);
}

function listWarnings(next: TemplateText, resources: readonly DeployedNativeResource[]): readonly string[] {
  return [
    ...listOtherNatives(next, resources).map(
      (logicalId) => `${logicalId} in ${next.source} is not in the stack. It stays native: step 3 creates it.`,
    ),
    ...resources.flatMap((resource) => {
      const { logicalId, configuration } = resource;
      const { arn, state } = configuration;
      const differences = findAdoptionDifferences(next.text, resource);
      return [
        ...(state === 'ACTIVE' ? [] : [`${arn} is ${state} and cannot be adopted.`]),
        ...(differences.length === 0
          ? []
          : [
              `${logicalId} in ${next.source} has other settings than ${arn}: ${differences.join(', ')}. Step 3 will be refused; ` +
                `"import ${arn} --format yaml" prints those in IVS.`,
            ]),
      ];
    }),
  ];
}

function writeNewFile(directory: string, path: string, text: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'exists. Use another directory' : `cannot be written (${code ?? String(error)})`;
    throw new CommandError(`${path} ${reason}.`, { cause: error });
  }
}

function nameNext(template: string | undefined): string {
  return template === undefined || template === '-' ? 'your template' : template;
}

/** Writes the steps for the terminal. */
function writeSteps(
  stackName: string,
  paths: readonly string[],
  resources: readonly DeployedNativeResource[],
  template: string,
): string {
  const ids = resources.map(({ logicalId }) => logicalId).join(', ');
  const remarks = [
    '',
    `   The stack's events must show DELETE_SKIPPED for ${ids}.`,
    `   It is ${template} with ${ids} replaced. From now on, deploy this one.`,
  ];
  const steps = paths.map((path, index) =>
    [
      `${index + 1}. aws cloudformation deploy --stack-name ${stackName} --template-file ${quotePath(path)}`,
      remarks[index] ?? '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  return `Next steps, in this order. Each has to succeed before the next one. Add the --capabilities of your template.

${steps.join('\n')}

The configurations and their ARNs stay the same. Step 3 needs the provider in this account and Region.
`;
}

function quotePath(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : quoteShell(path);
}
