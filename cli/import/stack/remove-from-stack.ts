import { quoteShell } from '../terraform/address';
import type { TemplateResource } from './template-resource';

/** A native resource, and what the template of its stack shows about it. */
export interface NativeResource extends TemplateResource {
  readonly logicalId: string;
  readonly arn: string;
}

/** How the old stack stops managing the configurations without deleting them. */
export interface RemoveFromStack {
  readonly stackName: string;
  /** The resources that need `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain`. */
  readonly retain: readonly string[];
  /** The references to replace with ARNs, by logical id. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  /** The resources to remove from the template. */
  readonly remove: readonly string[];
  /** Does the same for a stack of the CDK; undefined if the CDK cannot. */
  readonly cdkOrphan: string | undefined;
}

export function planRemovalFromStack(stackName: string, resources: readonly NativeResource[]): RemoveFromStack {
  const paths = resources.map(({ constructPath }) => constructPath);
  const canOrphan = paths.every((path) => path !== undefined);
  return {
    stackName,
    retain: resources.filter(({ isRetained }) => !isRetained).map(({ logicalId }) => logicalId),
    references: Object.fromEntries(resources.map(({ logicalId, references }) => [logicalId, references])),
    remove: resources.map(({ logicalId }) => logicalId),
    cdkOrphan: canOrphan ? `npx cdk orphan ${paths.map(quotePath).join(' ')} --unstable=orphan` : undefined,
  };
}

function quotePath(path: string): string {
  return /^[\w/-]+$/.test(path) ? path : quoteShell(path);
}

/** Writes the steps for the terminal. */
export function writeSteps({ stackName, retain, references, remove, cdkOrphan }: RemoveFromStack): string {
  const used = Object.entries(references).filter(([, names]) => names.length > 0);
  const changes = [
    ...(retain.length === 0
      ? []
      : [`set DeletionPolicy: Retain and UpdateReplacePolicy: Retain on ${retain.join(', ')}`]),
    ...used.map(([logicalId, names]) => `replace ${logicalId} with its ARN in ${names.join(', ')}`),
  ];
  const steps = [
    ...(changes.length === 0 ? [] : [`In the template of ${stackName}, ${changes.join('; ')}. Deploy it.`]),
    `Remove ${remove.join(', ')} from the template, and deploy it. The stack's events must show DELETE_SKIPPED.`,
    'Deploy the generated code.',
  ];
  const orphan =
    cdkOrphan === undefined
      ? ''
      : `
With the CDK, this command does everything before the last step. Then remove the constructs from the app, too:

     ${cdkOrphan}
`;
  return `Next steps, in this order:

${steps.map((step, index) => `${index + 1}. ${step}\n`).join('')}${orphan}
In another order:
- Removed before Retain is deployed: CloudFormation deletes the configuration, unless a channel uses it.
- Generated code deployed before the removal: the adoption is refused while the old stack has the configuration.
`;
}
