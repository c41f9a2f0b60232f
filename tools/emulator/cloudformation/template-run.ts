import { isCustomResourceType } from './custom-resource-type';
import { collectReferences } from './references';
import { loadTemplate } from './template';
import type { Template } from './template';
import { isObject } from './values';

const RESOURCE_TYPE = 'Custom::IVSRecordingConfiguration';
/** The export of the provider stack in bin/. */
const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

export interface ProviderRequirement {
  /** Whether the template's recording configurations look outside it for their ServiceToken. */
  readonly isNeeded: boolean;
  /** Parameters that the service token can be given through. */
  readonly parameters: readonly string[];
}

/** What a template of someone else's expects of the provider stack. */
export function findProviderRequirement(source: string): ProviderRequirement {
  const template = loadTemplate(source);
  const tokens = Object.values(template.resources)
    .filter(({ type, properties }) => type === RESOURCE_TYPE || isServiceTokenImport(type, properties.ServiceToken))
    .map(({ properties }) => properties.ServiceToken);
  const outside = tokens.filter((token) => !isFunctionInTemplate(token, template));
  const named = outside.map((token) => (isObject(token) ? token.Ref : undefined));
  return {
    isNeeded: outside.length > 0,
    parameters: [...new Set(named.filter((name) => typeof name === 'string'))].filter((name) =>
      Object.hasOwn(template.parameters, name),
    ),
  };
}

/** Custom resources may have any type; it is the import that says whose they are. */
function isServiceTokenImport(type: string, token: unknown): boolean {
  return isCustomResourceType(type) && isObject(token) && token['Fn::ImportValue'] === SERVICE_TOKEN_EXPORT;
}

function isFunctionInTemplate(token: unknown, template: Template): boolean {
  return collectReferences(token, () => true).some(({ kind, ...reference }) => {
    return kind === 'GetAtt' && 'name' in reference && Object.hasOwn(template.resources, reference.name);
  });
}
