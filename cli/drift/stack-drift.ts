import type { Channel } from '../../lambda/aws/channels';
import type { DeployedStack } from '../aws/deployed-stacks';
import type { Orphan } from './find-drift';
import type { Finding } from './finding';

/** The drift of one resource. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly arn: string | undefined;
  readonly findings: readonly Finding[];
  /** Sentences about parts that could not be compared. */
  readonly notChecked: readonly string[];
}

/** The drift of one stack. */
export interface StackDrift {
  readonly stack: DeployedStack;
  readonly resources: readonly ResourceDrift[];
  readonly orphans: readonly (Orphan & { readonly channels: readonly Channel[] })[];
  readonly notChecked: readonly string[];
}

export function hasDrifted({ resources, orphans }: StackDrift): boolean {
  return orphans.length > 0 || resources.some(({ findings }) => findings.length > 0);
}
