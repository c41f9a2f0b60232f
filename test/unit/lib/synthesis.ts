import { App, type AppProps, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import {
  type IRecordingConfigurationProvider,
  RecordingConfiguration,
  type RecordingConfigurationProps,
  RecordingConfigurationProvider,
} from '../../../lib';

export type Json = Readonly<Record<string, unknown>>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export const SERVICE_TOKEN = 'arn:aws:lambda:us-east-1:123456789012:function:provider';

/**
 * An app without the CDK's check of templates against CloudFormation's schemas, which takes seconds in every process;
 * the test of bin/app.ts has it.
 */
export function createApp(props?: AppProps): App {
  return new App({ builtinCloudFormationValidation: false, ...props });
}

/** A stack in a separate app. */
export function createStack(): Stack {
  return new Stack(createApp(), 'Stack');
}

/** A provider without assets and resources: {@link SERVICE_TOKEN}, for a stack without an environment. */
export function importProvider(stack: Stack): IRecordingConfigurationProvider {
  const ifKnown = (part: string, otherwise: string): string => (Token.isUnresolved(part) ? otherwise : part);
  const region = ifKnown(stack.region, 'us-east-1');
  const account = ifKnown(stack.account, '123456789012');
  const serviceToken = `arn:aws:lambda:${region}:${account}:function:provider`;
  return RecordingConfigurationProvider.fromServiceToken(stack, 'Imported', serviceToken);
}

/** A recording configuration `Recording` with the bucket `recordings` and an imported provider, unless given. */
export function addRecording(
  stack: Stack,
  props: Partial<RecordingConfigurationProps> = {},
  id = 'Recording',
): RecordingConfiguration {
  return new RecordingConfiguration(stack, id, {
    bucket: props.bucket ?? s3.Bucket.fromBucketName(stack, `${id}Bucket`, 'recordings'),
    provider: props.provider ?? importProvider(stack),
    ...props,
  });
}

/** A recording configuration `Recording` with a bucket and a provider of the stack. */
export function addOwnRecording(
  stack: Stack,
  props: Partial<RecordingConfigurationProps> = {},
): RecordingConfiguration {
  return new RecordingConfiguration(stack, 'Recording', {
    bucket: props.bucket ?? new s3.Bucket(stack, 'Bucket'),
    ...props,
  });
}

/** All resources of a stack's template by logical id. */
export function listResources(stack: Stack): Readonly<Record<string, TemplateResource>> {
  return (Template.fromStack(stack).toJSON() as { Resources: Record<string, TemplateResource> }).Resources;
}

/** The resources of one type. */
export function listResourcesOf(stack: Stack, type: string): readonly TemplateResource[] {
  return Object.values(listResources(stack)).filter(({ Type }) => Type === type);
}

/** The one recording configuration of a stack. */
export function findRecording(stack: Stack): TemplateResource {
  const [resource, ...others] = listResourcesOf(stack, RESOURCE_TYPE);
  if (resource === undefined || others.length > 0) throw new Error('The stack has not exactly one configuration.');
  return resource;
}

/** Values as CloudFormation passes them to a custom resource: every scalar is a string. */
export function stringifyScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyScalars);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stringifyScalars(inner)]));
}
