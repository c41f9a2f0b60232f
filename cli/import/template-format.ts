import { RESOURCE_TYPE } from '../../schema/resource-type';
import { specToTemplateProperties, type ImportSpec, type TagEntries } from './import-spec';
import type { CodeSpec, StackSpec } from './stack-spec';
import { stringifyTemplate } from '../util/cloudformation-yaml';

/** The export name of the provider stack of bin/, copied here because that file depends on the CDK. */
export const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

/** Equal to the construct's timeout. The default of CloudFormation is one hour. */
export const SERVICE_TIMEOUT_SECONDS = 1200;

/** Generates a JSON template of the only stack. */
export function generateJson(code: CodeSpec): string {
  return `${JSON.stringify(toTemplate(code), null, 2)}\n`;
}

/** Generates a YAML template of the only stack. */
export function generateYaml(code: CodeSpec): string {
  return stringifyTemplate(toTemplate(code));
}

function toTemplate({ stacks }: CodeSpec): object {
  const [stack, ...others]: readonly StackSpec[] = stacks;
  if (stack === undefined || others.length > 0) throw new Error('A template has exactly one stack');
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: Object.fromEntries(stack.configurations.map((spec) => [spec.id, toResource(spec, stack.defaultTags)])),
  };
}

/** The template has no provider, so default tags become tags of each configuration. */
function toResource(spec: ImportSpec, defaultTags: TagEntries): object {
  const tags = [...new Map([...defaultTags, ...spec.tags])].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    Type: RESOURCE_TYPE,
    ...(spec.retain && { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }),
    Properties: {
      ServiceToken: { 'Fn::ImportValue': SERVICE_TOKEN_EXPORT },
      ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
      ...specToTemplateProperties({ ...spec, tags }),
    },
  };
}
