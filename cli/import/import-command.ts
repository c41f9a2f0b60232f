import type { ImportRequest } from '../options';
import type { Connection } from '../aws/connection';
import { CommandError } from '../command-error';
import type { Output } from '../output';
import { specToTemplateProperties, toImportSpec } from './import-spec';
import { generateCode } from './formats';
import { checkAdoption } from './adoption-checks';
import { readOwner } from './owner';

/**
 * Prints code that adopts a configuration, and warnings about reasons why adoption would fail.
 *
 * @throws CommandError if the configuration does not exist
 */
export async function importConfiguration(
  { arn, format, id, retain, json }: ImportRequest,
  { configurations, region }: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const configuration = await configurations.get(arn, signal);
  if (configuration === undefined) {
    throw new CommandError(
      `Recording configuration ${arn} does not exist in the account of these credentials. ` +
        `Run "import --all --region ${region}" to list them.`,
    );
  }
  const spec = toImportSpec(configuration, id, { retain });
  const warnings = checkAdoption(configuration, spec);
  const code = generateCode(spec, format);
  for (const warning of warnings) output.warn(`${warning}\n`);
  if (!json) {
    output.print(code);
    return;
  }
  const { state, tags } = configuration;
  const owner = readOwner(tags) ?? null;
  const properties = specToTemplateProperties(spec);
  output.print(`${JSON.stringify({ arn, state, owner, warnings, properties, format, code }, null, 2)}\n`);
}
