import type { MessageCode } from './messages';

/** A section of docs/troubleshooting.md: why each of its messages appears. The documentation alone reads it. */
export interface MessageSection {
  readonly title: string;
  readonly intro?: string;
  readonly causes: Readonly<Partial<Record<MessageCode, string>>>;
}

export const MESSAGE_SECTIONS: readonly MessageSection[] = [
  {
    title: 'Properties',
    intro:
      'The construct checks the properties at synthesis. It names its own prop and the property of the template. The function checks them again before it calls IVS, so nothing has changed when it fails. All problems are reported together. The [properties](properties.md) page has the rules.',
    causes: {
      InvalidProperties:
        'A property is missing, unknown or has an invalid value. Values are case-sensitive. Durations are whole numbers; `"60"` and `60` are the same. Several problems are numbered.',
      InvalidDefaultTags:
        '`defaultTags` of the provider are invalid. Until they are fixed, every Create and Update fails. A Delete does not. A rollback continues without them.',
      TooManyTags: 'IVS allows 50 tags. The owner tags need four of them.',
    },
  },
  {
    title: 'Bucket',
    intro:
      'The function inspects the bucket before it creates anything. See [bucket validation](bucket-validation.md).',
    causes: {
      BucketNotFound:
        'There is no such bucket. The function checked three times, 2 s apart. In a template, use `!Ref` for the name, which also sets the order.',
      BucketInWrongRegion: 'IVS records only to buckets in the Region of the recording configuration.',
      BucketInWrongAccount: 'IVS records only to buckets of its own account.',
      BucketIsAccessPointAlias: 'IVS accepts the alias, the configuration becomes `ACTIVE`, and nothing is recorded.',
      BucketAccessDenied:
        'Only after CREATE_FAILED. S3 denied the call and does not show whether `s3:ListBucket` is missing or another account owns the bucket.',
      BucketEncryptionNotSupported:
        'IVS cannot write with SSE-KMS. The configuration would become `ACTIVE`, and no stream would be recorded.',
      BucketNotInspected: 'Only after CREATE_FAILED. S3 did not respond within 10 s.',
      BucketPolicySuspected:
        'Only after CREATE_FAILED. The inspection of the bucket shows no problem, so the bucket policy may be the reason.',
    },
  },
  {
    title: 'Create',
    causes: {
      CreateFailed:
        'IVS gives no reason for CREATE_FAILED. The function deletes the configuration and inspects the bucket. The message ends with what the inspection shows.',
      CreateTimeout:
        '`Timeouts.Create` passed, or the time that `ServiceTimeout` leaves. The message names the one to increase.',
      DeletedDuringCreate: 'Another caller repeatedly deletes what the stack creates.',
      DuplicatesNotResolved:
        'Lambda delivered the event more than once, and less than 45 s of `ServiceTimeout` were left. The rollback deletes what was created.',
      RequestSuperseded:
        'Another resource of the stack failed, `ServiceTimeout` passed, or the event was delivered late.',
    },
  },
  {
    title: 'Adoption',
    intro:
      'The function checks a configuration before it adopts it. If a check fails, nothing is changed. See [adopt an existing configuration](adopt-existing.md).',
    causes: {
      AdoptionNotAllowed:
        'The provider was deployed with `allowAdoption: false` or the parameter `AllowAdoption=false`.',
      AdoptArnInWrongEnvironment: 'The ARN names another account or Region than that of the stack.',
      AdoptArnNotFound: 'IVS has no such configuration: it was deleted, or the id is wrong.',
      AdoptArnStillCreating: 'The configuration was CREATING until `Timeouts.Create` passed.',
      AdoptArnNotActive: 'The configuration is CREATE_FAILED, or in a state that the function does not know.',
      AdoptArnOwnedByOther:
        'Its tags name a resource that still has it, or CloudFormation did not show whether it has. A native `AWS::IVS::RecordingConfiguration` counts too.',
      AdoptArnSettingsDiffer:
        'IVS cannot change settings, so they must match. Defaults and the order of lists do not matter.',
      AdoptArnTooManyTags:
        'IVS allows 50 tags: existing tags, the tags of the template and four owner tags. Tags of AWS itself do not count.',
    },
  },
  {
    title: 'Channels',
    intro: 'See [channels in use](channels-in-use.md).',
    causes: {
      ConfigurationInUse:
        'Channels use the configuration that is to be deleted. The function retried for 30 s. If the channels could not be listed, the message has the command that lists them.',
      ChannelsLive:
        'With `OnInUse: RELEASE`. IVS does not change a live channel. Except in a rollback, nothing was changed. After a rollback, delete the configuration that remains.',
      ReplacementUnknown:
        'With `OnInUse: RELEASE`, during a Delete. Without the stack events the function cannot tell whether to move or to detach the channels, and does neither.',
      ChannelMoveTimeout:
        'With `OnInUse: RELEASE`. The timeout passed before all channels were checked and moved. Except in a rollback, the channels that were moved are moved back.',
    },
  },
  {
    title: 'Update and delete',
    causes: {
      OwnedByOtherResource:
        'Two resources have the configuration, as after an adoption of a configuration that an old template still has.',
      OwnerUnknown:
        'The owner tags name another resource, as after a stack refactoring. That resource is in an operation, or CloudFormation did not show it.',
      OwnerTagMissing: 'An owner tag was removed by hand, or the Delete was forged.',
      OriginUnknown:
        'The event needs the stack events to tell created configurations from retained ones, and they could not be read.',
      StaleDelete: 'The Delete was delivered late or forged, or the record of CloudFormation was out of date.',
      DeleteTimeout: '`Timeouts.Delete` passed, or the time that `ServiceTimeout` leaves.',
    },
  },
  {
    title: 'AWS calls',
    intro: 'The text in quotes is the message of AWS.',
    causes: {
      InvalidRequest: 'IVS rejected the input (400).',
      BucketRejected: 'IVS rejected the input (400), and its message mentions the bucket or a Region.',
      ServiceLimitExceeded: 'The quota of recording configurations of the account in this Region is used up (402).',
      PendingVerification: 'The account is too new for IVS (403).',
      NotFound: 'The resource was deleted between two calls (404).',
      ResourceConflict: 'Another caller is changing the configuration or the channel (409).',
      Throttling:
        'IVS allows an account 3 calls a second of each operation on configurations, for all callers. The function retried until the timeout.',
      EndpointNotFound: 'DNS has no host of IVS in that Region. IVS has seven Regions.',
      ServiceUnavailable: 'AWS returned a server error or no response.',
      AccessDenied:
        'A permission is missing. The function retried for up to 180 s, since new permissions take time to propagate. For `ivs:GetChannel`, `ivs:GetStream` and `ivs:UpdateChannel` see [channels in use](channels-in-use.md#permissions).',
      ServiceLinkedRoleAccessDenied:
        'IVS creates its service-linked role with the permissions of the function at the first creation.',
      BucketInspectionAccessDenied:
        'IVS denied the creation, and its message mentions S3 or the bucket. The function retried for up to 180 s. See [permissions](permissions.md).',
      ExplicitDeny: 'A Deny of the role, the organization or a boundary. The function does not retry.',
      PermissionsBoundaryDenied: 'The role has a permissions boundary without the action. The function does not retry.',
      OrganizationPolicyDenied: 'The organization does not allow the action. The function does not retry.',
      EndpointPolicyDenied:
        'The function runs in a VPC whose endpoint does not allow the action. The function does not retry.',
    },
  },
  {
    title: 'Function',
    causes: {
      FunctionTimeout: '`ServiceTimeout` is too short for the operation, or a call did not return.',
      UnexpectedError: 'A bug.',
      ResponseUrlMissing: 'The function was not invoked by CloudFormation. Nothing was done.',
      ResponseUrlNotAllowed:
        'The response would go to a host other than Amazon S3, to another port, or to loopback. If CloudFormation sent the event, report it.',
      InvalidEventId: 'An id of the event is missing, or longer than the response has room for. Nothing was done.',
      InvalidRequestType: 'The function was not invoked by CloudFormation. Nothing was done.',
      InvalidPhysicalResourceId: 'An Update or a Delete has no id, or one of more than 1024 bytes. Nothing was done.',
      ResponseRejected:
        'The bucket of CloudFormation rejected the response. The invocation fails, and Lambda delivers the event again.',
      ResponseNotDelivered: 'The response did not reach the bucket of CloudFormation. Lambda delivers the event again.',
    },
  },
  {
    title: 'Construct',
    intro:
      'At synthesis. ChannelUpdatesNotGranted and NothingRecorded are warnings: synthesis succeeds unless `cdk synth --strict` is used. `Annotations.of(recording).acknowledgeWarning(id)` suppresses a warning.',
    causes: {
      RegionNotSupported: 'The `env` of the stack names a Region without IVS.',
      BucketInOtherEnvironment:
        'The stack of the bucket has another account or Region. An imported bucket has the environment of the stack that imports it, unless `fromBucketAttributes` names another.',
      ProviderInOtherEnvironment:
        'The function of a provider manages configurations of its own account and Region, and CloudFormation invokes no function of another Region.',
      AdoptArnInOtherEnvironment: '`adoptArn` names another account or Region than that of the stack.',
      BucketEncryptedWithKms: 'The app shows that the bucket uses SSE-KMS.',
      DefaultTagsTooLong: 'The default tags do not fit into an environment variable.',
      ConflictingProps: '`role` excludes `permissionsBoundary`, and `logGroup` excludes `logRetention`.',
      InvalidServiceToken: '`fromServiceToken` was called with something other than the ARN of a function.',
      VersionedServiceToken: 'The ARN names a version of the function.',
      InvalidRecordingConfigurationArn:
        '`fromRecordingConfigurationArn` was called with something other than the ARN of a recording configuration, or `fromRecordingConfigurationId` with something other than the last part of one.',
      ConstructIdTaken: 'Another construct of the stack has the id that the provider of the stack needs.',
      HandlerNotBuilt: 'Only in a checkout: the bundle of the function is missing.',
      PackageRootNotFound: 'The installation is incomplete.',
      ChannelUpdatesNotGranted:
        'A warning with the id `cdk-ivs-recording-configuration:releaseByImportedProvider`. The role of an imported provider cannot be changed from the app.',
      NothingRecorded:
        'A warning with the id `cdk-ivs-recording-configuration:nothingRecorded`. `RenditionConfiguration.none()` and `ThumbnailConfiguration.disable()` are used together.',
      UnknownContextKey: 'Only in the example app: the key of `-c key=value` is misspelled.',
      InvalidContextValue: 'Only in the example app: the value of `-c key=value` is invalid.',
    },
  },
];
