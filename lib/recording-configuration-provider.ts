import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { formatMessage } from '../schema/messages';
import { PROVIDER_ENVIRONMENT } from '../schema/provider-environment';
import { renderDefaultTags } from './private/default-tags';
import { loadHandlerCode } from './private/handler-asset';
import {
  createBucketPermission,
  createChannelPermission,
  createNetworkPermission,
  createOwnBucketsPermissions,
  createProviderPermissions,
} from './private/provider-permissions';
import { acknowledgeTracing, acknowledgeWildcards } from './private/nag-acknowledgements';
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
   * How long the logs of the function are kept. They are deleted with the provider. Not together with `logGroup`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * The log group of the function, for example one that is encrypted with a customer managed key. It must exist before
   * the first request, and until after the last one.
   *
   * @default - a log group that is deleted with the provider
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The role of the function. The provider adds its permissions to it as an inline policy. With
   * `role.withoutPolicyUpdates()` it adds nothing: the role must then have all permissions of docs/permissions.md.
   * Lambda must be allowed to assume it.
   *
   * @default - a role that is deleted with the provider
   */
  readonly role?: iam.IRole;

  /**
   * The permissions boundary of the role that the provider creates. It must allow the permissions of
   * docs/permissions.md. Not together with `role`.
   *
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * The VPC of the function. Its subnets need a route to the endpoints of IVS, which has no interface endpoint for its
   * API, and to those of CloudFormation and Amazon S3. Without a route, requests time out.
   *
   * @default - the function is in no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the function. Only with `vpc`.
   *
   * @default - the private subnets of the VPC
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function. It needs outbound HTTPS and no inbound traffic. Only with `vpc`.
   *
   * @default - a security group that allows all outbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of the function. The role may decrypt with it.
   *
   * @default - a key that Lambda manages
   */
  readonly environmentEncryption?: kms.IKey;

  /**
   * The queue that receives the requests that Lambda gave up on. Such a request was not answered, or could not be
   * delivered to the function. It contains the URL for the response, with which anyone can answer the request for two
   * hours, so restrict access to the queue.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   *
   * @default - requests that Lambda gave up on are dropped
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * The destination of records of the requests that Lambda gave up on, with the error. They contain the requests, as in
   * `deadLetterQueue`.
   *
   * @default - no destination
   */
  readonly onFailure?: lambda.IDestination;

  /**
   * Whether the function sends traces to AWS X-Ray.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: lambda.Tracing;

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

  private readonly role: iam.IRole;
  /** The construct that has the policy document. */
  private readonly policyOwner: Construct;
  private readonly policy: iam.PolicyDocument;
  private bucketPermission?: iam.PolicyStatement;

  /**
   * Creates a provider.
   *
   * @param scope - the parent construct
   * @param id - the construct id
   * @param props - the properties of the function
   * @throws if the default tags are not valid IVS tags, or if two props exclude each other
   */
  public constructor(scope: Construct, id: string, props: RecordingConfigurationProviderProps = {}) {
    super(scope, id);

    checkConflict(this, props, 'role', 'permissionsBoundary');
    checkConflict(this, props, 'logGroup', 'logRetention');
    const defaultTags = renderDefaultTags(this, props.defaultTags ?? {});
    const logGroup =
      props.logGroup ??
      new logs.LogGroup(this, 'LogGroup', {
        retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      });

    const statements = createProviderPermissions(Stack.of(this), logGroup);
    if (props.vpc !== undefined) statements.push(createNetworkPermission());
    this.policy = new iam.PolicyDocument({ statements });
    if (props.role === undefined) {
      // The policy is inline in the role. It therefore exists before the first request and until after the last one,
      // because the function depends on the role and the custom resource depends on the function.
      const role = new iam.Role(this, 'Role', {
        description: 'Manages the IVS recording configurations of CloudFormation stacks',
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        inlinePolicies: { RecordingConfigurations: this.policy },
        permissionsBoundary: props.permissionsBoundary,
      });
      this.role = role;
      this.policyOwner = role;
    } else {
      this.role = props.role;
      this.policyOwner = attachPolicy(this, 'Policy', this.role, { document: this.policy }) ?? this;
    }
    acknowledgeWildcards(this.policyOwner, Stack.of(this), statements);
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
      environmentEncryption: props.environmentEncryption,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.securityGroups,
      deadLetterQueue: props.deadLetterQueue,
      onFailure: props.onFailure,
      tracing: props.tracing,
    });
    props.environmentEncryption?.grantDecrypt(this.role);
    // The CDK allows the role to send to the queue, and not to use its key.
    props.deadLetterQueue?.encryptionMasterKey?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    if (props.tracing !== undefined) acknowledgeTracing(this.role);
    if (this.policyOwner instanceof iam.Policy) this.handler.node.addDependency(this.policyOwner);
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
    acknowledgeWildcards(this.policyOwner, Stack.of(this), statements);
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
    acknowledgeWildcards(this.policyOwner, Stack.of(this), [statement]);
  }

  /**
   * Returns the metric of the requests that Lambda gave up on, after three failed executions or six hours. The sum of
   * five minutes, unless specified otherwise. The stack of such a request waits until its `ServiceTimeout`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   *
   * @param options - the options of the metric
   */
  public metricDroppedRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.handler.metric('AsyncEventsDropped', { statistic: cloudwatch.Stats.SUM, ...options });
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
    const policy = attachPolicy(construct, id, this.role, { policyName, statements: [statement] });
    if (policy === undefined) return;
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

/** Attaches a policy to a role. Returns undefined, and creates no policy, if the role may not be changed. */
function attachPolicy(scope: Construct, id: string, role: iam.IRole, props: iam.PolicyProps): iam.Policy | undefined {
  const policy = new RolePolicy(scope, id, props);
  role.attachInlinePolicy(policy);
  if (policy.hasRole) return policy;
  scope.node.tryRemoveChild(id);
  return undefined;
}

/** A policy that shows whether a role accepted it. */
class RolePolicy extends iam.Policy {
  public hasRole = false;

  public override attachToRole(role: iam.IRole): void {
    this.hasRole = true;
    super.attachToRole(role);
  }
}

/** Throws if both props are set, because one of them would be ignored. */
function checkConflict(
  construct: Construct,
  props: RecordingConfigurationProviderProps,
  name: keyof RecordingConfigurationProviderProps,
  other: keyof RecordingConfigurationProviderProps,
): void {
  if (props[name] === undefined || props[other] === undefined) return;
  throw new Error(`[${construct.node.path}] ${formatMessage('ConflictingProps', { name, other })}`);
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
