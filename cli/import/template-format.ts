import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { ImportSpec } from './import-spec';
import { specToTemplateProperties, type TemplateValue } from './to-template-properties';
import { stringifyTemplate } from '../util/cloudformation-yaml';

/** The export name of the provider stack of bin/, copied here because that file depends on the CDK. */
export const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

/** Equal to the construct's timeout. The default of CloudFormation is one hour. */
const SERVICE_TIMEOUT_SECONDS = 1200;

/** Generates a JSON template. */
export function generateJson(spec: ImportSpec): string {
  return `${JSON.stringify(toTemplate(spec), null, 2)}\n`;
}

/** Generates a YAML template. */
export function generateYaml(spec: ImportSpec): string {
  return stringifyTemplate(toTemplate(spec));
}

function toTemplate(spec: ImportSpec): TemplateValue {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      [spec.id]: {
        Type: RESOURCE_TYPE,
        Properties: {
          ServiceToken: { 'Fn::ImportValue': SERVICE_TOKEN_EXPORT },
          ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
          ...specToTemplateProperties(spec),
        },
      },
    },
  };
}
