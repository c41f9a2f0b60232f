import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PROVIDER_ENVIRONMENT } from '../schema/provider-environment';
import { renderDefaultTags } from './private/default-tags';
import { loadHandlerCode } from './private/handler-asset';
import { ImportedRecordingConfigurationProvider } from './imported-recording-configuration-provider';
import {
  createBucketPermission,
  createChannelPermission,
  createOwnBucketsPermissions,
  createProviderPermissions,
} from './private/provider-permissions';
import type { RecordingConfigurationProviderProps } from './recording-configuration-provider-props';
import type { IRecordingConfigurationProvider } from './recording-configuration-provider-ref';
import { acknowledgeWildcards } from './private/nag-acknowledgements';

/** What IAM allows: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
const MAX_POLICY_NAME = 128;

/** Part of the logical ids of deployed stacks: another id would be another service token, which CloudFormation refuses. */
const SINGLETON_ID = 'IvsRecordingConfigurationProvider';

/**
 * The function that manages recording configurations, with its role and its logs. A stack needs one at most, and stacks
 * of one account and Region may share one.
 */
export class RecordingConfigurationProvider
  extends Construct
  implements IRecordingConfigurationProvider, iam.IGrantable
{
  /**
   * The provider of the stack, created when it is first asked for.
   *
   * @param scope - a construct of the stack
   * @throws if another construct of the stack has taken the provider's id
   */
  public static getOrCreate(scope: Construct): RecordingConfigurationProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(SINGLETON_ID);
    if (existing === undefined) return new RecordingConfigurationProvider(stack, SINGLETON_ID);
    if (existing instanceof RecordingConfigurationProvider) return existing;
    throw new Error(
      `[${existing.node.path}] is a ${existing.constructor.name}: expected no construct of this id but the provider of ` +
        "the stack's recording configurations. Give it another id, or give the recording configurations a provider.",
    );
  }

  /**
   * A provider that another stack owns, in the same account and Region.
   *
   * Its permissions are not touched. Where it is defined, call `grantBucketInspection` for each bucket, without which IVS creates
   * no configuration, and for configurations with `OnInUse.RELEASE` call `grantChannelUpdates`.
   *
   * @param scope - the construct that will hold it
   * @param id - its id there
   * @param serviceToken - the ARN of the provider's function
   * @throws if it is not the ARN of a function, or that of one version of it; a token passes
   */
  public static fromServiceToken(scope: Construct, id: string, serviceToken: string): IRecordingConfigurationProvider {
    return new ImportedRecordingConfigurationProvider(scope, id, serviceToken);
  }

  /** The ARN of the function, for the `ServiceToken` of a hand-written template. */
  public readonly serviceToken: string;

  /** The function, for alarms and the like. */
  public readonly handler: lambda.IFunction;

  /** The function's role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly role: iam.Role;
  private readonly policy: iam.PolicyDocument;
  private bucketPermission?: iam.PolicyStatement;

  /**
   * @param scope - the construct that will hold it
   * @param id - its id there
   * @param props - how the function is set up
   * @throws if the default tags are not tags that IVS takes
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProviderProps = {}) {
    super(scope, id);

    const defaultTags = renderDefaultTags(this, props.defaultTags ?? {});
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // The policy is part of the role, not a resource beside it: the function needs the role, and the custom resource
    // needs the function, so the permissions are there before the first event and until after the last.
    const statements = createProviderPermissions(Stack.of(this), logGroup);
    this.policy = new iam.PolicyDocument({ statements });
    this.role = new iam.Role(this, 'Role', {
      description: 'Manages the IVS recording configurations of CloudFormation stacks',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { RecordingConfigurations: this.policy },
    });
    acknowledgeWildcards(this.role, Stack.of(this), statements);
    this.grantPrincipal = this.role;

    this.handler = new lambda.Function(this, 'Function', {
      description: 'Manages the IVS recording configurations of CloudFormation stacks',
      code: loadHandlerCode(),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: props.architecture ?? lambda.Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      // The longest that Lambda allows: the function itself waits for IVS.
      timeout: Duration.minutes(15),
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      environment: {
        ...(defaultTags !== undefined && { [PROVIDER_ENVIRONMENT.defaultTags]: defaultTags }),
        ...(props.allowAdoption === false && { [PROVIDER_ENVIRONMENT.allowAdoption]: 'false' }),
      },
    });
    this.serviceToken = this.handler.functionArn;
  }

  /**
   * Lets the function read whether a bucket exists, in which Region, and how it is encrypted. IVS checks the bucket with
   * these permissions when the function creates a configuration, and the function checks it before that. Each
   * `RecordingConfiguration` that is given this provider is allowed its bucket; hand-written templates need this call.
   * Without it IVS denies the creation.
   *
   * @param bucket - the bucket that a recording configuration writes to
   */
  public grantBucketInspection(bucket: IBucket): void {
    this.grantBucketInspectionByArns([bucket.bucketArn]);
  }

  /**
   * As `grantBucketInspection`, for buckets that are no constructs, such as those of hand-written templates.
   *
   * @param bucketArns - ARNs of buckets, in which `*` stands for any characters: `arn:aws:s3:::recordings-*`
   */
  public grantBucketInspectionByArns(bucketArns: string[]): void {
    if (this.bucketPermission === undefined) {
      this.bucketPermission = createBucketPermission(bucketArns);
      this.policy.addStatements(this.bucketPermission);
    } else {
      this.bucketPermission.addResources(...bucketArns);
    }
  }

  /**
   * As `grantBucketInspection`, for every bucket of the account, where their names are not known. The permissions are read-only.
   */
  public grantBucketInspectionForAccount(): void {
    const statements = createOwnBucketsPermissions(Stack.of(this));
    this.policy.addStatements(...statements);
    acknowledgeWildcards(this.role, Stack.of(this), statements);
  }

  /**
   * Lets the function point the channels of the account and Region to another configuration, and switch their recording
   * off, which `OnInUse.RELEASE` needs. Each `RecordingConfiguration` with `OnInUse.RELEASE` that is given this provider
   * sees to it itself; hand-written templates with `OnInUse: RELEASE` need it called. A second call changes nothing.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_UpdateChannel.html
   */
  public grantChannelUpdates(): void {
    const statement = createChannelPermission(Stack.of(this));
    // A policy document drops a statement that it has already.
    this.policy.addStatements(statement);
    acknowledgeWildcards(this.role, Stack.of(this), [statement]);
  }

  /**
   * What `grantBucketInspection` does, for a construct of another stack: a policy of that stack, since one of this stack would
   * make the two depend on each other.
   *
   * @internal
   */
  public _grantBucketInspectionTo(construct: Construct, bucket: IBucket): void {
    if (Stack.of(construct) === Stack.of(this)) {
      this.grantBucketInspection(bucket);
    } else {
      this.addPolicyTo(construct, 'BucketCheck', createBucketPermission([bucket.bucketArn]));
    }
  }

  /**
   * What `grantChannelUpdates` does, for one construct and as long as it is there, whichever stack it belongs to. The
   * deletion of the construct's resource needs the permission. As a part of the role it would be gone by then, because
   * CloudFormation updates the role before it deletes what has left the template.
   *
   * @internal
   */
  public _grantChannelUpdatesFrom(construct: Construct): void {
    this.addPolicyTo(construct, 'ChannelRelease', createChannelPermission(Stack.of(construct)));
  }

  /** Adds a policy to the role that is there before the construct's resource and until after it. */
  private addPolicyTo(construct: Construct, id: string, statement: iam.PolicyStatement): void {
    // The role has the policies of all stacks under their names, and by default a policy is named by its logical id, which
    // the same construct has in each stack: the second would overwrite the first, and the first to go would take it along.
    const policyName = Names.uniqueResourceName(construct, { maxLength: MAX_POLICY_NAME - id.length }) + id;
    const policy = new iam.Policy(construct, id, { policyName, statements: [statement], roles: [this.role] });
    acknowledgeWildcards(policy, Stack.of(construct), [statement]);
    construct.node.defaultChild?.node.addDependency(policy);
  }
}
