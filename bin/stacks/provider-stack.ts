import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RecordingConfigurationProvider } from '../../lib';

/** The export name by which templates of the same account and Region import the service token. */
export const SERVICE_TOKEN_EXPORT = 'IvsRecordingConfigurationServiceToken';

/** A stack with only a provider, for stacks that are not written with the CDK. */
export class ProviderStack extends Stack {
  public constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'The provider of Custom::IVSRecordingConfiguration', ...props });

    const provider = new RecordingConfigurationProvider(this, 'Provider');
    provider.grantBucketInspectionForAccount();
    new CfnOutput(this, 'ServiceToken', {
      description: 'The ServiceToken of Custom::IVSRecordingConfiguration',
      exportName: SERVICE_TOKEN_EXPORT,
      value: provider.serviceToken,
    });
  }
}
