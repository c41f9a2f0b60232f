import { parse } from 'yaml';
import { SHORT_INTRINSIC_TAGS } from '../../util/cloudformation-yaml';
import { isObject, toList, toObject, toText } from '../terraform/json';

/** What a template shows about a resource, besides its properties. */
export interface TemplateResource {
  /** Whether CloudFormation keeps the physical resource when the template no longer has it. */
  readonly isRetained: boolean;
  /** The resources and outputs that refer to it, such as `Channel` and `Outputs.Arn`. */
  readonly references: readonly string[];
  /** The path of its construct, which `cdk orphan` accepts; undefined without the CDK, and for an L1 construct. */
  readonly constructPath: string | undefined;
}

/** Parses the resources of a JSON or YAML template. A resource that the template does not have has no references. */
export function readTemplateResources(
  template: string,
  logicalIds: readonly string[],
): ReadonlyMap<string, TemplateResource> {
  const document = toObject(parse(template, { customTags: SHORT_INTRINSIC_TAGS, logLevel: 'silent' }));
  const [resources, outputs] = [toObject(document.Resources), toObject(document.Outputs)];
  const users = [
    ...Object.entries(resources).map(([id, body]) => [id, findReferences(body)] as const),
    ...Object.entries(outputs).map(([name, body]) => [`Outputs.${name}`, findReferences(body)] as const),
  ];
  return new Map(
    logicalIds.map((logicalId) => {
      const { DeletionPolicy: policy, Metadata: metadata } = toObject(resources[logicalId]);
      const path = toText(toObject(metadata)['aws:cdk:path']);
      return [
        logicalId,
        {
          isRetained: policy === 'Retain' || policy === 'RetainExceptOnCreate',
          references: users.flatMap(([name, found]) => (found.has(logicalId) ? [name] : [])),
          constructPath: path === undefined ? undefined : /^(.+\/.+)\/Resource$/.exec(path)?.[1],
        },
      ];
    }),
  );
}

function findReferences(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isObject(node)) return;
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substitution, DependsOn: dependencies } = node;
    const [first] = typeof attribute === 'string' ? attribute.split('.') : toList(attribute);
    const pattern = typeof substitution === 'string' ? substitution : toList(substitution)[0];
    const named = typeof pattern === 'string' ? [...pattern.matchAll(/\$\{([^}.!]+)/g)].map(([, name]) => name) : [];
    for (const name of [ref, first, ...named, dependencies, ...toList(dependencies)]) {
      if (typeof name === 'string') found.add(name);
    }
    Object.values(node).forEach(visit);
  };
  visit(value);
  return found;
}
