import { isRecord } from '../../../schema/unresolved-value';
import type { TemplateResource } from './synthesis';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * What CloudFormation creates before a resource, and deletes after it: whatever it refers to, is said to depend on, and
 * whatever that in turn does.
 */
export function listPredecessors(resources: Resources, logicalId: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const next of listReferences(resources, resources[id])) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(logicalId);
  return found;
}

function listReferences(resources: Resources, resource: TemplateResource | undefined): readonly string[] {
  const { Properties: properties, DependsOn: dependencies = [] } = resource ?? {};
  return [...dependencies, ...listTargets(properties)].filter((id) => id in resources);
}

function listTargets(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listTargets);
  if (!isRecord(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return [ref];
  if (Array.isArray(attribute)) return attribute.slice(0, 1).map(String);
  return Object.values(value).flatMap(listTargets);
}
