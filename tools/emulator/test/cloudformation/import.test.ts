import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  type CreateChangeSetCommandInput,
  type DescribeChangeSetCommandOutput,
  type ResourceToImport,
} from '@aws-sdk/client-cloudformation';
import { startEmulator } from '../../aws';
import type { Emulator } from '../../aws';

let aws: Emulator;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await startEmulator({ ivs: { timeToActiveMs: 0 } });
  client = new CloudFormationClient({ region: aws.region, endpoint: aws.cloudFormation.api.endpoint });
  aws.s3.buckets.set('archive', { region: aws.region, accountId: aws.accountId, encryption: 'AES256' });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const NATIVE = 'AWS::IVS::RecordingConfiguration';
const DestinationConfiguration = { S3: { BucketName: 'archive' } };
const native = (more: object = { DeletionPolicy: 'Retain' }): object => ({
  Type: NATIVE,
  Properties: { DestinationConfiguration },
  ...more,
});
const HANDLE = { Type: 'AWS::CloudFormation::WaitConditionHandle' };

function createConfiguration(): string {
  const destinationConfiguration = { s3: { bucketName: 'archive' } };
  return aws.ivs.account.createRecordingConfiguration({ destinationConfiguration }).recordingConfiguration.arn;
}

const toImport = (arn: string, id = 'Main'): ResourceToImport => ({
  LogicalResourceId: id,
  ResourceType: NATIVE,
  ResourceIdentifier: { Arn: arn },
});

async function create(
  StackName: string,
  resources: object,
  ResourcesToImport: ResourceToImport[] | undefined,
  input: Partial<CreateChangeSetCommandInput> & { Outputs?: object } = {},
): Promise<DescribeChangeSetCommandOutput> {
  const { Outputs, ...others } = input;
  const TemplateBody = JSON.stringify({ Resources: resources, Outputs });
  const command = { StackName, ChangeSetName: 'import', TemplateBody, ResourcesToImport, ...others };
  await client.send(new CreateChangeSetCommand({ ChangeSetType: 'IMPORT', ...command }));
  return await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName: 'import' }));
}

/** An import has no waiting in it, so that it has ended with the response. */
async function execute(StackName: string): Promise<readonly string[]> {
  const first = aws.cloudFormation.describe(StackName)?.events.length ?? 0;
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'import' }));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.reverse()
    .slice(first)
    .map(({ LogicalResourceId: id, ResourceStatus: status, ResourceStatusReason: reason }) =>
      [id, status, reason].filter((part) => part !== undefined).join(' '),
    );
}

test('an import creates a stack, and a second one adds to it', async () => {
  const [first, second] = [createConfiguration(), createConfiguration()];
  const channel = aws.ivs.account.createChannel({ name: 'main' }).channel.arn;
  const before = aws.ivs.account.recordingConfigurations();
  expect(await create('imported', { Main: native() }, [toImport(first)])).toMatchObject({
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    Changes: [
      {
        Type: 'Resource',
        ResourceChange: {
          ...{ Action: 'Import', LogicalResourceId: 'Main', PhysicalResourceId: first, ResourceType: NATIVE },
          ...{ Scope: [], Details: [] },
        },
      },
    ],
  });
  expect(aws.cloudFormation.describe('imported')).toMatchObject({ status: 'REVIEW_IN_PROGRESS' });
  expect(await execute('imported')).toEqual([
    'imported IMPORT_IN_PROGRESS User Initiated',
    'Main IMPORT_IN_PROGRESS Resource import started.',
    'Main IMPORT_COMPLETE Resource import completed.',
    'Main UPDATE_IN_PROGRESS Apply stack-level tags to imported resource if applicable.',
    'Main UPDATE_COMPLETE',
    'imported IMPORT_COMPLETE',
  ]);

  const resources = {
    Main: native(),
    Second: native({ DeletionPolicy: 'Delete' }),
    Channel: { Type: 'AWS::IVS::Channel', DeletionPolicy: 'Retain', Properties: { Name: 'main' } },
  };
  const channelToImport = { ...toImport(channel, 'Channel'), ResourceType: 'AWS::IVS::Channel' };
  await create('imported', resources, [toImport(second, 'Second'), channelToImport]);
  await execute('imported');
  expect(aws.cloudFormation.describe('imported')).toMatchObject({ status: 'IMPORT_COMPLETE' });
  expect(aws.ivs.account.recordingConfigurations()).toEqual(before);

  // The stack manages them: it updates the channel, and deletes what it does not retain.
  const Channel = {
    ...resources.Channel,
    Properties: { Name: 'main', RecordingConfigurationArn: { 'Fn::GetAtt': ['Main', 'Arn'] } },
  };
  const template = { Resources: { ...resources, Channel } };
  expect(await aws.cloudFormation.deploy({ stackName: 'imported', template })).toMatchObject({
    status: 'UPDATE_COMPLETE',
  });
  expect(aws.ivs.account.getChannel({ arn: channel }).channel.recordingConfigurationArn).toBe(first);
  await aws.cloudFormation.delete('imported');
  expect(aws.ivs.account.recordingConfigurations().map(({ arn }) => arn)).toEqual([first]);
});

test('a template summary has the identifiers that an import needs', async () => {
  const TemplateBody = JSON.stringify({ Resources: { Main: native(), Handle: HANDLE } });
  const { ResourceIdentifierSummaries } = await client.send(new GetTemplateSummaryCommand({ TemplateBody }));
  expect(ResourceIdentifierSummaries).toEqual([
    { ResourceType: NATIVE, LogicalResourceIds: ['Main'], ResourceIdentifiers: ['Arn'] },
  ]);
});

test('what does not exist, or another stack has, fails the change set or the import', async () => {
  const gone = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEfGhIjKl';
  expect(await create('missing', { Main: native() }, [toImport(gone)])).toMatchObject({
    Status: 'FAILED',
    StatusReason: `Resource of type '${NATIVE}' with identifier '${gone}' was not found.`,
    ExecutionStatus: 'UNAVAILABLE',
  });
  const { stackId } = await aws.cloudFormation.deploy({ stackName: 'owner', template: { Resources: { A: native() } } });
  const owned = aws.cloudFormation.describe('owner')?.resources.get('A')?.physicalId ?? '';
  expect(await create('second', { Main: native() }, [toImport(owned)])).toMatchObject({
    Status: 'FAILED',
    StatusReason: `${owned} already exists in stack ${stackId}`,
  });

  // It is deleted between the two calls.
  const [kept, deleted] = [createConfiguration(), createConfiguration()];
  const resources = { A: native(), Main: native(), Other: { ...native(), DependsOn: 'Main' } };
  await create('owner', resources, [toImport(kept), toImport(deleted, 'Other')]);
  aws.ivs.account.deleteRecordingConfiguration({ arn: deleted });
  const events = await execute('owner');
  expect(events.slice(3)).toEqual([
    'Other IMPORT_IN_PROGRESS Resource import started.',
    expect.stringMatching(/^Other IMPORT_FAILED Resource of type .* was not found\.$/),
    expect.stringMatching(/^owner IMPORT_ROLLBACK_IN_PROGRESS Resource of type/),
    'Other IMPORT_ROLLBACK_IN_PROGRESS',
    'Other IMPORT_ROLLBACK_COMPLETE',
    'Main IMPORT_ROLLBACK_IN_PROGRESS',
    'Main IMPORT_ROLLBACK_COMPLETE',
    'owner IMPORT_ROLLBACK_COMPLETE',
  ]);
  expect([...(aws.cloudFormation.describe('owner')?.resources.keys() ?? [])]).toEqual(['A']);
});

describe('an import is refused', () => {
  const StackName = 'refusals';
  const arn = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbCdEfGhIjKl';
  const CUSTOM = 'Custom::IVSRecordingConfiguration';
  const custom = { Type: CUSTOM, DeletionPolicy: 'Retain', Properties: { ServiceToken: 'x' } };
  const wait = { Type: 'Test::Wait', DeletionPolicy: 'Retain' };

  beforeAll(async () => {
    await aws.cloudFormation.deploy({ stackName: StackName, template: { Resources: { Handle: HANDLE } } });
  });

  test.each<[string, object, ResourceToImport[] | undefined, Parameters<typeof create>[3], string]>([
    ['without resources', { Main: native() }, undefined, {}, 'Must Provide at least one resource to import'],
    [
      'with an output',
      { Main: native() },
      [toImport(arn)],
      { Outputs: { A: { Value: 'a' } } },
      'modify or add [Outputs]',
    ],
    [
      'with a stack tag',
      { Main: native() },
      [toImport(arn)],
      { Tags: [{ Key: 'a', Value: 'b' }] },
      'modify or add [Tags]',
    ],
    ['twice', { Main: native() }, [toImport(arn), toImport(arn)], {}, 'must have unique LogicalResourceId'],
    ['of no resource', { Main: native() }, [toImport(arn, 'X')], {}, 'The logical resource ids [X] provided in'],
    [
      'with another identifier',
      { Main: native() },
      [{ ...toImport(arn), ResourceIdentifier: { Id: 'x' } }],
      {},
      `Invalid resource identifier for resource type ${NATIVE}. Expected [Arn]`,
    ],
    [
      'of another type',
      { Main: wait },
      [toImport(arn)],
      {},
      `Resource type in ResourceToImport: ${NATIVE}; Resource type in Template: Test::Wait.`,
    ],
    [
      'of a custom resource',
      { Main: custom },
      [{ ...toImport(arn), ResourceType: CUSTOM }],
      {},
      `ResourceTypes [${CUSTOM}] are not supported for Import`,
    ],
    [
      'of a type that the emulator does not import',
      { Main: wait },
      [{ ...toImport(arn), ResourceType: 'Test::Wait' }],
      {},
      'The emulator does not import Test::Wait',
    ],
    ['with another resource', { Main: native(), B: wait }, [toImport(arn)], {}, 'Resources [B] is missing from'],
    [
      'with a change',
      { Main: native(), Handle: { ...HANDLE, DeletionPolicy: 'Retain' } },
      [toImport(arn)],
      {},
      'You have modified resources [Handle] in your template that are not being imported.',
    ],
    ['without a policy', { Main: native({}) }, [toImport(arn)], {}, 'to import [Main] must have DeletionPolicy'],
  ])('%s', async (_title, resources, imported, input, message) => {
    const created = create(StackName, { Handle: HANDLE, ...resources }, imported, input);
    await expect(created).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
    expect(await client.send(new ListChangeSetsCommand({ StackName }))).toMatchObject({ Summaries: [] });
  });
});
