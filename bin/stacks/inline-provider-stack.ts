import {
  CfnCondition,
  CfnOutput,
  CfnParameter,
  DefaultStackSynthesizer,
  Fn,
  type ICfnConditionExpression,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { PROVIDER_ENVIRONMENT } from '../../schema/provider-environment';
import { RecordingConfigurationProvider } from '../../lib';
import {
  createBucketPermission,
  createChannelPermission,
  createOwnBucketsPermissions,
} from '../../lib/private/provider-permissions';
import { acknowledgeWildcards } from '../../lib/private/nag-acknowledgements';
import { SERVICE_TOKEN_EXPORT } from './provider-stack';
import { addRegulatedParameters } from './regulated-parameters';

export interface InlineProviderStackProps extends StackProps {
  /** The code of the function, as contained in the template. */
  readonly inlineCode: string;
}

/**
 * The provider template. It needs no asset bucket and no bootstrap, because it contains the code. Parameters replace
 * the props of the construct.
 */
export class InlineProviderStack extends Stack {
  public constructor(scope: Construct, id: string, { inlineCode, ...props }: InlineProviderStackProps) {
    super(scope, id, {
      description: 'The provider of Custom::IVSRecordingConfiguration, with inline code',
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
      ...props,
    });

    const logRetention = new CfnParameter(this, 'LogRetentionInDays', {
      type: 'Number',
      default: String(RetentionDays.ONE_MONTH),
      allowedValues: Object.values(RetentionDays)
        .filter((days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE)
        .map(String),
      description: 'Log retention of the function in days. The log group is deleted with the stack.',
    });
    const defaultTags = new CfnParameter(this, 'DefaultTags', {
      default: '',
      allowedPattern: '^$|^\\{.*\\}$',
      constraintDescription: 'must be a JSON object, or empty',
      description:
        'Default tags for every recording configuration, as a JSON object. Tags of a configuration override them.',
    });
    const bucketArns = new CfnParameter(this, 'BucketArns', {
      type: 'CommaDelimitedList',
      default: '',
      // Every value of the list must match.
      allowedPattern: '^$|^arn:aws[a-z-]*:s3:::.+$',
      constraintDescription: 'must be a comma-separated list of bucket ARNs, such as arn:aws:s3:::recordings-*',
      description:
        'ARNs of the buckets for recordings, such as arn:aws:s3:::recordings-*. IVS and the function check the bucket ' +
        'with these read-only permissions. Default: every bucket of the account.',
    });
    const channelUpdates = new CfnParameter(this, 'AllowChannelUpdates', {
      default: 'false',
      allowedValues: ['false', 'true'],
      description:
        'Whether the function may move channels to another configuration and detach them. OnInUse: RELEASE requires it.',
    });

    const adoption = new CfnParameter(this, 'AllowAdoption', {
      default: 'true',
      allowedValues: ['false', 'true'],
      description: 'Whether templates can adopt existing configurations with AdoptArn.',
    });

    const provider = new RecordingConfigurationProvider(this, 'Provider');
    const findResource = (child: string): unknown => provider.node.findChild(child).node.defaultChild;
    const logGroup = findResource('LogGroup') as CfnLogGroup;
    logGroup.retentionInDays = logRetention.valueAsNumber;
    const fn = findResource('Function') as CfnFunction;
    fn.code = { zipFile: inlineCode };
    // The reference to the role already implies the dependency.
    fn.addDeletionOverride('DependsOn');
    fn.environment = {
      variables: {
        [PROVIDER_ENVIRONMENT.defaultTags]: defaultTags.valueAsString,
        [PROVIDER_ENVIRONMENT.allowAdoption]: adoption.valueAsString,
      },
    };

    const role = findResource('Role') as iam.CfnRole;
    const createsRole = addRegulatedParameters(this, { role, logGroup, fn });
    const addPolicyIf = (
      policyName: string,
      conditionId: string,
      expression: ICfnConditionExpression,
      ...statements: iam.PolicyStatement[]
    ): void => {
      const policyDocument = new iam.PolicyDocument({ statements });
      const policy = new iam.CfnPolicy(this, policyName, { policyName, policyDocument, roles: [role.ref] });
      policy.cfnOptions.condition = new CfnCondition(this, conditionId, {
        expression: Fn.conditionAnd(createsRole, expression),
      });
      acknowledgeWildcards(policy, this, statements);
    };
    const hasNoBuckets = Fn.conditionEquals(Fn.join('', bucketArns.valueAsList), '');
    addPolicyIf(
      'CheckBuckets',
      'HasBuckets',
      Fn.conditionNot(hasNoBuckets),
      createBucketPermission(bucketArns.valueAsList),
    );
    addPolicyIf('CheckOwnBuckets', 'HasNoBuckets', hasNoBuckets, ...createOwnBucketsPermissions(this));
    addPolicyIf(
      'ReleaseChannels',
      'ReleasesChannels',
      Fn.conditionEquals(channelUpdates.valueAsString, 'true'),
      createChannelPermission(this),
    );

    new CfnOutput(this, 'ServiceToken', {
      description: 'The ServiceToken of Custom::IVSRecordingConfiguration',
      exportName: SERVICE_TOKEN_EXPORT,
      value: provider.serviceToken,
    });
  }
}
