import { findNearestName } from '../../../schema/nearest-name';
import { collectReferences } from './references';
import type { Reference } from './references';
import { assertNoCycles } from './graph';
import type { DependencyGraph } from './graph';
import { describeMissingExport, resolveValue } from './intrinsics';
import type { Scope } from './intrinsics';
import type { HandlerRegistry } from './resource-handler';
import type { Deployment } from './stack';
import type { OutputDefinition, ResourceDefinition } from './template';
import { TemplateError } from './template-error';
import { printScalar } from './values';

/** A validated deployment: the resources, and their order. */
export interface ChangeSet {
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly graph: DependencyGraph;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly imports: ReadonlySet<string>;
  /** The resources whose attributes are used. */
  readonly read: ReadonlySet<string>;
}

/** Validates a deployment without changing a resource. @throws TemplateError */
export function prepareChangeSet(deployment: Deployment, scope: Scope, findHandler: HandlerRegistry): ChangeSet {
  const { template } = deployment;
  const isTrue = (condition: string): boolean => scope.condition(condition);
  for (const name of Object.keys(template.conditions)) scope.condition(name);

  const resources = new Map(Object.entries(template.resources).filter(([, { condition }]) => isIncluded(condition)));
  const outputs = new Map(Object.entries(template.outputs).filter(([, { condition }]) => isIncluded(condition)));
  const imports = new Set<string>();
  const read = new Set<string>();
  assertKnownTypes();
  const graph = new Map([...resources].map(([id, definition]) => [id, checkResource(id, definition)]));
  for (const [name, { value, exportName }] of outputs) check([value, exportName], `/Outputs/${name}`);
  assertNoCycles(graph);
  return { resources, graph, outputs, imports, read };

  function isIncluded(condition: string | undefined): boolean {
    return condition === undefined || scope.condition(condition);
  }

  function assertKnownTypes(): void {
    const unknown = [...resources].filter(([, { type }]) => findHandler(type) === undefined);
    if (unknown.length === 0) return;
    const named = unknown.map(([id, { type }]) => `${type} of ${id}`).join(', ');
    throw new TemplateError(
      `Template format error: Unrecognized resource types: [${named}]. ` +
        'The emulator does not support them; remove the resources, or deploy to AWS.',
    );
  }

  function assertKnownProperties(logicalId: string, { type, properties }: ResourceDefinition): void {
    const known = findHandler(type)?.propertyNames;
    const unknown = Object.keys(properties).find((name) => known?.includes(name) === false);
    if (known === undefined || unknown === undefined) return;
    const nearest = findNearestName(unknown, known);
    throw new TemplateError(
      `Properties validation failed for resource ${logicalId} with message: #: extraneous key [${unknown}] is not ` +
        `permitted. ${nearest === undefined ? `${type} has ${known.join(', ')}.` : `Did you mean ${nearest}?`}`,
    );
  }

  function checkResource(logicalId: string, definition: ResourceDefinition): Set<string> {
    assertKnownProperties(logicalId, definition);
    const missing = definition.dependsOn.filter((id) => !Object.hasOwn(template.resources, id));
    if (missing.length > 0) {
      throw new TemplateError(
        `Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the DependsOn of ${logicalId}`,
      );
    }
    const references = check(definition.properties, `/Resources/${logicalId}/Properties`);
    const needed = [...definition.dependsOn, ...references.flatMap((item) => ('name' in item ? [item.name] : []))];
    return new Set(needed.filter((id) => resources.has(id)));
  }

  function check(value: unknown, at: string): Reference[] {
    const references = collectReferences(value, isTrue);
    for (const reference of references) checkReference(reference, at);
    assertNoDynamicReferences(value, at);
    return references;
  }

  function checkReference(reference: Reference, at: string): void {
    if (reference.kind === 'ImportValue') {
      imports.add(resolveImport(reference.argument, scope, at));
      return;
    }
    const { name } = reference;
    if (reference.kind === 'GetAtt') read.add(name);
    const definition = resources.get(name);
    if (definition === undefined) {
      const isKnown =
        reference.kind === 'Ref' &&
        (name === 'AWS::NoValue' || (scope.parameter(name) ?? scope.pseudoParameter(name)) !== undefined);
      if (isKnown) return;
      throw new TemplateError(`Template format error: Unresolved resource dependencies [${name}] in [${at}]`);
    }
    const known = findHandler(definition.type)?.attributeNames;
    if (reference.kind === 'GetAtt' && known !== undefined && !known.includes(reference.attribute)) {
      throw new TemplateError(
        `Template error: resource ${name} does not support attribute type ${reference.attribute} in Fn::GetAtt; ` +
          `${definition.type} has ${known.join(', ') || 'none'}. Found in [${at}]`,
      );
    }
  }
}

function resolveImport(argument: unknown, scope: Scope, at: string): string {
  const name = printScalar(resolveValue(argument, scope));
  if (name === undefined)
    throw new TemplateError(`Template error: the name in Fn::ImportValue of [${at}] is not a string.`);
  if (scope.exportedValue(name) === undefined) throw new TemplateError(describeMissingExport(name, scope));
  return name;
}

function assertNoDynamicReferences(value: unknown, at: string): void {
  const found = /\{\{resolve:[^}]*\}\}/.exec(JSON.stringify([value]));
  if (found !== null) {
    throw new TemplateError(`The dynamic reference ${found[0]} in [${at}] is not supported by the emulator.`);
  }
}
