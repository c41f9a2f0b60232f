import { collectReferences } from './references';
import type { Deployment, Stack } from './stack';
import { isPresent } from './stack';
import type { ResourceDefinition } from './template';

/** A change that an update of a stack would make to a resource. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  /** The changed attributes of a resource to modify, such as `Properties`. */
  readonly scope: readonly string[];
}

export interface StackChanges {
  readonly resources: readonly ResourceChange[];
  /** Whether outputs, parameters or tags differ. */
  readonly hasOthers: boolean;
}

/**
 * Lists what differs between the deployed stack and a deployment. A change of a policy alone counts, and a change of
 * DependsOn alone does not: https://github.com/ministackorg/ministack/pull/1646 reports both from AWS.
 *
 * @param resources - the resources of the deployment whose condition is true
 * @param stack - undefined for a new stack
 */
export function listChanges(
  stack: Stack | undefined,
  deployment: Deployment,
  resources: ReadonlyMap<string, ResourceDefinition>,
): StackChanges {
  const previous = stack?.deployment;
  const parameters = [...deployment.parameters.keys()].filter(
    (name) => !isEqual(deployment.parameters.get(name), previous?.parameters.get(name)),
  );
  const deployed = new Map([...(stack?.resources ?? [])].filter(([, resource]) => isPresent(resource)));
  const changes = [...resources].flatMap(([logicalId, definition]): ResourceChange[] => {
    const { type } = definition;
    const physicalId = deployed.get(logicalId)?.physicalId;
    if (!deployed.has(logicalId)) return [{ action: 'Add', logicalId, physicalId, type, scope: [] }];
    const before = previous?.template.resources[logicalId];
    const scope = Object.entries(SCOPES).flatMap(([name, read]) =>
      before !== undefined && isEqual(read(before), read(definition)) ? [] : [name],
    );
    const usesParameter = parameters.some((name) => refersTo(definition.properties, name));
    if (usesParameter && !scope.includes('Properties')) scope.unshift('Properties');
    return scope.length === 0 ? [] : [{ action: 'Modify', logicalId, physicalId, type, scope }];
  });
  const removed = [...deployed.values()]
    .filter(({ logicalId }) => !resources.has(logicalId))
    .map(({ logicalId, physicalId, type }): ResourceChange => ({
      action: 'Remove',
      logicalId,
      physicalId,
      type,
      scope: [],
    }));
  const hasOthers =
    parameters.length > 0 ||
    !isEqual(previous?.template.outputs, deployment.template.outputs) ||
    !isEqual(previous?.tags, deployment.tags);
  return { resources: [...changes, ...removed], hasOthers };
}

const SCOPES: Readonly<Record<string, (definition: ResourceDefinition) => unknown>> = {
  Properties: ({ properties }) => properties,
  Metadata: ({ metadata }) => metadata,
  DeletionPolicy: ({ deletionPolicy }) => deletionPolicy,
  UpdateReplacePolicy: ({ updateReplacePolicy }) => updateReplacePolicy,
};

/** Whether a value depends on a parameter, possibly through a condition. */
function refersTo(value: unknown, parameter: string): boolean {
  if (JSON.stringify([value]).includes('"Fn::If"')) return true;
  return collectReferences(value, () => true).some((reference) => 'name' in reference && reference.name === parameter);
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
