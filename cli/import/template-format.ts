import { RESOURCE_TYPE } from '../../schema/resource-type';
import type { Draft } from './import-spec';
import { toTemplateProperties, type TemplateValue } from './to-template-properties';
import { stringifyTemplate } from '../util/cloudformation-yaml';

/** Under this name the provider stack of bin/ exports the service token; that file cannot be bundled without the CDK. */
export const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

/** As the construct sets it, and as the README advises: CloudFormation would wait an hour. */
const SERVICE_TIMEOUT_SECONDS = 1200;

/** A whole template in JSON. */
export function writeJson(draft: Draft): string {
  return `${JSON.stringify(toTemplate(draft), null, 2)}\n`;
}

/** A whole template in YAML. */
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
