import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { Draft } from './import-spec';
import { toTemplateProperties, type TemplateValue } from './to-template-properties';
import { stringifyTemplate } from '../util/cloudformation-yaml';

/** The export name of the provider stack of bin/, copied here because that file depends on the CDK. */
export const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

/** Equal to the construct's timeout. The default of CloudFormation is one hour. */
const SERVICE_TIMEOUT_SECONDS = 1200;

/** Generates a JSON template. */
export function writeJson(draft: Draft): string {
  return `${JSON.stringify(toTemplate(draft), null, 2)}\n`;
}

/** Generates a YAML template. */
export function writeYaml(draft: Draft): string {
  return stringifyTemplate(toTemplate(draft));
}

function toTemplate(draft: Draft): TemplateValue {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      [draft.id]: {
        Type: RESOURCE_TYPE,
        Properties: {
          ServiceToken: { 'Fn::ImportValue': SERVICE_TOKEN_EXPORT },
          ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
          ...toTemplateProperties(draft),
        },
      },
    },
  };
}
