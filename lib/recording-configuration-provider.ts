import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { formatMessage } from '../schema/messages';
import { PROVIDER_ENVIRONMENT } from '../schema/provider-environment';
import { renderDefaultTags } from './private/default-tags';
import { loadHandlerCode } from './private/handler-asset';
import {
  createBucketPermission,
  createChannelPermission,
  createOwnBucketsPermissions,
  createProviderPermissions,
} from './private/provider-permissions';
import { acknowledgeWildcards } from './private/nag-acknowledgements';
import { isUnknown } from './private/validation';

/** IAM limit: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
const MAX_POLICY_NAME = 128;

/**
 * Part of the logical ids of deployed stacks. Another id would change the service token, which CloudFormation does not
 * allow.
 */
const SINGLETON_ID = 'IvsRecordingConfigurationProvider';

const FUNCTION_ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]+(?::([a-zA-Z0-9_-]+))?$/;

/** Properties of the function that manages recording configurations. */
export interface RecordingConfigurationProviderProps {
  /**
   * Default tags for every configuration of this provider. Tags of a configuration override them. A change takes effect
   * at the next update of each configuration. At most 46 tags and 4000 bytes as JSON.
   *
   * @default - no tags
   */
  readonly defaultTags?: Record<string, string>;

  /**
   * Whether templates can adopt existing configurations with `AdoptArn`. If `true`, anyone who can deploy a template
   * that uses this provider can adopt any configuration of the account and Region that no other stack owns, with the
   * permissions of the function. If `false`, such a creation fails without any change. Configurations adopted earlier
   * remain managed.
   *
   * @default true
   */
  readonly allowAdoption?: boolean;

  /**
   * How long the logs of the function are kept. They are deleted with the provider.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The memory of the function in MiB. It also determines the CPU share.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The processor architecture of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * The maximum number of requests that the function handles at the same time, and the concurrency of the account that
   * is reserved for it. A request occupies one execution until IVS has finished. Requests above the limit wait, and
   * CloudFormation times out after 20 minutes.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default - no reserved concurrency; the limit of the account applies
   */
  readonly reservedConcurrentExecutions?: number;
}

/** A provider of recording configurations, defined in this stack or another one. */
export interface IRecordingConfigurationProvider {
  /**
   * The ARN of the function that receives the custom resource requests. Use it as the `ServiceToken` in a template.
   *
   * @see
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceToken: string;
}

/**
 * The function that manages recording configurations, with its role and log group. One provider per stack is enough,
 * and stacks of the same account and Region can share one.
 */
export class RecordingConfigurationProvider
  extends Construct
  implements IRecordingConfigurationProvider, iam.IGrantable
{
  /**
   * Returns the provider of the stack. Creates it at the first call.
   *
   * @param scope - any construct of the stack
   * @throws if the stack has another construct with the provider's id
   */
  public static getOrCreate(scope: Construct): RecordingConfigurationProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(SINGLETON_ID);
    if (existing === undefined) return new RecordingConfigurationProvider(stack, SINGLETON_ID);
    if (existing instanceof RecordingConfigurationProvider) return existing;
    const message = formatMessage('ConstructIdTaken', { type: existing.constructor.name });
    throw new Error(`[${existing.node.path}] ${message}`);
  }

  /**
   * Imports a provider of another stack in the same account and Region.
   *
   * The permissions of its function are not changed. Where it is defined, call `grantBucketInspection` for each bucket,
   * because IVS creates no configuration without it, and `grantChannelUpdates` for configurations with
   * `OnInUse.RELEASE`.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param serviceToken - the ARN of the provider function
   * @throws if the value is not the ARN of a function, or if it is the ARN of a function version. Tokens are not
   * checked.
   */
  public static fromServiceToken(scope: Construct, id: string, serviceToken: string): IRecordingConfigurationProvider {
    return new ImportedRecordingConfigurationProvider(scope, id, serviceToken);
  }

  /** The ARN of the function. Use it as the `ServiceToken` in a template. */
  public readonly serviceToken: string;

  /** The function, for example to create alarms. */
  public readonly handler: lambda.IFunction;

  /** The role of the function. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly role: iam.Role;
  private readonly policy: iam.PolicyDocument;
  private bucketPermission?: iam.PolicyStatement;

  /**
   * Creates a provider.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param props - the properties of the function
   * @throws if the default tags are not valid IVS tags
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProviderProps = {}) {
    super(scope, id);

    const defaultTags = renderDefaultTags(this, props.defaultTags ?? {});
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // The policy is inline in the role. It therefore exists before the first request and until after the last one,
    // because the function depends on the role and the custom resource depends on the function.
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
      // The maximum of Lambda, because the function waits for IVS.
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
   * Grants the function permission to read whether a bucket exists, its Region and its encryption. IVS checks the
   * bucket with these permissions when the function creates a configuration, and the function checks it before that. A
   * `RecordingConfiguration` that uses this provider grants the permission for its bucket automatically. Call it for
   * templates that are not written with the CDK; without it, IVS rejects the creation.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html
   *
   * @param bucket - the bucket of a recording configuration
   */
  public grantBucketInspection(bucket: IBucket): void {
    this.grantBucketInspectionByArns([bucket.bucketArn]);
  }

  /**
   * Grants the permissions of `grantBucketInspection` for buckets that are not constructs, such as those of templates.
   *
   * @param bucketArns - ARNs of buckets; `*` matches any characters: `arn:aws:s3:::recordings-*`
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
   * Grants the permissions of `grantBucketInspection` for every bucket of the account. Use it if the bucket names are
   * unknown. The permissions are read-only.
   */
  public grantBucketInspectionForAccount(): void {
    const statements = createOwnBucketsPermissions(Stack.of(this));
    this.policy.addStatements(...statements);
    acknowledgeWildcards(this.role, Stack.of(this), statements);
  }

  /**
   * Grants the function permission to move channels of the account and Region to another configuration, and to detach
   * them. `OnInUse.RELEASE` requires it. A `RecordingConfiguration` with `OnInUse.RELEASE` that uses this provider
   * grants it automatically. Call it for templates with `OnInUse: RELEASE` that are not written with the CDK. Further
   * calls have no effect.
   *
   * @see https://docs.aws.amazon.com/ivs/latest/LowLatencyAPIReference/API_UpdateChannel.html
   */
  public grantChannelUpdates(): void {
    const statement = createChannelPermission(Stack.of(this));
    // A policy document ignores a statement that it already contains.
    this.policy.addStatements(statement);
    acknowledgeWildcards(this.role, Stack.of(this), [statement]);
  }

  /**
   * Grants the permissions of `grantBucketInspection` to a construct of another stack. The policy is part of that
   * stack, because otherwise the two stacks would depend on each other.
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
   * Grants the permissions of `grantChannelUpdates` for one construct of any stack, as long as the construct exists.
   * Deleting its resource requires the permission. In the role itself it would be removed too early, because
   * CloudFormation updates the role before it deletes removed resources.
   *
   * @internal
   */
  public _grantChannelUpdatesFrom(construct: Construct): void {
    this.addPolicyTo(construct, 'ChannelRelease', createChannelPermission(Stack.of(construct)));
  }

  /** Adds a policy to the role that exists from before the construct's resource until after it. */
  private addPolicyTo(construct: Construct, id: string, statement: iam.PolicyStatement): void {
    // The role contains the policies of all stacks by name. The default name is the logical id, which may be equal in
    // several stacks: they would then overwrite and delete each other's policies.
    const policyName = Names.uniqueResourceName(construct, { maxLength: MAX_POLICY_NAME - id.length }) + id;
    const policy = new iam.Policy(construct, id, { policyName, statements: [statement], roles: [this.role] });
    acknowledgeWildcards(policy, Stack.of(construct), [statement]);
    construct.node.defaultChild?.node.addDependency(policy);
  }
}

/** A provider of another stack, identified by its service token. */
class ImportedRecordingConfigurationProvider extends Construct implements IRecordingConfigurationProvider {
  public constructor(
    scope: Construct,
    id: string,
    public readonly serviceToken: string,
  ) {
    super(scope, id);
    if (!isUnknown(serviceToken)) checkServiceToken(this.node.path, serviceToken);
  }
}

function checkServiceToken(path: string, serviceToken: string): void {
  const [arn, qualifier] = FUNCTION_ARN.exec(serviceToken) ?? [];
  if (arn === undefined) {
    throw new Error(`[${path}] ${formatMessage('InvalidServiceToken', { value: JSON.stringify(serviceToken) })}`);
  }
  if (qualifier !== undefined && /^[0-9]+$/.test(qualifier)) {
    const values = { value: JSON.stringify(serviceToken), version: qualifier };
    throw new Error(`[${path}] ${formatMessage('VersionedServiceToken', values)}`);
  }
}
