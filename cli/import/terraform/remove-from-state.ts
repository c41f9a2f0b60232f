import { quoteShell } from './address';
import type { CdktfStack } from './cdktf-stack';
import type { TerraformInstance } from './terraform-instance';

/** How Terraform stops managing the configurations without deleting them. */
export interface RemoveFromState {
  /** Resources of which every instance is imported. */
  readonly removedBlocks: readonly string[];
  /** Commands for the others: a `removed` block does not accept instance keys. */
  readonly stateRemovals: readonly string[];
  /** For the stack of CDKTF or CDK Terrain, in place of the blocks. */
  readonly cdktfOverrides: readonly string[];
}

/**
 * Returns the blocks and commands for the imported instances.
 *
 * @param all - all instances of the state
 */
export function planRemovalFromState(
  imported: readonly TerraformInstance[],
  all: readonly TerraformInstance[],
  {
    terraformVersion,
    cdktf,
  }: { readonly terraformVersion: string | undefined; readonly cdktf: CdktfStack | undefined },
): RemoveFromState {
  const kept = new Set(
    all.filter((instance) => !imported.includes(instance)).map((instance) => instance.resourceAddress),
  );
  const canUseBlock = ({ resourceAddress }: TerraformInstance): boolean =>
    hasRemovedBlocks(terraformVersion) && !kept.has(resourceAddress);
  const whole = [...new Set(imported.filter(canUseBlock).map(({ resourceAddress }) => resourceAddress))];
  return {
    removedBlocks: cdktf === undefined ? whole.map(writeBlock) : [],
    stateRemovals: imported
      .filter((instance) => !canUseBlock(instance))
      .map(({ address }) => `terraform state rm ${quoteShell(address)}`),
    cdktfOverrides: cdktf === undefined || whole.length === 0 ? [] : [writeOverride(whole)],
  };
}

/** `removed` blocks exist since Terraform and OpenTofu 1.7. */
function hasRemovedBlocks(version: string | undefined): boolean {
  const [, major = '1', minor = '7'] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 7);
}

function writeBlock(from: string): string {
  return `removed {\n  from = ${from}\n\n  lifecycle {\n    destroy = false\n  }\n}\n`;
}

function writeOverride(addresses: readonly string[]): string {
  const removed = addresses.map((from) => ({ from, lifecycle: [{ destroy: false }] }));
  return `stack.addOverride('removed', ${JSON.stringify(removed)});\n`;
}

/** Writes the steps for the terminal. */
export function writeSteps({ removedBlocks, stateRemovals, cdktfOverrides }: RemoveFromState): string {
  const additions = [...removedBlocks, ...cdktfOverrides].join('\n');
  const steps = [
    'In the Terraform configuration, replace references to these resources with their ARNs, and remove the resources.',
    ...(additions === '' ? [] : [`Add to the Terraform configuration:\n\n${indent(additions)}`]),
    ...(stateRemovals.length === 0
      ? []
      : [`Remove instances from the state, before the next apply:\n\n${indent(`${stateRemovals.join('\n')}\n`)}`]),
    'Run "terraform plan". It must not destroy, replace or create a recording configuration.' +
      (additions === '' ? '' : ' Then run "terraform apply".'),
    'Deploy the generated code.',
  ];
  return `Next steps, in this order:

${steps.map((step, index) => `${index + 1}. ${step}\n`).join('')}
In another order:
- Deployed before Terraform lets go: the owner tags make "terraform plan" show "must be replaced". Do not apply it. Add
  ignore_tags { key_prefixes = ["cdk-ivs-recording-configuration:"] } to the aws provider, or finish the steps.
- Resource removed, but still in the state: "terraform plan" destroys it.
- Removed from the state, but still in the configuration: "terraform plan" creates another one of the same name.
`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '     ');
}
