/**
 * Every error that people read: of the function in the stack's events, and of the construct at synthesis. A code, the text
 * and the remedy. The code is a heading of docs/troubleshooting.md, where message-causes.ts explains it.
 */
export const MESSAGES = {
  InvalidProperties: {
    text: '{problems}',
    remedy: 'Fix the template and deploy again.',
  },
  InvalidDefaultTags: {
    text: '{problems}',
    remedy: 'Fix the environment variable {variable} on the provider function.',
  },
  TooManyTags: {
    text: "{count} tags including the provider's default tags; the limit is {limit}.",
    remedy: 'Remove some from the template or from the provider.',
  },

  BucketNotFound: {
    text: 'Bucket {bucket} does not exist.',
    remedy: 'Create it first, or use another bucket.',
  },
  BucketInWrongRegion: {
    text: 'Bucket {bucket} is in {actual}; it must be in {region}, the Region of the recording configuration.',
    remedy: 'Use a bucket in {region}.',
  },
  BucketInWrongAccount: {
    text: 'Bucket {bucket} belongs to a different account; it must be owned by {account}.',
    remedy: 'Use a bucket of account {account}.',
  },
  BucketIsAccessPointAlias: {
    text: '{bucket} is the alias of an access point. IVS accepts an alias, but records nothing.',
    remedy: 'Use the name of the bucket.',
  },
  BucketAccessDenied: {
    text: 'Bucket {bucket} belongs to a different account than {account}, or the function may not inspect it (s3:ListBucket).',
    remedy: 'Check the name, the owner and the policy of the bucket.',
  },
  BucketEncryptionNotSupported: {
    text: 'Bucket {bucket} uses {algorithm} default encryption. IVS cannot write to SSE-KMS buckets, and recordings would fail silently.',
    remedy: "Change the bucket's default encryption to SSE-S3, or use another bucket.",
  },
  BucketNotInspected: {
    text: 'The function could not inspect bucket {bucket}.',
    remedy: 'Check that it exists in {region} and in this account, then retry.',
  },
  BucketPolicySuspected: {
    text: 'Bucket {bucket} exists in {region} and in this account.',
    remedy: 'Check that its policy does not deny the service-linked role AWSServiceRoleForIVSRecordToS3, then retry.',
  },

  CreateFailed: {
    text: 'IVS could not create the recording configuration and gives no reason (state CREATE_FAILED{attempts}). It was deleted.',
    remedy: '{cause}',
  },
  CreateTimeout: {
    text: '{configuration} did not become ACTIVE within {seconds} s (usually about 20 s).',
    remedy: '{advice}, or retry; if it persists, check AWS Health for Amazon IVS.',
  },
  DeletedDuringCreate: {
    text: 'The recording configuration was deleted {times} times while it was being created.',
    remedy: 'Find the caller in CloudTrail (DeleteRecordingConfiguration), then retry.',
  },
  DuplicatesNotResolved: {
    text: 'Several deliveries of this event each created a configuration, and there was no time to find out which one CloudFormation recorded.',
    remedy: 'Increase ServiceTimeout and retry.',
  },
  RequestSuperseded: {
    text: 'CloudFormation canceled or superseded this {kind}. Everything it created was deleted.',
    remedy: 'If this is the reason of a failed deployment, deploy again.',
  },

  AdoptionNotAllowed: {
    text: 'AdoptArn is {arn}, and the provider does not allow adoption.',
    remedy:
      'Remove AdoptArn to create a new configuration, or deploy the provider with allowAdoption (AllowAdoption of its template) set to true.',
  },
  AdoptArnInWrongEnvironment: {
    text: 'AdoptArn {arn} must be in this account and Region ({account}, {region}).',
    remedy: 'Adopt it in a stack of its own account and Region, or remove AdoptArn.',
  },
  AdoptArnNotFound: {
    text: 'AdoptArn {arn} does not exist.',
    remedy: 'Run "aws ivs list-recording-configurations" to see the ARNs, or remove AdoptArn.',
  },
  AdoptArnStillCreating: {
    text: 'AdoptArn {arn} was still CREATING after {seconds} s.',
    remedy: 'Retry when it is ACTIVE. {advice} if that takes longer.',
  },
  AdoptArnNotActive: {
    text: 'AdoptArn {arn} is {state} and cannot be adopted.',
    remedy: 'Delete it and remove AdoptArn.',
  },
  AdoptArnOwnedByOther: {
    text: 'AdoptArn {arn} belongs to {logicalId} of stack {stackId}.',
    remedy: 'Remove it from that template with DeletionPolicy: Retain, then retry.',
  },
  AdoptArnSettingsDiffer: {
    text: 'AdoptArn {arn} has different settings from the template, and IVS cannot change them: {differences}.',
    remedy: 'Match them ("npx cdk-ivs-recording-configuration import" generates the code), or remove AdoptArn.',
  },
  AdoptArnTooManyTags: {
    text: 'AdoptArn {arn} would have {count} tags including those of the template and its owner; the limit is {limit}.',
    remedy: 'Remove some from it or from the template.',
  },

  ConfigurationInUse: {
    text: '{arn} is used by {count}, and IVS does not delete a configuration in use. {channels}',
    remedy:
      'Detach the channels (aws ivs update-channel --arn <channel> --recording-configuration-arn ""), or set OnInUse: RELEASE, then retry.',
  },
  ChannelsLive: {
    text: '{count} using {arn} cannot be changed while live{others}: {channels}.',
    remedy: 'Wait for the streams to end or stop them (aws ivs stop-stream --channel-arn <channel>), then retry.',
  },
  ReplacementUnknown: {
    text: '{arn} is in use, and CloudFormation did not show whether there is a replacement to move its channels to.',
    remedy: "Allow the function's role cloudformation:DescribeStackResource or redeploy the provider, then retry.",
  },
  ChannelMoveTimeout: {
    text: 'Checking and moving the channels that use {arn} took more than {seconds} s. IVS allows 5 calls a second.',
    remedy: '{advice}, then retry.',
  },

  OwnedByOtherResource: {
    text: 'The owner tags of {arn} name another stack or resource.',
    remedy: 'Remove the resource from one of the two templates with DeletionPolicy: Retain.',
  },
  OwnerUnknown: {
    text: 'The owner tags of {arn} name {owners}, and CloudFormation does not show which resource has it now. Nothing was changed.',
    remedy: 'Retry when no operation of these stacks is in progress.',
  },
  OwnerTagMissing: {
    text: '{arn} lacks an owner tag, and CloudFormation does not show that it belongs to this resource. It was not deleted.',
    remedy: 'Delete it with "aws ivs delete-recording-configuration" if nothing else uses it.',
  },
  OriginUnknown: {
    text: '{arns} may have been retained earlier, and CloudFormation does not show the events that would rule that out. Nothing was deleted.',
    remedy:
      "Allow the function's role cloudformation:DescribeStackEvents and cloudformation:DescribeStacks, then retry.",
  },
  StaleDelete: {
    text: 'CloudFormation does not show that resource {id} is being deleted. Nothing was deleted.',
    remedy: 'If the deletion is still wanted, delete again.',
  },
  DeleteTimeout: {
    text: '{configuration} was not deleted within {seconds} s.',
    remedy: '{advice}, or retry.',
  },

  InvalidRequest: {
    text: '{failure}',
    remedy: 'Fix the value that the message names, then retry.',
  },
  BucketRejected: {
    text: '{failure} Outside us-east-1 IVS rejects a bucket of another Region in this way.',
    remedy: 'Use a bucket in {region}, owned by this account.',
  },
  ServiceLimitExceeded: {
    text: '{failure}',
    remedy:
      'Delete configurations that no channel uses, or request a quota increase in Service Quotas (Amazon Interactive Video Service).',
  },
  PendingVerification: {
    text: '{failure} AWS has not verified this account for IVS.',
    remedy: 'Contact AWS Support to have it verified, then retry.',
  },
  NotFound: {
    text: '{failure} It no longer exists; it was deleted outside the stack.',
    remedy: 'Retry.',
  },
  ResourceConflict: {
    text: '{failure} Another operation is in progress on the same resource.',
    remedy: 'Retry when it has finished.',
  },
  Throttling: {
    text: '{failure} The calls of this account were throttled until the operation timed out; IVS allows 3 calls a second.',
    remedy: 'Deploy fewer configurations at once, or increase Timeouts.',
  },
  EndpointNotFound: {
    text: 'The endpoint of {action} in {region} could not be resolved: {message}.',
    remedy: 'IVS is available in {regions}; otherwise check DNS, then retry.',
  },
  ServiceUnavailable: {
    text: '{action} got no valid response in {region}: {message}.',
    remedy: 'Retry; if the function runs in a VPC, check that it can reach the service.',
  },
  AccessDenied: {
    text: "{failure} The function's role must allow {actions}.",
    remedy:
      'Redeploy the provider, or allow the action; a permissions boundary or a service control policy may also deny it.',
  },
  ServiceLinkedRoleAccessDenied: {
    text: "{failure} IVS needs its service-linked role AWSServiceRoleForIVSRecordToS3. The function's role must allow iam:CreateServiceLinkedRole, iam:AttachRolePolicy and iam:PutRolePolicy on it.",
    remedy:
      'Redeploy the provider, or create the role once (aws iam create-service-linked-role --aws-service-name ivs.amazonaws.com).',
  },
  BucketInspectionAccessDenied: {
    text: "{failure} IVS checks the bucket with the permissions of the function. The function's role must allow {actions} on {bucket}, which must belong to this account.",
    remedy: 'Redeploy the provider, and include the bucket in its BucketArns or grantBucketInspectionByArns().',
  },
  ExplicitDeny: {
    text: '{failure} A policy denies the call explicitly, which overrides every permission of the role.',
    remedy: "Remove the Deny, or exempt the function's role from it.",
  },
  PermissionsBoundaryDenied: {
    text: "{failure} The permissions boundary of the function's role does not allow the call.",
    remedy: 'Add the action to the boundary.',
  },
  OrganizationPolicyDenied: {
    text: '{failure} A service control policy or resource control policy of the organization does not allow the call.',
    remedy: 'Ask the administrators of the organization to allow the action.',
  },
  EndpointPolicyDenied: {
    text: '{failure} The policy of the VPC endpoint does not allow the call.',
    remedy: 'Add the action to the policy of the endpoint.',
  },

  FunctionTimeout: {
    text: 'The function timed out before the operation ended.',
    remedy:
      'If ServiceTimeout is less than 1200 s, increase it; otherwise check the log of the function for the call that did not return, then retry.',
  },
  UnexpectedError: {
    text: 'Unexpected error: {error}.',
    remedy: "This is a bug; please report it with the function's log.",
  },
  ResponseUrlMissing: {
    text: 'ResponseURL is missing or not a URL.',
    remedy: 'Let CloudFormation invoke the function, as the ServiceToken of a Custom::IVSRecordingConfiguration.',
  },
  ResponseUrlNotAllowed: {
    text: 'ResponseURL is {url}; it must be https on a host of Amazon S3, on the default port. Nothing was done.',
    remedy: 'Let CloudFormation invoke the function.',
  },
  InvalidEventId: {
    text: '{name} of the event is {problem}; it must be a string of 1 to {limit} bytes in JSON.',
    remedy: 'Let CloudFormation invoke the function.',
  },
  InvalidRequestType: {
    text: 'RequestType of the event is {value}; it must be Create, Update or Delete.',
    remedy: 'Let CloudFormation invoke the function.',
  },
  InvalidPhysicalResourceId: {
    text: 'PhysicalResourceId of the {type} is missing or invalid; it must be the id of an earlier response, of at most {limit} bytes in JSON.',
    remedy: 'Let CloudFormation invoke the function.',
  },
  ResponseRejected: {
    text: 'The response endpoint returned HTTP {status} to the PUT.',
    remedy: 'Check the clock and the network of the function.',
  },
  ResponseNotDelivered: {
    text: 'The PUT of the response failed: {code}.',
    remedy: 'In a VPC, give the function a route to Amazon S3.',
  },

  RegionNotSupported: {
    text: 'The Region of the stack is {region}, where IVS is not available.',
    remedy: 'Deploy the stack to one of {regions}. If {region} has IVS by now, update this package.',
  },
  BucketInOtherEnvironment: {
    text: 'The bucket {bucket} is in {actual}; it must be {expected}.',
    remedy:
      'Put both into stacks of one account and Region. Import an existing bucket in the stack of the configuration.',
  },
  ProviderInOtherEnvironment: {
    text: 'The provider is in {actual}; it must be {expected}.',
    remedy: 'Use a provider of the same account and Region, or omit provider: the stack then creates its own.',
  },
  AdoptArnInOtherEnvironment: {
    text: 'AdoptArn is {arn}; it must be {expected}.',
    remedy: 'Adopt it in a stack of its own account and Region, or remove adoptArn.',
  },
  BucketEncryptedWithKms: {
    text: 'The bucket {bucket} is encrypted with {encryption}. IVS cannot record to a bucket with SSE-KMS, and reports it only when a stream starts.',
    remedy: 'Use BucketEncryption.S3_MANAGED, or another bucket.',
  },
  DefaultTagsTooLong: {
    text: 'defaultTags are {bytes} bytes as JSON; an environment variable holds at most {limit}.',
    remedy: 'Remove some.',
  },
  ConflictingProps: {
    text: '{name} and {other} cannot both be set.',
    remedy: 'Remove one of them: {other} applies only to what the provider creates without {name}.',
  },
  InvalidServiceToken: {
    text: 'serviceToken is {value}; it must be the ARN of a provider function, arn:aws:lambda:<region>:<account>:function:<name>.',
    remedy: 'Use the serviceToken of the RecordingConfigurationProvider, or the output of the provider stack.',
  },
  VersionedServiceToken: {
    text: 'serviceToken is {value}; it must not name a version, since CloudFormation does not let a deployed resource change to the next one.',
    remedy: 'Remove ":{version}".',
  },
  InvalidRecordingConfigurationArn: {
    text: 'recordingConfigurationArn is {value}; it must be {form}.',
    remedy: 'Run "aws ivs list-recording-configurations" to see the ARNs.',
  },
  ConstructIdTaken: {
    text: 'This {type} has the id of the provider that the stack creates for its recording configurations.',
    remedy: 'Use another id, or pass a provider to the recording configurations.',
  },
  HandlerNotBuilt: {
    text: 'The handler is not built: {folder} has no index.js.',
    remedy: 'Run "npm run build:handler", then retry.',
  },
  PackageRootNotFound: {
    text: 'Could not find the root of the package cdk-ivs-recording-configuration.',
    remedy: 'Reinstall it.',
  },
  ChannelUpdatesNotGranted: {
    text: 'onInUse makes the function change channels, and the provider is imported, so its role cannot be changed here.',
    remedy:
      'Call grantChannelUpdates() where the provider is defined, or set AllowChannelUpdates=true in the provider template, and acknowledge this warning. Otherwise the configuration can be neither replaced nor deleted while a channel uses it.',
  },
  NothingRecorded: {
    text: 'Neither video nor thumbnails are recorded.',
    remedy: 'Omit renditionConfiguration or thumbnailConfiguration, or acknowledge this warning.',
  },
  UnknownContextKey: {
    text: 'Unknown context key {key}; did you mean {nearest}?',
    remedy: 'Use -c {nearest}=...',
  },
  InvalidContextValue: {
    text: 'The context value {key} is {value}; it must be {expected}.',
    remedy: 'Use -c {key}={example}',
  },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

export type MessageCode = keyof typeof MESSAGES;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Entry<Code extends MessageCode> = (typeof MESSAGES)[Code];

/** What a message names: a value for each `{placeholder}` of its text and remedy. */
export type MessageValues<Code extends MessageCode> = Readonly<
  Record<Placeholders<Entry<Code>['text']> | Placeholders<Entry<Code>['remedy']>, string | number>
>;

/** A message as people read it: `BucketNotFound: Bucket b does not exist. Create it first, or use another bucket.` */
export function formatMessage<Code extends MessageCode>(code: Code, values: MessageValues<Code>): string {
  return `${code}: ${formatDetail(code, values)}`;
}

/** The text and the remedy without the code, to be part of another message. */
export function formatDetail<Code extends MessageCode>(code: Code, values: MessageValues<Code>): string {
  const { text, remedy } = MESSAGES[code];
  const fill = (part: string): string =>
    part.replace(/\{(\w+)\}/g, (_, name: string) => String((values as Readonly<Record<string, unknown>>)[name]));
  return `${fill(text)} ${fill(remedy)}`;
}
