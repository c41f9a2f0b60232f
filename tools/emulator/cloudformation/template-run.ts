import { isCustomResourceType } from './custom-resource-type';
import { collectReferences } from './references';
import { loadTemplate } from './template';
import type { Template } from './template';
import { isObject } from './values';

const RESOURCE_TYPE = 'Custom::IVSRecordingConfiguration';
/** The export of the provider stack in bin/. */
const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

export interface ProviderRequirement {
  /** Whether the ServiceToken of a recording configuration is not a function in the template. */
  readonly isNeeded: boolean;
  /** Parameters that are used as a service token. */
  readonly parameters: readonly string[];
}

/** Finds out whether a user's template needs the provider stack. */
export function findProviderRequirement(source: string): ProviderRequirement {
  const template = loadTemplate(source);
  const tokens = Object.values(template.resources)
    .filter(({ type, properties }) => type === RESOURCE_TYPE || isServiceTokenImport(type, properties.ServiceToken))
    .map(({ properties }) => properties.ServiceToken);
  const externalTokens = tokens.filter((token) => !isFunctionInTemplate(token, template));
  const named = externalTokens.map((token) => (isObject(token) ? token.Ref : undefined));
  return {
    isNeeded: externalTokens.length > 0,
    parameters: [...new Set(named.filter((name) => typeof name === 'string'))].filter((name) =>
      Object.hasOwn(template.parameters, name),
    ),
  };
}

/** A custom resource may have any type; the import of the service token identifies it. */
function isServiceTokenImport(type: string, token: unknown): boolean {
  return isCustomResourceType(type) && isObject(token) && token['Fn::ImportValue'] === SERVICE_TOKEN_EXPORT;
}

function isFunctionInTemplate(token: unknown, template: Template): boolean {
  return collectReferences(token, () => true).some(({ kind, ...reference }) => {
    return kind === 'GetAtt' && 'name' in reference && Object.hasOwn(template.resources, reference.name);
  });
}
