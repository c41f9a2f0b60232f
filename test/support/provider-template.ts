import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RecordingConfigurationProvider } from '../../lib';

/** A template as far as tests change it. */
export interface ProviderTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  readonly Outputs: Record<string, unknown>;
}

export const SERVICE_TOKEN_EXPORT = 'RecordingServiceToken';
/** The key under which the template looks for the function's code. */
export const CODE_KEY = 'handler.zip';

let synthesised: string | undefined;

/**
 * The template of a provider with all that it can be allowed, for any bucket, as the construct synthesises it; it exports
 * its service token.
 *
 * @param variables - environment variables of the function
 * @param withoutAction - is taken out of the role's policy
 */
export function createProviderTemplate(
  variables: Readonly<Record<string, string>> = {},
  withoutAction?: string,
): ProviderTemplate {
  synthesised ??= synthesise();
  const template = JSON.parse(synthesised) as ProviderTemplate;
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    if (type === 'AWS::IAM::Role' && withoutAction !== undefined)
      takeOut(properties.Policies as Policy[], withoutAction);
    if (type !== 'AWS::Lambda::Function') continue;
    properties.Code = { S3Bucket: 'assets', S3Key: CODE_KEY };
    properties.Environment = { Variables: variables };
  }
  return template;
}

interface Policy {
  readonly PolicyDocument: { Statement: { Action: string | string[] }[] };
}

function takeOut(policies: readonly Policy[], action: string): void {
  for (const { PolicyDocument: document } of policies) {
    for (const statement of document.Statement) {
      statement.Action = [statement.Action].flat().filter((other) => other !== action);
    }
    document.Statement = document.Statement.filter(({ Action: left }) => left.length > 0);
  }
}

function synthesise(): string {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'provider');
  const provider = new RecordingConfigurationProvider(stack, 'Provider');
  provider.allowBucketChecks(['arn:aws:s3:::*']);
  provider.allowChannelRelease();
  new CfnOutput(stack, 'ServiceToken', { value: provider.serviceToken, exportName: SERVICE_TOKEN_EXPORT });
  const { Resources, Outputs } = Template.fromStack(stack).toJSON() as ProviderTemplate;
  return JSON.stringify({ Resources, Outputs });
}
