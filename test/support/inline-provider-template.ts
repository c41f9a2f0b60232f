import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SERVICE_TOKEN_EXPORT } from '../../bin/stacks/provider-stack';
import { RecordingConfigurationProvider } from '../../lib';

export { SERVICE_TOKEN_EXPORT };

/** The parts of a template that tests change. */
export interface ProviderTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** The S3 key of the function's code in the template. */
export const CODE_KEY = 'handler.zip';

let synthesized: string | undefined;

/**
 * The synthesized template of a provider with every optional permission, for any bucket. It exports
 * its service token.
 */
export function createProviderTemplate(): ProviderTemplate {
  synthesized ??= synthesize();
  const template = JSON.parse(synthesized) as ProviderTemplate;
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    if (type === 'AWS::Lambda::Function') properties.Code = { S3Bucket: 'assets', S3Key: CODE_KEY };
  }
  return template;
}

/** Adds environment variables to the template's function. */
export function addVariables(template: ProviderTemplate, variables: Readonly<Record<string, string>>): void {
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    if (type !== 'AWS::Lambda::Function') continue;
    const { Environment: environment } = properties as { Environment?: { Variables?: object } };
    properties.Environment = { Variables: { ...environment?.Variables, ...variables } };
  }
}

/** Removes an action from every policy of the template. */
export function removeAction(template: ProviderTemplate, action: string): void {
  for (const document of listDocuments(template)) {
    for (const statement of document.Statement) {
      statement.Action = [statement.Action].flat().filter((other) => other !== action);
    }
    document.Statement = document.Statement.filter(({ Action: left }) => left.length > 0);
  }
}

export interface PolicyDocument {
  Statement: { readonly Effect: string; Action: string | string[]; readonly Resource: unknown }[];
}

/** The policies of the template's roles, inline and attached, without those that a parameter adds. */
export function listDocuments({ Resources: resources }: ProviderTemplate): readonly PolicyDocument[] {
  return Object.values(resources).flatMap(({ Type: type, Properties: properties }) => {
    if (type === 'AWS::IAM::Policy') return [properties.PolicyDocument as PolicyDocument];
    if (type !== 'AWS::IAM::Role') return [];
    return (properties.Policies as { PolicyDocument?: PolicyDocument }[]).flatMap(
      ({ PolicyDocument: inline }) => inline ?? [],
    );
  });
}

/** The actions that the template's roles allow. */
export function listAllowedActions(template: ProviderTemplate): readonly string[] {
  return listDocuments(template).flatMap(({ Statement: statements }) => statements.flatMap(({ Action }) => Action));
}

function synthesize(): string {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'provider');
  const provider = new RecordingConfigurationProvider(stack, 'Provider');
  provider.grantBucketInspectionByArns(['arn:aws:s3:::*']);
  provider.grantChannelUpdates();
  new CfnOutput(stack, 'ServiceToken', { value: provider.serviceToken, exportName: SERVICE_TOKEN_EXPORT });
  const { Resources, Outputs } = Template.fromStack(stack).toJSON() as ProviderTemplate & { Outputs: unknown };
  return JSON.stringify({ Resources, Outputs });
}
