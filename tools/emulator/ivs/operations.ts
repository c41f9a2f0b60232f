import type { IvsAccount } from './account';
import { formatArn } from './account-settings';
import * as inputs from './inputs';
import type { CreateRecordingConfigurationInput } from './inputs';
import type { Shape } from './shape';
import type { Tags } from './tags';

/** A permission that an operation requires. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** The condition keys of the call. */
  readonly context?: Readonly<Record<string, string>>;
}

/** A call with validated input, not executed yet. */
export interface PreparedCall<Output> {
  readonly permissions: readonly Permission[];
  /** Executes (commits) the call. Returns the members of the response body; undefined if it has no body. */
  readonly run: () => Output;
}

/** One operation of the API: its HTTP request and its effect on an account. */
export interface Operation<Output = object | undefined> {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** `{resourceArn}` is one URL-encoded segment. */
  readonly path: string;
  /** HTTP status of a success. */
  readonly status: 200 | 204;
  /** Validates the input. @throws IvsError with ValidationException */
  readonly prepare: (account: IvsAccount, input: unknown) => PreparedCall<Output>;
}

interface Definition<Input, Output> extends Partial<Pick<Operation, 'method' | 'path' | 'status'>> {
  readonly input: Shape<Input>;
  /** Returns the resources of the required permission. */
  readonly resources: (account: IvsAccount, input: Input) => string | readonly string[];
  /** Returns required actions in addition to the operation's. */
  readonly additionalActions?: (input: Input) => readonly string[];
  /** Returns required permissions on other resources. */
  readonly additionalPermissions?: (account: IvsAccount, input: Input) => readonly Permission[];
  readonly run: (account: IvsAccount, input: Input) => Output;
}

const formatRecordingConfigurationPattern = ({ settings }: IvsAccount): string =>
  formatArn(settings, 'recording-configuration', '*');
const formatChannelPattern = ({ settings }: IvsAccount): string => formatArn(settings, 'channel', '*');
const tagsPath = '/tags/{resourceArn}';

/** The operations that the server supports. */
export const operations = {
  CreateRecordingConfiguration: defineOperation('CreateRecordingConfiguration', {
    input: inputs.createRecordingConfigurationInput,
    resources: formatRecordingConfigurationPattern,
    additionalActions: ({ tags }) => getTagActions(tags),
    additionalPermissions: (account, input) => [
      ...getBucketPermissions(account, input),
      ...getServiceLinkedRolePermissions(account),
    ],
    run: (account, input) => account.createRecordingConfiguration(input),
  }),
  GetRecordingConfiguration: defineOperation('GetRecordingConfiguration', {
    input: inputs.recordingConfigurationInput,
    resources: (_account, { arn }) => arn,
    run: (account, input) => account.getRecordingConfiguration(input),
  }),
  ListRecordingConfigurations: defineOperation('ListRecordingConfigurations', {
    input: inputs.listRecordingConfigurationsInput,
    resources: formatRecordingConfigurationPattern,
    run: (account, input) => account.listRecordingConfigurations(input),
  }),
  DeleteRecordingConfiguration: defineOperation('DeleteRecordingConfiguration', {
    status: 204,
    input: inputs.recordingConfigurationInput,
    resources: (_account, { arn }) => arn,
    run: (account, input) => {
      account.deleteRecordingConfiguration(input);
      return undefined;
    },
  }),
  TagResource: defineOperation('TagResource', {
    path: tagsPath,
    input: inputs.tagResourceInput,
    resources: (_account, { resourceArn }) => resourceArn,
    run: (account, input) => {
      account.tagResource(input);
      return {};
    },
  }),
  UntagResource: defineOperation('UntagResource', {
    method: 'DELETE',
    path: tagsPath,
    input: inputs.untagResourceInput,
    resources: (_account, { resourceArn }) => resourceArn,
    run: (account, input) => {
      account.untagResource(input);
      return {};
    },
  }),
  ListTagsForResource: defineOperation('ListTagsForResource', {
    method: 'GET',
    path: tagsPath,
    input: inputs.listTagsForResourceInput,
    resources: (_account, { resourceArn }) => resourceArn,
    run: (account, input) => account.listTagsForResource(input),
  }),
  CreateChannel: defineOperation('CreateChannel', {
    input: inputs.createChannelInput,
    resources: formatChannelPattern,
    additionalActions: ({ tags }) => getTagActions(tags),
    run: (account, input) => account.createChannel(input),
  }),
  GetChannel: defineOperation('GetChannel', {
    input: inputs.channelInput,
    resources: (_account, { arn }) => arn,
    run: (account, input) => account.getChannel(input),
  }),
  BatchGetChannel: defineOperation('BatchGetChannel', {
    input: inputs.batchGetChannelInput,
    resources: (_account, { arns }) => arns,
    run: (account, input) => account.batchGetChannel(input),
  }),
  ListChannels: defineOperation('ListChannels', {
    input: inputs.listChannelsInput,
    resources: formatChannelPattern,
    run: (account, input) => account.listChannels(input),
  }),
  UpdateChannel: defineOperation('UpdateChannel', {
    input: inputs.updateChannelInput,
    resources: (_account, { arn }) => arn,
    run: (account, input) => account.updateChannel(input),
  }),
  DeleteChannel: defineOperation('DeleteChannel', {
    status: 204,
    input: inputs.channelInput,
    resources: (_account, { arn }) => arn,
    run: (account, input) => {
      account.deleteChannel(input);
      return undefined;
    },
  }),
  GetStream: defineOperation('GetStream', {
    input: inputs.streamInput,
    resources: (_account, { channelArn }) => channelArn,
    run: (account, input) => account.getStream(input),
  }),
  StopStream: defineOperation('StopStream', {
    input: inputs.streamInput,
    resources: (_account, { channelArn }) => channelArn,
    run: (account, input) => {
      account.stopStream(input);
      return {};
    },
  }),
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as readonly OperationName[];

/**
 * The service-linked role of IVS is created with the first recording configuration, with the permissions of its
 * creator.
 */
function getServiceLinkedRolePermissions({
  settings: { accountId },
  hasServiceLinkedRole,
}: IvsAccount): readonly Permission[] {
  if (hasServiceLinkedRole) return [];
  const resource = `arn:aws:iam::${accountId}:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3`;
  return [
    { action: 'iam:CreateServiceLinkedRole', resource, context: { 'iam:AWSServiceName': 'ivs.amazonaws.com' } },
    { action: 'iam:AttachRolePolicy', resource },
    { action: 'iam:PutRolePolicy', resource },
  ];
}

/**
 * IVS checks the bucket with the permissions of the caller. The create handler of the native type has both actions; the
 * error without them is not documented. Schema of that handler: https://github.com/aws-cloudformation/cfn-lint.
 */
function getBucketPermissions(
  { settings }: IvsAccount,
  { destinationConfiguration }: CreateRecordingConfigurationInput,
): readonly Permission[] {
  const { bucketName } = destinationConfiguration.s3;
  const owner = settings.buckets?.get(bucketName)?.accountId ?? settings.accountId;
  return ['s3:GetBucketLocation', 's3:ListBucket'].map((action) => ({
    action,
    resource: `arn:aws:s3:::${bucketName}`,
    context: { 'aws:ResourceAccount': owner },
  }));
}

function getTagActions(tags: Tags = {}): readonly string[] {
  return Object.keys(tags).length > 0 ? ['ivs:TagResource'] : [];
}

function defineOperation<Input, Output extends object | undefined>(
  name: string,
  { method = 'POST', path = `/${name}`, status = 200, ...definition }: Definition<Input, Output>,
): Operation<Output> {
  return {
    method,
    path,
    status,
    prepare: (account, wire) => {
      const input = definition.input(wire, '');
      const actions = [`ivs:${name}`, ...(definition.additionalActions?.(input) ?? [])];
      const resources = [definition.resources(account, input)].flat();
      return {
        permissions: [
          ...resources.flatMap((resource) => actions.map((action) => ({ action, resource }))),
          ...(definition.additionalPermissions?.(account, input) ?? []),
        ],
        run: () => definition.run(account, input),
      };
    },
  };
}
