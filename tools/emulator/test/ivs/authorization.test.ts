import {
  BatchGetChannelCommand,
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetChannelCommand,
  GetStreamCommand,
  ListChannelsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ivs';
import type { AuthorizationRequest } from '../../ivs/service';
import {
  closeAfterEach,
  createCommand,
  createConfiguration,
  destination,
  getFailure,
  missingChannel,
  missingConfiguration,
  startIvs,
} from './test-server';

closeAfterEach();

type Permission = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

const every = (type: string): string => `arn:aws:ivs:us-east-1:123456789012:${type}/*`;

const ROLE = 'arn:aws:iam::123456789012:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3';
const BUCKET = `arn:aws:s3:::${destination.s3.bucketName}`;
const OTHER_PERMISSIONS: readonly Permission[] = [
  ['s3:GetBucketLocation', BUCKET, { 'aws:ResourceAccount': '123456789012' }],
  ['s3:ListBucket', BUCKET, { 'aws:ResourceAccount': '123456789012' }],
  ['iam:CreateServiceLinkedRole', ROLE, { 'iam:AWSServiceName': 'ivs.amazonaws.com' }],
  ['iam:AttachRolePolicy', ROLE],
  ['iam:PutRolePolicy', ROLE],
];

test('the service-linked role is only created with the first recording configuration', async () => {
  const authorizedCalls: string[] = [];
  const authorize = ({ action }: AuthorizationRequest): undefined => void authorizedCalls.push(action);
  const { client } = await startIvs({}, { authorize });
  await client.send(createCommand());
  expect(authorizedCalls.filter((action) => action.startsWith('iam:'))).toHaveLength(3);
  await client.send(createCommand());
  expect(authorizedCalls.filter((action) => action.startsWith('iam:'))).toHaveLength(3);
});

test.each<[object, readonly Permission[]]>([
  [createCommand(), [['ivs:CreateRecordingConfiguration', every('recording-configuration')], ...OTHER_PERMISSIONS]],
  [
    new CreateRecordingConfigurationCommand({ destinationConfiguration: destination, tags: { a: 'b' } }),
    [
      ['ivs:CreateRecordingConfiguration', every('recording-configuration')],
      ['ivs:TagResource', every('recording-configuration')],
      ...OTHER_PERMISSIONS,
    ],
  ],
  [
    new DeleteRecordingConfigurationCommand({ arn: missingConfiguration }),
    [['ivs:DeleteRecordingConfiguration', missingConfiguration]],
  ],
  [
    new TagResourceCommand({ resourceArn: missingConfiguration, tags: { a: 'b' } }),
    [['ivs:TagResource', missingConfiguration]],
  ],
  [new ListChannelsCommand({}), [['ivs:ListChannels', every('channel')]]],
  [new BatchGetChannelCommand({ arns: [missingChannel] }), [['ivs:BatchGetChannel', missingChannel]]],
  [new GetChannelCommand({ arn: missingChannel }), [['ivs:GetChannel', missingChannel]]],
  [new GetStreamCommand({ channelArn: missingChannel }), [['ivs:GetStream', missingChannel]]],
])('%# the hook authorizes each permission with its resource and access key id', async (command, permissions) => {
  const authorizedCalls: AuthorizationRequest[] = [];
  const authorize = (request: AuthorizationRequest): undefined => void authorizedCalls.push(request);
  const { client } = await startIvs({}, { authorize });
  // The result does not matter: most of the resources do not exist.
  await client.send(command as ListChannelsCommand).catch(() => undefined);
  expect(authorizedCalls).toEqual(
    permissions.map(([action, resource, context]) => ({
      action,
      resource,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      ...(context && { context }),
    })),
  );
});

test('a denied call returns 403 with the denial and has no effect', async () => {
  const denial = 'User: tester is not authorized to perform: ivs:TagResource';
  const authorize = ({ action }: AuthorizationRequest): string | undefined =>
    action === 'ivs:TagResource' ? denial : undefined;
  const { client, account } = await startIvs({}, { authorize });
  const tagged = new CreateRecordingConfigurationCommand({ destinationConfiguration: destination, tags: { a: 'b' } });
  expect(await getFailure(client.send(tagged))).toEqual({ name: 'AccessDeniedException', status: 403, text: denial });
  expect(account.recordingConfigurations()).toEqual([]);
  await createConfiguration(client);
  expect(account.recordingConfigurations()).toHaveLength(1);
});

test.each(['s3:GetBucketLocation', 's3:ListBucket'])(
  'a creation whose caller lacks %s on the bucket is denied, and nothing is created',
  async (denied) => {
    const { client, account } = await startIvs(
      {},
      { authorize: ({ action }) => (action === denied ? `not authorized to perform: ${action}` : undefined) },
    );
    expect(await getFailure(client.send(createCommand()))).toEqual({
      name: 'AccessDeniedException',
      status: 403,
      text: `not authorized to perform: ${denied}`,
    });
    expect(account.recordingConfigurations()).toEqual([]);
    expect(account.hasServiceLinkedRole).toBe(false);
  },
);
