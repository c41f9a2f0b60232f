import type { TerraformInstance } from './terraform-instance';

/** An instance that is not imported. */
export interface SkippedInstance {
  readonly address: string;
  readonly arn: string;
  readonly reason: string;
}

export interface Selection {
  readonly imported: readonly TerraformInstance[];
  readonly skipped: readonly SkippedInstance[];
}

/**
 * Selects the instances that can be adopted.
 *
 * @param region - undefined for all Regions
 */
export function selectInstances(instances: readonly TerraformInstance[], region: string | undefined): Selection {
  const imported: TerraformInstance[] = [];
  const skipped: SkippedInstance[] = [];
  for (const instance of instances) {
    const { address, configuration } = instance;
    const same = imported.find((other) => other.configuration.arn === configuration.arn);
    const reason = findReason(instance, region) ?? (same && `it is the same configuration as ${same.address}`);
    if (reason === undefined) imported.push(instance);
    else skipped.push({ address, arn: configuration.arn, reason });
  }
  return { imported, skipped };
}

function findReason({ condition, region }: TerraformInstance, selected: string | undefined): string | undefined {
  if (condition === 'deposed') {
    return 'it is deposed: Terraform replaced it and has not deleted it yet. Delete it when no channel uses it';
  }
  if (condition === 'tainted') {
    return 'it is tainted: Terraform replaces it with the next apply. If it is ACTIVE in IVS, run "terraform untaint" first';
  }
  return selected === undefined || region === selected ? undefined : `it is in ${region}`;
}
