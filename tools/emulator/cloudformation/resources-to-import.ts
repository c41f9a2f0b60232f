import type { AccountState } from './account-state';
import { isCustomResourceType } from './custom-resource-type';
import type { HandlerRegistry } from './resource-handler';
import { listPresentResources } from './stack';
import type { Deployment, Stack } from './stack';
import type { ResourceChange, StackChanges } from './stack-changes';
import { TemplateError } from './template-error';

/** A resource outside the stack that an import takes into it. */
export interface ResourceToImport {
  readonly logicalId: string;
  readonly type: string;
  /** The identifying property and its value. */
  readonly identifier: Readonly<Record<string, string>>;
}

/**
 * Checks that a deployment changes nothing but the resources to import. The texts and their order were observed:
 * https://github.com/ministackorg/ministack has them from AWS. That of custom resources is from memory.
 *
 * @param changes - what the deployment changes
 * @returns the changes of the import
 * @throws TemplateError if CloudFormation would reject the request
 */
export function checkImport(
  stack: Stack | undefined,
  { template, tags }: Deployment,
  { resources: changes }: StackChanges,
  imported: readonly ResourceToImport[],
  findHandler: HandlerRegistry,
): ResourceChange[] {
  const ids = imported.map(({ logicalId }) => logicalId);
  const list = (action: ResourceChange['action']): string[] =>
    changes.filter((change) => change.action === action).map(({ logicalId }) => logicalId);
  const added = list('Add');
  const refuse = (found: readonly string[], describe: (text: string) => string): void => {
    if (found.length > 0) throw new TemplateError(describe(`[${found.join(', ')}]`));
  };

  if (ids.length === 0) throw new TemplateError('Must Provide at least one resource to import');
  const previous = stack?.deployment;
  const isChanged = (a: object, b: object = {}): boolean => JSON.stringify(a) !== JSON.stringify(b);
  refuse(
    [
      ...(isChanged(template.outputs, previous?.template.outputs) ? ['Outputs'] : []),
      ...(isChanged(tags, previous?.tags) ? ['Tags'] : []),
    ],
    (names) => `As part of the import operation, you cannot modify or add ${names}`,
  );
  if (new Set(ids).size < ids.length) {
    throw new TemplateError('Every resource to import must have unique LogicalResourceId');
  }
  refuse(
    ids.filter((id) => !Object.hasOwn(template.resources, id)),
    (missing) => `The logical resource ids ${missing} provided in ResourceToImport do not exist in the template.`,
  );
  for (const resource of imported) checkEntry(resource, template.resources[resource.logicalId]?.type, findHandler);
  if (added.length === 0) throw new TemplateError('The template should contain at least one new resource to import.');
  refuse(
    ids.filter((id) => !added.includes(id)),
    (found) => `Resources ${found} passed in ResourceToImport are already in a stack and cannot be imported.`,
  );
  refuse(
    added.filter((id) => !ids.includes(id)),
    (missing) => `Resources ${missing} is missing from ResourceToImport list`,
  );
  refuse(
    [...list('Modify'), ...list('Remove')].sort(),
    (modified) =>
      `You have modified resources ${modified} in your template that are not being imported. Update, create or delete ` +
      'operations cannot be executed during import operations.',
  );
  refuse(
    ids.filter((id) => template.resources[id]?.declaresDeletionPolicy !== true),
    (found) =>
      `The following resources to import ${found} must have DeletionPolicy attribute specified in the template.`,
  );
  return imported.map((resource) => ({
    action: 'Import',
    logicalId: resource.logicalId,
    physicalId: getPhysicalId(resource),
    type: resource.type,
    replacement: undefined,
    policyAction: undefined,
    scope: [],
    details: [],
  }));
}

function checkEntry(
  { logicalId, type, identifier }: ResourceToImport,
  declaredType: string | undefined,
  findHandler: HandlerRegistry,
): void {
  const expected = findHandler(type)?.existing?.identifier;
  const [key, ...others] = Object.keys(identifier);
  if (expected !== undefined && (key !== expected || others.length > 0)) {
    throw new TemplateError(`Invalid resource identifier for resource type ${type}. Expected [${expected}]`);
  }
  if (type !== declaredType) {
    throw new TemplateError(
      `Resource type of [${logicalId}] passed in ResourceToImport does not match with resource type defined in the ` +
        `template. Resource type in ResourceToImport: ${type}; Resource type in Template: ${declaredType ?? ''}.`,
    );
  }
  if (expected !== undefined) return;
  throw new TemplateError(
    isCustomResourceType(type)
      ? `ResourceTypes [${type}] are not supported for Import`
      : `The emulator does not import ${type}; import it on AWS, or omit it here.`,
  );
}

/** Returns why the resources cannot be imported: one does not exist, or a stack has it. */
export function findImportProblem(
  { stacks, findHandler }: AccountState,
  imported: readonly ResourceToImport[],
): string | undefined {
  for (const resource of imported) {
    const { type } = resource;
    const physicalId = getPhysicalId(resource);
    if (findHandler(type)?.existing?.read(physicalId) === undefined) return describeMissing(type, physicalId);
    const owner = stacks.find(
      (stack) =>
        stack.status !== 'DELETE_COMPLETE' &&
        listPresentResources(stack).some((item) => item.type === type && item.physicalId === physicalId),
    );
    if (owner !== undefined) return `${physicalId} already exists in stack ${owner.id}`;
  }
  return undefined;
}

export function describeMissing(type: string, physicalId: string): string {
  return `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
}

export function getPhysicalId({ identifier }: ResourceToImport): string {
  return Object.values(identifier)[0] ?? '';
}
