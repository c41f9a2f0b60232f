import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { ConnectTo } from '../aws/connection';
import { CommandError } from '../command-error';
import type { ImportTerraformRequest } from '../options';
import type { Output } from '../output';
import { createAppReport } from './app-output';
import { toAppStacks, type AppConfiguration } from './app-stacks';
import { toConstructId, toPascalCase } from './terraform/address';
import type { CdktfResource, CdktfStack } from './terraform/cdktf-stack';
import { planRemovalFromState, writeSteps } from './terraform/remove-from-state';
import { readTerraform } from './terraform/read-terraform';
import { selectInstances, type SkippedInstance } from './terraform/select-instances';
import type { TerraformInstance } from './terraform/terraform-instance';
import { convertTimeouts } from './terraform/timeouts';

/**
 * Prints an app that adopts the configurations of a Terraform state, and the steps by which Terraform stops managing them.
 *
 * @throws CommandError if there is nothing to import, or if a configuration does not exist
 */
export async function importFromTerraform(
  { files, format, retain, offline, json, connection: { region } }: ImportTerraformRequest,
  connectTo: ConnectTo,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { state, cdktf } = await readTerraform(files);
  const { imported, skipped } = selectInstances(state.instances, region);
  if (imported.length === 0) {
    throw new CommandError(`There is nothing to import. ${skipped.map(describeSkipped).join(' ')}`);
  }
  const described = offline
    ? imported.map(({ configuration }) => configuration)
    : await readConfigurations(imported, connectTo, signal);
  const stacks = toAppStacks(
    imported.map((instance, index): AppConfiguration => {
      const construct = findConstruct(instance, cdktf);
      return {
        configuration: described[index] ?? instance.configuration,
        preferredId: nameConstruct(instance, construct),
        tagOrigins: instance,
        options: {
          timeouts: convertTimeouts(instance).spec,
          retain: retain || construct?.preventsDestroy === true,
        },
      };
    }),
  );
  const report = createAppReport(stacks, described, format);
  const warnings = [
    ...skipped.map(describeSkipped),
    ...imported.flatMap((instance) => convertTimeouts(instance).warnings),
    ...(offline ? [OFFLINE] : []),
    ...report.warnings,
  ];
  const removeFromState = planRemovalFromState(imported, state.instances, {
    terraformVersion: state.terraformVersion,
    cdktf,
  });
  for (const warning of warnings) output.warn(`${warning}\n`);
  if (json) {
    const addresses = Object.fromEntries(imported.map(({ configuration: { arn }, address }) => [arn, address]));
    output.print(`${JSON.stringify({ ...report, addresses, skipped, warnings, removeFromState }, null, 2)}\n`);
    return;
  }
  output.print(report.code);
  output.note(`\n${writeSteps(removeFromState)}`);
}

const OFFLINE =
  'IVS was not read. A Terraform state does not have the renditions, or the resolution and the storage of thumbnails, so the ' +
  'code has their defaults. If a configuration has other values, its adoption fails and lists the differences. Run import ' +
  'without --offline to read them.';

function describeSkipped({ address, arn, reason }: SkippedInstance): string {
  return `${address} (${arn}) is skipped: ${reason}.`;
}

async function readConfigurations(
  instances: readonly TerraformInstance[],
  connectTo: ConnectTo,
  signal: AbortSignal,
): Promise<readonly DescribedRecordingConfiguration[]> {
  const described: DescribedRecordingConfiguration[] = [];
  for (const { address, accountId, region, configuration } of instances) {
    const { configurations } = await connectTo(region);
    const found = await configurations.get(configuration.arn, signal);
    if (found === undefined) {
      throw new CommandError(
        `${address} (${configuration.arn}) does not exist in the account of these credentials. Use credentials of account ` +
          `${accountId}. If it was deleted, run "terraform apply -refresh-only", then read the state again.`,
      );
    }
    described.push(found);
  }
  return described;
}

function findConstruct(
  { address, resourceAddress }: TerraformInstance,
  cdktf: CdktfStack | undefined,
): CdktfResource | undefined {
  // A module has its own resources, which cdk.tf.json does not show.
  return address.startsWith('module.') ? undefined : cdktf?.resources.get(resourceAddress.split('.')[1] ?? '');
}

function nameConstruct({ address, resourceAddress }: TerraformInstance, construct: CdktfResource | undefined): string {
  if (construct === undefined) return toConstructId(address);
  return toPascalCase(`${construct.path} ${address.slice(resourceAddress.length)}`);
}
