import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The templates of a cloud assembly, by stack name. */
export function readTemplates(assembly: string): Readonly<Record<string, Template>> {
  const suffix = '.template.json';
  return Object.fromEntries(
    readdirSync(assembly)
      .filter((name) => name.endsWith(suffix))
      .sort()
      .map((name) => [name.slice(0, -suffix.length), withoutAnalytics(readTemplate(join(assembly, name)))]),
  );
}

function readTemplate(path: string): Template {
  return JSON.parse(readFileSync(path, 'utf8')) as Template;
}

/**
 * Removes the CDK metadata from a template, which contains the language and the CDK version. The rest must be the same in
 * every language, including the asset hash of the function.
 */
function withoutAnalytics(template: Template): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) =>
    resource.Type === 'AWS::CDK::Metadata' ? [id, { ...resource, Properties: {} }] : [id, resource],
  );
  return { ...template, Resources: Object.fromEntries(resources) as Template['Resources'] };
}
