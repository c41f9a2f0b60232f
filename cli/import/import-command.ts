import type { ImportRequest } from '../arguments';
import type { Connection } from '../aws/connection';
import { CommandError } from '../command-error';
import type { Output } from '../output';
import { toDraft } from './import-spec';
import { writeDraft } from './formats';
import { findHindrances } from './adoption-checks';
import { readOwner } from './owner';
import { toTemplateProperties } from './to-template-properties';

/**
 * Prints code that adopts a configuration, and warnings about reasons why adoption would fail.
 *
 * @throws CommandError if the configuration does not exist
 */
export async function importConfiguration(
  { arn, format, id, json }: ImportRequest,
  { configurations, region }: Connection,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const configuration = await configurations.get(arn, signal);
  if (configuration === undefined) {
    throw new CommandError(
      `There is no recording configuration ${arn} in the account of these credentials. ` +
        `"import --all --region ${region}" lists those that there are.`,
    );
  }
  const draft = toDraft(configuration, id);
  const warnings = findHindrances(configuration, draft);
  const code = writeDraft(draft, format);
  for (const warning of warnings) output.warn(`${warning}\n`);
  if (!json) {
    output.print(code);
    return;
  }
  const { state, tags } = configuration;
  const owner = readOwner(tags) ?? null;
  const properties = toTemplateProperties(draft);
  output.print(`${JSON.stringify({ arn, state, owner, warnings, properties, format, code }, null, 2)}\n`);
}
