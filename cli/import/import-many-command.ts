import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { Connection, ConnectTo } from '../aws/connection';
import { CommandError } from '../command-error';
import type { ImportManyRequest } from '../options';
import type { Output } from '../output';
import { createAppReport } from './app-output';
import { toAppStacks } from './app-stacks';
import { describeOwner, readOwner } from './owner';
import { toPascalCase } from './terraform/address';

/**
 * Prints an app that adopts several configurations, or all that no stack has.
 *
 * @throws CommandError if there are none, or if one does not exist
 */
export async function importMany(
  { arns, format, retain, json, connection: { region } }: ImportManyRequest,
  connectTo: ConnectTo,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { selected, skipped } =
    arns === 'all' ? await selectAll(await connectTo(region), signal) : { selected: arns, skipped: [] };
  const described: DescribedRecordingConfiguration[] = [];
  for (const arn of selected) described.push(await readConfiguration(arn, connectTo, signal));
  const stacks = toAppStacks(
    described.map((configuration) => ({
      configuration,
      preferredId: toPascalCase(configuration.settings.Name ?? '') || 'Recording',
      options: { retain },
    })),
  );
  const report = createAppReport(stacks, described, format);
  const warnings = [...skipped, ...report.warnings];
  for (const warning of warnings) output.warn(`${warning}\n`);
  output.print(json ? `${JSON.stringify({ ...report, warnings }, null, 2)}\n` : report.code);
}

async function selectAll(
  { summaries, region }: Connection,
  signal: AbortSignal,
): Promise<{ readonly selected: readonly string[]; readonly skipped: readonly string[] }> {
  const selected: string[] = [];
  const skipped: string[] = [];
  for (const { arn, state, tags } of [...(await summaries.list(signal))].sort((a, b) => (a.arn < b.arn ? -1 : 1))) {
    const owner = readOwner(tags);
    if (owner !== undefined) skipped.push(`${arn} is skipped: it belongs to ${describeOwner(owner)}.`);
    else if (state === 'ACTIVE') selected.push(arn);
    else skipped.push(`${arn} is skipped: it is ${state}.`);
  }
  if (selected.length > 0) return { selected, skipped };
  throw new CommandError(
    `There is no recording configuration to import in ${region}. ${skipped.join(' ') || 'Check the Region and the account.'}`,
  );
}

async function readConfiguration(
  arn: string,
  connectTo: ConnectTo,
  signal: AbortSignal,
): Promise<DescribedRecordingConfiguration> {
  const region = parseRecordingConfigurationArn(arn)?.region;
  const { configurations } = await connectTo(region);
  const configuration = await configurations.get(arn, signal);
  if (configuration !== undefined) return configuration;
  throw new CommandError(
    `Recording configuration ${arn} does not exist in the account of these credentials. ` +
      `Run "import --all --region ${region ?? ''}" to list them.`,
  );
}
