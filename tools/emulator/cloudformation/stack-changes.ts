import { isCustomResourceType } from './custom-resource-type';
import { collectReferences } from './references';
import type { Reference } from './references';
import type { HandlerRegistry } from './resource-handler';
import type { Deployment, Stack, StackResource } from './stack';
import { isPresent } from './stack';
import type { ResourceDefinition } from './template';

/** A change that an update of a stack would make to a resource. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import';
  readonly logicalId: string;
  readonly physicalId: string | undefined;
  readonly type: string;
  /** Undefined unless the resource is modified. */
  readonly replacement: 'True' | 'False' | 'Conditional' | undefined;
  /** What happens to the present physical resource; undefined if it is certain to stay in the stack. */
  readonly policyAction: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain' | undefined;
  /** The changed attributes of a resource to modify, such as `Properties`. */
  readonly scope: readonly string[];
  readonly details: readonly ChangeDetail[];
}

/** One reason for a modification: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
export interface ChangeDetail {
  readonly attribute: string;
  /** The name of a property. */
  readonly name: string | undefined;
  readonly requiresRecreation: 'Always' | 'Conditionally' | 'Never';
  /** Dynamic if the new value is known only during the update. */
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  readonly causingEntity: string | undefined;
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
  findHandler: HandlerRegistry,
): StackChanges {
  const previous = stack?.deployment;
  const parameters = [...deployment.parameters.keys()].filter(
    (name) => !isEqual(deployment.parameters.get(name), previous?.parameters.get(name)),
  );
  // A failed creation is deleted and created again.
  const isDeployed = (resource: StackResource): boolean => isPresent(resource) && resource.status !== 'CREATE_FAILED';
  const deployed = new Map([...(stack?.resources ?? [])].filter(([, resource]) => isDeployed(resource)));
  const known = new Map<string, ResourceChange | undefined>();
  const findChange = (logicalId: string): ResourceChange | undefined => {
    const definition = resources.get(logicalId);
    if (definition === undefined || known.has(logicalId)) return known.get(logicalId);
    const change = compare(logicalId, definition);
    known.set(logicalId, change);
    return change;
  };
  const changes = [...resources.keys()].flatMap((logicalId) => findChange(logicalId) ?? []);
  const removed = [...deployed.values()].filter(({ logicalId }) => !resources.has(logicalId)).map(describeRemoval);
  const hasOthers =
    parameters.length > 0 ||
    !isEqual(previous?.template.outputs, deployment.template.outputs) ||
    !isEqual(previous?.tags, deployment.tags);
  return { resources: [...changes, ...removed], hasOthers };

  function compare(logicalId: string, definition: ResourceDefinition): ResourceChange | undefined {
    const { type, updateReplacePolicy } = definition;
    const resource = deployed.get(logicalId);
    if (resource === undefined) return describeAddition(logicalId, type);
    const before = previous?.template.resources[logicalId];
    const details = [
      ...listPropertyDetails(before, definition),
      ...Object.entries(OTHER_ATTRIBUTES)
        .filter(([, read]) => before === undefined || !isEqual(read(before), read(definition)))
        .map(([attribute]) => describeDetail(attribute)),
    ];
    if (details.length === 0 && resource.status !== 'UPDATE_FAILED') return undefined;
    const replacement = predictReplacement(details);
    return {
      action: 'Modify',
      logicalId,
      physicalId: resource.physicalId,
      type,
      replacement,
      policyAction:
        replacement !== 'True' ? undefined : updateReplacePolicy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain',
      scope: [...new Set(details.map(({ attribute }) => attribute))],
      details,
    };
  }

  function listPropertyDetails(before: ResourceDefinition | undefined, after: ResourceDefinition): ChangeDetail[] {
    const names = new Set([...Object.keys(before?.properties ?? {}), ...Object.keys(after.properties)]);
    return [...names].flatMap((name) => {
      const value = after.properties[name];
      const causes = listCauses(value);
      const isModified = before === undefined || !isEqual(before.properties[name], value);
      if (isModified) {
        // A reference beside it makes a direct change dynamic, as in the examples of the documentation.
        causes.push({ source: 'DirectModification', evaluation: causes.length === 0 ? 'Static' : 'Dynamic' });
      }
      return causes.map((cause) => ({ ...describeProperty(after.type, name), causingEntity: undefined, ...cause }));
    });
  }

  type Cause = Pick<ChangeDetail, 'source' | 'evaluation'> & { readonly causingEntity?: string };

  /** Lists the changed parameters and resources that a value depends on. */
  function listCauses(value: unknown): Cause[] {
    const causes = collectReferences(value, () => true).flatMap((reference) => toCause(reference) ?? []);
    const isConditional = parameters.length > 0 && JSON.stringify([value]).includes('"Fn::If"');
    return isConditional && causes.length === 0 ? [{ source: 'DirectModification', evaluation: 'Dynamic' }] : causes;
  }

  function toCause(reference: Reference): Cause | undefined {
    if (reference.kind === 'ImportValue') return undefined;
    const { name } = reference;
    if (parameters.includes(name)) {
      return { source: 'ParameterReference', evaluation: 'Static', causingEntity: name };
    }
    const { action, replacement, scope = [] } = findChange(name) ?? {};
    if (action !== 'Modify') return undefined;
    if (reference.kind === 'GetAtt') {
      const causingEntity = `${name}.${reference.attribute}`;
      const mayChange = replacement !== 'False' || scope.includes('Properties');
      return mayChange ? { source: 'ResourceAttribute', evaluation: 'Dynamic', causingEntity } : undefined;
    }
    return replacement === 'False'
      ? undefined
      : { source: 'ResourceReference', evaluation: 'Dynamic', causingEntity: name };
  }

  function describeProperty(
    type: string,
    name: string,
  ): Pick<ChangeDetail, 'attribute' | 'name' | 'requiresRecreation'> {
    // Whether a custom resource is replaced is known only from its response. Not verified on AWS.
    if (isCustomResourceType(type)) return { attribute: 'Properties', name, requiresRecreation: 'Conditionally' };
    if (name === 'Tags') return { attribute: 'Tags', name: undefined, requiresRecreation: 'Never' };
    const isCreateOnly = findHandler(type)?.createOnlyProperties?.includes(name) === true;
    return { attribute: 'Properties', name, requiresRecreation: isCreateOnly ? 'Always' : 'Never' };
  }
}

/** The attributes of a resource beside its properties. */
const OTHER_ATTRIBUTES: Readonly<Record<string, (definition: ResourceDefinition) => unknown>> = {
  Metadata: ({ metadata }) => metadata,
  DeletionPolicy: ({ deletionPolicy }) => deletionPolicy,
  UpdateReplacePolicy: ({ updateReplacePolicy }) => updateReplacePolicy,
};

function describeDetail(attribute: string): ChangeDetail {
  return {
    ...{ attribute, name: undefined, requiresRecreation: 'Never' },
    ...{ evaluation: 'Static', source: 'DirectModification', causingEntity: undefined },
  };
}

function describeAddition(logicalId: string, type: string): ResourceChange {
  const unchanged = { replacement: undefined, policyAction: undefined, scope: [], details: [] };
  return { action: 'Add', logicalId, physicalId: undefined, type, ...unchanged };
}

function describeRemoval({ logicalId, physicalId, type, deletionPolicy }: StackResource): ResourceChange {
  const policyAction = deletionPolicy === 'Delete' ? 'Delete' : 'Retain';
  return {
    action: 'Remove',
    logicalId,
    physicalId,
    type,
    policyAction,
    replacement: undefined,
    scope: [],
    details: [],
  };
}

/** The detail with the most impact decides. */
function predictReplacement(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const recreating = details.filter(({ requiresRecreation }) => requiresRecreation !== 'Never');
  if (recreating.length === 0) return 'False';
  const isCertain = recreating.some(
    ({ requiresRecreation, evaluation }) => requiresRecreation === 'Always' && evaluation === 'Static',
  );
  return isCertain ? 'True' : 'Conditional';
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
